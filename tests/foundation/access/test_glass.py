"""Emergency access: one record, for hours, seen by others and judged by somebody else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.foundation.access.builders import Accounts
from tests.foundation.access.roles import LOOK

from qanat.foundation.access.commands import close_glass, grant_role, open_glass, review_glass
from qanat.foundation.access.commands.glass import (
    GlassReasonNeeded,
    NoteNeeded,
    OpenAlready,
    OwnGlass,
)
from qanat.foundation.access.models import BreakGlass, Token
from qanat.foundation.access.session import actor_of_account, actor_of_token, token_digest
from qanat.foundation.access.states import GlassReason, GlassState
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.commands import intention
from qanat.foundation.lifecycle import WrongState
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.refusals import NotAllowed, NotFound


def opened_by(actor: Actor, record_id: int = 3) -> int:
    return open_glass(actor, kind="patient", record_id=record_id, reason=GlassReason.LIFE)


def test_it_opens_exactly_one_record(make: Accounts) -> None:
    coordinator = make.actor("coordinator", "KZ-10")
    opened_by(coordinator, 3)
    present = actor_of_account(coordinator.id)
    assert present.opened("patient") == frozenset({3})
    assert present.opened("request") == frozenset()
    assert actor_of_account(make.account("coordinator", "KZ-10").pk).opened("patient") == set()


def test_it_is_announced_without_the_record(make: Accounts) -> None:
    coordinator = make.actor("coordinator", "KZ-10")
    glass_id = opened_by(coordinator)
    event = OutboxEvent.objects.get(kind="access.glass_opened.1")
    assert event.payload == {
        "glass_id": glass_id,
        "account_id": coordinator.id,
        "record_kind": "patient",
    }


def test_it_ends_by_itself(make: Accounts) -> None:
    coordinator = make.actor("coordinator", "KZ-10")
    glass_id = opened_by(coordinator)
    row = BreakGlass.objects.get(pk=glass_id)
    assert row.expires_at - row.opened_at == timedelta(hours=4)
    now = timezone.now()
    BreakGlass.objects.update(
        opened_at=now - timedelta(hours=5), expires_at=now - timedelta(seconds=1)
    )
    assert actor_of_account(coordinator.id).opened("patient") == frozenset()
    assert opened_by(coordinator) > glass_id


def test_its_opener_closes_it_early(make: Accounts) -> None:
    coordinator, other = make.actor("coordinator", "KZ-10"), make.actor("dispatcher")
    glass_id = opened_by(coordinator)
    with pytest.raises(NotFound):
        close_glass(other, glass_id=glass_id)
    assert actor_of_account(coordinator.id).opened("patient") == frozenset({3})
    close_glass(coordinator, glass_id=glass_id)
    assert actor_of_account(coordinator.id).opened("patient") == frozenset()
    with pytest.raises(NotFound):
        close_glass(coordinator, glass_id=glass_id)


def test_an_open_record_is_not_opened_twice(make: Accounts) -> None:
    coordinator = make.actor("coordinator", "KZ-10")
    opened_by(coordinator)
    with pytest.raises(OpenAlready):
        opened_by(coordinator)
    assert BreakGlass.objects.count() == 1


def test_who_may_not_opens_nothing(make: Accounts) -> None:
    with pytest.raises(NotAllowed):
        opened_by(make.actor("clerk", "1"))
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize(("kind", "record_id"), [("patient", 2**63), ("unknown", 3)])
def test_what_cannot_exist_is_not_opened(make: Accounts, kind: str, record_id: int) -> None:
    actor = make.actor("coordinator", "KZ-10")
    with pytest.raises(NotFound):
        open_glass(actor, kind=kind, record_id=record_id, reason=GlassReason.LIFE)
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize(("reason", "note"), [("", "x"), ("curious", "x"), ("other", "  ")])
def test_a_reason_is_given(make: Accounts, reason: str, note: str) -> None:
    actor = make.actor("coordinator", "KZ-10")
    with pytest.raises(GlassReasonNeeded):
        open_glass(actor, kind="patient", record_id=3, reason=reason, note=note)
    assert not BreakGlass.objects.exists()


def test_another_person_judges_it_once(make: Accounts) -> None:
    coordinator, reviewer = make.actor("coordinator", "KZ-10"), make.actor("reviewer")
    glass_id = opened_by(coordinator)
    with pytest.raises(NoteNeeded):
        review_glass(reviewer, glass_id=glass_id, is_justified=False)
    review_glass(reviewer, glass_id=glass_id, is_justified=False, note="Not his patient.")
    row = BreakGlass.objects.get(pk=glass_id)
    assert (row.state, row.reviewed_by_id) == (GlassState.UNJUSTIFIED, reviewer.id)
    with pytest.raises(WrongState):
        review_glass(reviewer, glass_id=glass_id, is_justified=True)
    entry = AuditEntry.objects.filter(table_name="access_break_glass").latest("id")
    assert (entry.actor_id, entry.move, entry.note) == (reviewer.id, "object", "Not his patient.")


def test_nobody_judges_his_own(make: Accounts) -> None:
    account = make.account("coordinator", "KZ-10")

    grant_role(SYSTEM, account_id=account.pk, role="reviewer", reason="test")
    actor = actor_of_account(account.pk)
    glass_id = opened_by(actor)
    with pytest.raises(OwnGlass):
        review_glass(actor, glass_id=glass_id, is_justified=True)
    assert BreakGlass.objects.get(pk=glass_id).state == GlassState.UNREVIEWED


def test_the_database_too_lets_nobody_judge_his_own(make: Accounts) -> None:
    actor = make.actor("coordinator", "KZ-10")
    glass_id = opened_by(actor)
    with pytest.raises(IntegrityError), intention(actor, "cheat"), transaction.atomic():
        BreakGlass.objects.filter(pk=glass_id).update(reviewed_by_id=actor.id)


def test_who_may_not_judges_nothing(make: Accounts) -> None:
    glass_id = opened_by(make.actor("coordinator", "KZ-10"))
    with pytest.raises(NotAllowed):
        review_glass(make.actor("dispatcher"), glass_id=glass_id, is_justified=True)
    assert BreakGlass.objects.get(pk=glass_id).state == GlassState.UNREVIEWED


def test_a_regional_reviewer_judges_people_of_his_region(make: Accounts) -> None:
    here = opened_by(make.actor("coordinator", "KZ-10"))
    there = opened_by(make.actor("coordinator", "KZ-11"))
    reviewer = make.actor("regional_reviewer", "KZ-10")
    with pytest.raises(NotFound):
        review_glass(reviewer, glass_id=there, is_justified=True)
    review_glass(reviewer, glass_id=here, is_justified=True)
    states = dict(BreakGlass.objects.values_list("pk", "state"))
    assert states == {here: GlassState.JUSTIFIED, there: GlassState.UNREVIEWED}


def test_a_key_carries_no_emergency_access(make: Accounts) -> None:
    account = make.account("coordinator", "KZ-10")
    opened_by(actor_of_account(account.pk))

    now = timezone.now()
    Token.objects.create(
        account=account,
        name="t",
        prefix="qnt_x",
        digest=token_digest("qnt_x"),
        permissions=[LOOK],
        created_at=now,
        created_by_id=0,
        expires_at=now + timedelta(days=1),
    )
    actor = actor_of_token("qnt_x")
    assert actor.may(LOOK)
    assert actor.opened("patient") == frozenset()
