"""Everybody at work at once, in whatever order: what is promised of treatment abroad holds."""

import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import product

import pytest
from tests.care.abroad import test_carried_paths as carried
from tests.care.abroad import test_paths as paths
from tests.care.abroad.builders import drafted, fresh, fund, somebody
from tests.care.commission import builders as commission
from tests.registry.racing import race
from tests.response.dispatch.builders import NOW, facility_id

from qanat.care.abroad.models import Case
from qanat.care.abroad.queries.papers import items_of
from qanat.care.abroad.queries.record import TABLE
from qanat.care.abroad.rules.checklist import is_complete
from qanat.care.abroad.states import CARRIED_OUT, MATTER
from qanat.care.commission.commands.items import open_hearing, open_voting, place_item
from qanat.care.commission.commands.voting import decide, declare_conflict
from qanat.care.commission.models import Body, Conflict, Item, Sitting, Vote
from qanat.care.funding.models import Entry
from qanat.care.funding.states import EntryKind
from qanat.foundation.actors import Actor
from qanat.foundation.audit.queries import history
from qanat.foundation.outbox.delivery import deliver_all
from qanat.foundation.refusals import Refusal

pytestmark = [
    pytest.mark.usefixtures("world"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
WORKS_THERE = commission.SURGEON
"""At the hospital which sends: the register bars him."""
HANDS = 4
MISSING = (*carried.MISSING, Item.DoesNotExist)
Step = Callable[[Case], object]


def item_of(case: Case) -> int:
    return Item.objects.filter(matter=case.matter).latest("id").pk


def place(case: Case) -> None:
    sitting = Sitting.objects.get().pk
    place_item(commission.SECRETARY, item_id=item_of(case), sitting_id=sitting, now=NOW)


def vote_as(actor: Actor) -> Step:
    return lambda case: commission.vote(item_of(case), actor, "abroad")


def count_votes(case: Case) -> None:
    decide(commission.CHAIR, item_id=item_of(case), draft=commission.drafted(), now=NOW)


def own_up(case: Case) -> None:
    declare_conflict(commission.NGO, item_id=item_of(case), why="interest", now=NOW)


VOTES = {f"vote {actor.id}": vote_as(actor) for actor in commission.EVERYBODY}
STEPS: dict[str, Step] = {
    **{name: step for name, step in paths.STEPS.items() if name not in ("abroad", "refuse")},
    **{name: step for name, step in carried.STEPS.items() if name != "agree"},
    "place": place,
    "hear": lambda case: open_hearing(commission.SECRETARY, item_id=item_of(case), now=NOW),
    "open": lambda case: open_voting(commission.CHAIR, item_id=item_of(case), now=NOW),
    "own up": own_up,
    **VOTES,
    "count": count_votes,
    "deliver": lambda _case: deliver_all(),
}
"""All that is done by people; what the commission decides is decided by its votes alone."""
BEFORE = [name for name in paths.FORWARD if name in STEPS]
FORWARD = [*BEFORE, "place", "hear", "open", *VOTES, "count", "deliver", *carried.FORWARD]
TO_THE_END = ["again", *FORWARD[:-3], "deduct", "accept", "pay", *FORWARD[-3:]]
"""Also from where somebody sent a case back, or said that others pay."""


def work(cases: list[int], chance: random.Random) -> None:
    """Go twice through all that is to be done, with other steps between; a fault ends it."""
    others = sorted(STEPS.keys() - {"withdraw", "free"})
    for name in FORWARD * 2:
        for step in (name, chance.choice(others)) if chance.random() < 0.4 else (name,):
            attempt(step, chance.choice(cases), cases)


def attempt(step: str, case: int, cases: list[int]) -> None:
    """Take a step if it is possible; nobody looks at the papers of the last case."""
    if step == "judge" and case == cases[-1]:
        return
    with suppress(Refusal, *MISSING):
        STEPS[step](fresh(case))


def moves_of(case: int) -> list[str]:
    return [entry.move for entry in history(TABLE, case) if entry.move]


def check(case: Case) -> None:
    """See that papers were whole, experts heard, the barred silent, and money there."""
    moves = moves_of(case.pk)
    if "decide" in moves:
        steps = ("petition", "confirm_complete", "ask_experts", "put_on_agenda", "decide")
        at = [moves.index(one) for one in steps]
        assert at == sorted(at)
        assert is_complete(items_of(case, NOW))
    for row in Item.objects.filter(matter=case.matter):
        voted = set(Vote.objects.filter(item=row).values_list("member__account_id", flat=True))
        barred = set(Conflict.objects.filter(item=row).values_list("member__account_id", flat=True))
        assert not voted & (barred | {WORKS_THERE.id})
        assert row.state != "decided" or len(voted) >= 3
    carried.check(case)


def test_with_all_at_work_at_once_nothing_is_decided_or_paid_that_must_not_be() -> None:
    body = commission.body(without=(), **{f"facility_{WORKS_THERE.id}": facility_id("076")})
    Body.objects.filter(pk=body).update(matter_kind=MATTER)
    commission.opened(body)
    fund(20_000_000_00)  # of which one treatment and its ways can be paid
    names = ("Ахметов Ерлан", "Иной Пациент", "Другой Больной")
    cases = [drafted(who=somebody(name=name, iin="")).pk for name in names]
    ended = race([partial(work, cases, random.Random(seed)) for seed in range(HANDS)])  # noqa: S311
    assert ended == [None] * HANDS
    for case in cases:
        check(fresh(case))
    for name, case in product(TO_THE_END * 2, cases):
        attempt(name, case, cases)
    *found, unread = (fresh(case) for case in cases)
    for one in (*found, unread):
        check(one)
    ahead = [one for one in found if one.state in CARRIED_OUT]
    assert [one.state for one in found if one not in ahead] == ["decided"], "money is there for one"
    assert Entry.objects.filter(kind=EntryKind.PAY).exists()
    assert "confirm_complete" not in moves_of(unread.pk)
