"""Every command with every role: who lacks the permission is refused before anything is read."""

from importlib import import_module
from inspect import signature

import pytest
from tools import generate_docs

from qanat.config.roles import ROLES
from qanat.foundation.access_types import Role
from qanat.foundation.actors import NATION, NOBODY, Actor, Grant
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.commands import COMMANDS
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.refusals import NotAllowed

OPEN_TO_ALL = frozenset({"access.own_account"})


def commands() -> dict[str, str]:
    """Return the commands which ask for something; loaders of reference data ask for nothing."""
    generate_docs._import_commands()
    ours = {n: needs for n, needs in sorted(COMMANDS.items()) if n.startswith("qanat.")}
    return {name: needs for name, needs in ours.items() if asks(name)}


def asks(name: str) -> bool:
    module, _, function = name.rpartition(".")
    parameters = signature(getattr(import_module(module), function)).parameters.values()
    return any(p.kind is p.KEYWORD_ONLY and p.default is p.empty for p in parameters)


def call(name: str, actor: Actor) -> None:
    """Call a command without arguments: only the permission is decided before they are missed."""
    module, _, function = name.rpartition(".")
    getattr(import_module(module), function)(actor)


@pytest.mark.django_db
def test_nobody_can_do_anything_and_nothing_changes() -> None:
    for name in commands():
        with pytest.raises(NotAllowed):
            call(name, NOBODY)
    assert not AuditEntry.objects.exists()
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_a_role_is_refused_what_it_does_not_hold_and_nothing_else(role: Role) -> None:
    actor = Actor(7, role.code, (Grant(role.code, role.permissions, NATION),))
    refused, let_in = set(), set()
    for name, needs in commands().items():
        try:
            call(name, actor)
        except NotAllowed:
            refused.add(needs)
        except TypeError:  # let in, and then its arguments are missing
            let_in.add(needs)
    assert let_in <= role.permissions | OPEN_TO_ALL
    assert refused.isdisjoint(role.permissions)


def test_no_role_decides_clinically_and_commits_the_flight_too() -> None:
    both = [r.code for r in ROLES if {"dispatch.review", "dispatch.commit"} <= r.permissions]
    assert both == []


def test_who_enters_a_norm_may_not_be_the_only_one_to_confirm_it() -> None:
    changers = {r.code for r in ROLES if "parameters.change" in r.permissions}
    verifiers = {r.code for r in ROLES if "parameters.verify" in r.permissions}
    assert verifiers
    assert changers - verifiers


def test_who_prepares_a_case_of_treatment_abroad_neither_checks_it_nor_gives_an_opinion() -> None:
    parts = ({"abroad.prepare", "abroad.petition"}, {"abroad.check"}, {"abroad.opine"})
    held = {role.code: [bool(part & role.permissions) for part in parts] for role in ROLES}
    assert {code: parts for code, parts in held.items() if sum(parts) > 1} == {}
