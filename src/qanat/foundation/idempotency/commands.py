"""Do a write once, however often it is sent."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import msgspec
from django.db import OperationalError, connection
from django.utils.translation import gettext_lazy as _
from psycopg import errors

from qanat.foundation.actors import Actor
from qanat.foundation.commands import enveloped
from qanat.foundation.idempotency.models import GivenAnswer
from qanat.foundation.refusals import Conflict, Invalid
from qanat.foundation.secrets import decrypt, encrypt

WAIT: Final = "5s"
KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")


class BadKey(Invalid):
    """A key is 1 to 255 visible ASCII characters."""

    code = "bad_idempotency_key"
    text = _("The idempotency key must be 1 to 255 visible ASCII characters.")


class KeyReused(Invalid):
    """The key belongs to another write."""

    code = "idempotency_key_reused"
    text = _("This idempotency key was used for another request. Take a new one.")


class StillRunning(Conflict):
    """The first one with this key has not ended yet."""

    code = "still_running"
    text = _("The same request is still being worked on. Repeat it in a moment.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back: enough to build the HTTP answer again."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    location: str = ""
    is_replay: bool = False


def fingerprint(method: str, path: str, body: bytes) -> bytes:
    """Return what tells one write from another: the digest of method, address and body."""
    head = f"{method.upper()} {path}\n{len(body)}\n".encode()
    return hashlib.sha256(head + body).digest()


def once(actor: Actor, key: str, fingerprint: bytes, run: Callable[[], Answer]) -> Answer:
    """Run a write and keep its answer in the same transaction, or give the kept answer again.

    Commands which ``run`` calls join the transaction, each with its own permission check.
    A refusal undoes everything and is not kept: the same key may be sent again.

    Raises:
        BadKey: if the key can't be one.
        KeyReused: if the actor used it for something else.
        StillRunning: if the first one is not done after a few seconds.
    """
    if not KEY.fullmatch(key):
        raise BadKey
    digest = hashlib.sha256(key.encode()).digest()

    def attempt() -> Answer:
        if not _claim(actor.id, digest, fingerprint) and (
            kept := _kept_or_claimed(actor.id, digest, fingerprint)
        ):
            return kept
        answer = run()
        _keep(actor.id, digest, answer)
        return answer

    return enveloped(attempt)


_CLAIM_SQL: Final = """
INSERT INTO idempotency_answer (actor_id, key_digest, fingerprint, status, answer, created_at)
SELECT %s, %s, %s, 0, '', now() WHERE pg_try_advisory_xact_lock(%s)
ON CONFLICT (actor_id, key_digest) DO NOTHING
"""


def _claim(actor_id: int, digest: bytes, fingerprint: bytes) -> bool:
    """Try to be the first; false if there is an answer or somebody is at work on one."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_SQL, (actor_id, digest, fingerprint, _lock_number(actor_id, digest)))
        return bool(cursor.rowcount)


def _kept_or_claimed(actor_id: int, digest: bytes, fingerprint: bytes) -> Answer | None:
    """Return the kept answer, waiting for one at work; None: it failed and we took its place."""
    if kept := _find(actor_id, digest, fingerprint):
        return kept
    _wait(_lock_number(actor_id, digest))
    if kept := _find(actor_id, digest, fingerprint):
        return kept
    if _claim(actor_id, digest, fingerprint):
        return None
    raise StillRunning


def _find(actor_id: int, digest: bytes, fingerprint: bytes) -> Answer | None:
    row = GivenAnswer.objects.filter(actor_id=actor_id, key_digest=digest).first()
    if row is None:
        return None
    if bytes(row.fingerprint) != fingerprint:
        raise KeyReused
    head, body = msgspec.json.decode(decrypt(bytes(row.answer)), type=tuple[tuple[str, str], str])
    return Answer(row.status, base64.b64decode(body), head[0], head[1], is_replay=True)


def _keep(actor_id: int, digest: bytes, answer: Answer) -> None:
    plain = replace(answer, is_replay=False)
    head = (plain.content_type, plain.location)
    text = msgspec.json.encode((head, base64.b64encode(plain.body).decode())).decode()
    GivenAnswer.objects.filter(actor_id=actor_id, key_digest=digest).update(
        status=plain.status, answer=encrypt(text)
    )


def _wait(number: int) -> None:
    """Wait a few seconds for whoever works under the same key."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", (WAIT,))
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (number,))
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable):
            raise StillRunning from None
        raise


def _lock_number(actor_id: int, digest: bytes) -> int:
    seed = hashlib.sha256(b"idempotency" + actor_id.to_bytes(8, "big", signed=True) + digest)
    return int.from_bytes(seed.digest()[:8], "big", signed=True)
