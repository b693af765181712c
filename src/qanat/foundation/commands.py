"""The command: one intention of one actor, in one transaction."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial, wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from psycopg import errors
from psycopg.pq import TransactionStatus

from qanat.foundation.actors import Actor
from qanat.foundation.postgres.written import checked
from qanat.foundation.proving import settle

P = ParamSpec("P")
R = TypeVar("R")
Command = Callable[Concatenate[Actor, P], R]

TRIES: Final = 4
COMMANDS: Final[dict[str, str]] = {}
"""Every command by its full name, with the permission it needs."""

ENVELOPE: Final = ""

_WORD: Final = re.compile(r"\W", re.ASCII)
_running: ContextVar[str | None] = ContextVar("running", default=None)
"""Name of the intention under way; ``ENVELOPE``: a transaction without one as yet; or None."""


class NotLone(Exception):  # noqa: N818 (no error: the command begins again in a transaction)
    """What may have been one statement is more; nothing was done."""


def command(
    needs: str, *, is_reading: bool = False, is_lone: Callable[..., bool] | None = None
) -> Callable[[Command[P, R]], Command[P, R]]:
    """Check the permission, then run in a transaction which names the actor to the database.

    The outermost command owns the transaction; a command called by another joins it without
    a savepoint, so that an error always undoes the whole intention. The permission is checked
    on every call but for calls from other commands: there the outer intention decides.
    A deadlock or a lost race for a serialisation is tried again: commands touch nothing but
    the database.

    Break-the-glass opens records to reading alone, so a command sees no further than the
    actor's roles; one ``is_reading`` that changes nothing of the record but keeps who looked.

    ``is_lone`` tells by the named arguments whether all of it is one statement, which names the
    actor itself (:data:`NAMED_SQL`): it needs no transaction around it. A key which is due is
    looked at by that statement (:data:`qanat.foundation.proving.STANDS_SQL`), else beforehand.
    One which finds that there is more to do raises :class:`NotLone`, and begins again in one.
    """

    def decorate(run: Command[P, R]) -> Command[P, R]:
        name = f"{run.__module__}.{run.__name__}"
        COMMANDS[name] = needs

        @wraps(run)
        def wrapper(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            outer = _running.get()
            if outer:
                return run(actor, *args, **kwargs)
            actor.need(needs)
            if not is_reading:
                actor = actor.by_roles

            def attempt() -> R:
                with intention(actor, run.__name__):
                    return run(actor, *args, **kwargs)

            if outer is None and is_lone and is_lone(**kwargs) and not connection.in_atomic_block:
                with suppress(NotLone), _running_as(run.__name__):
                    return repeat(partial(run, actor, *args, **kwargs))
            settle()
            if outer is None:
                return repeat(attempt)
            with _named(actor, run.__name__):
                return run(actor, *args, **kwargs)

        return wrapper

    return decorate


@contextmanager
def intention(actor: Actor, name: str) -> Iterator[None]:
    """Open the one transaction of an intention and tell the database who acts.

    Used by :func:`command`, by the delivery of events and by installers; inside it,
    commands join.
    """
    with transaction.atomic(durable=True), _named(actor, name):
        yield


def enveloped(work: Callable[[], R]) -> R:
    """Do work in one transaction which takes in the commands it calls.

    Unlike commands called by a command, each of these checks its own permission and names
    its actor. For what has to be stored together with a command's effect, such as its answer.
    """

    def attempt() -> R:
        token = _running.set(ENVELOPE)
        try:
            with transaction.atomic(durable=True):
                return work()
        finally:
            _running.reset(token)

    return repeat(attempt)


def repeat(attempt: Callable[[], R]) -> R:
    """Run a whole transaction, again when it lost a deadlock or a race for a serialisation."""
    for tried in range(1, TRIES):
        try:
            return attempt()
        except OperationalError as error:
            if not _is_worth_repeating(error):
                raise
            time.sleep(0.01 * 2**tried)
    return attempt()


@contextmanager
def _named(actor: Actor, name: str) -> Iterator[None]:
    """Tell the database who acts; until the end of the block, commands join."""
    with _running_as(name):
        _tell(actor.id, name)
        yield


@contextmanager
def _running_as(name: str) -> Iterator[None]:
    token = _running.set(name)
    try:
        yield
    finally:
        _running.reset(token)


NAMED_SQL: Final = """
SELECT set_config('qanat.actor', %s, true) AS actor, set_config('qanat.command', %s, true),
       set_config('qanat.move', '', true)"""
"""Names the actor to the database, with the values of :func:`naming`."""


def naming(actor_id: int) -> tuple[str, str]:
    """Return the values with which a statement names the actor of the command under way."""
    return str(int(actor_id)), _running.get() or ENVELOPE


def _tell(actor_id: int, name: str) -> None:
    """Name the actor to the database; a transaction which is yet to begin begins with it."""
    connection.ensure_connection()
    raw = connection.connection
    if raw.autocommit or raw.pgconn.transaction_status != TransactionStatus.IDLE:
        with connection.cursor() as cursor:
            cursor.execute(NAMED_SQL, (str(actor_id), name))
        return
    quoted = NAMED_SQL.replace("%s", "'{}'").format(int(actor_id), _WORD.sub("", name))
    with connection.wrap_database_errors:
        checked(raw, raw.pgconn.exec_(f"BEGIN; {quoted}".encode()))


def is_running() -> bool:
    """Tell whether a command is under way in this thread."""
    return bool(_running.get())


def _is_worth_repeating(error: OperationalError) -> bool:
    return isinstance(error.__cause__, errors.DeadlockDetected | errors.SerializationFailure)
