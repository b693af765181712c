"""A donor organ: its clock, the ways that keep it, the team that comes for it, its mission."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.response.dispatch.browsing import Browse
from tests.response.dispatch.builders import DISPATCHER, NOW, decide, facility_id, request

from qanat.engine.planning.plans import Code, Family, LegKind
from qanat.foundation.actors import SYSTEM
from qanat.foundation.parameters.queries import parameter
from qanat.response.dispatch.commands.intake import ClampNotNear
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.models import Leg, Request
from qanat.response.dispatch.pages.bars import axis_of
from qanat.response.dispatch.pages.plans import option_of
from qanat.response.dispatch.parameters import ORGAN_PACKING
from qanat.response.dispatch.queries.requests import Wanted, request_row, request_rows
from qanat.response.dispatch.queries.windows import windows_of
from qanat.response.dispatch.suggest import Wider, propose
from qanat.response.dispatch.suggest.policies import policies, policy_of
from qanat.response.dispatch.suggest.wanting import RecipientUnknown

pytestmark = [pytest.mark.usefixtures("world", "db"), pytest.mark.timeout(300)]

HOUR = timedelta(hours=1)
CARRIED = {LegKind.DRIVE_WITH_PATIENT, LegKind.FLY_WITH_PATIENT}


def organ(clamp_at: datetime | None = NOW + HOUR, *, code: str = "liver", **more: Any) -> Request:
    """Return the request for an organ of a hospital in Kostanay for one in Astana."""
    given: dict[str, Any] = {
        "need": "organ",
        "organ": code,
        "icd10": "Z52.6",
        "onset_at": None,
        "clamp_at": clamp_at,
        "sending_facility_id": facility_id("120"),
        "accepting_facility_id": facility_id("007"),
    }
    return request(**given | more)


def packed(clamp_at: datetime) -> datetime:
    return clamp_at + timedelta(minutes=parameter(ORGAN_PACKING, on=NOW).number)


def test_an_organ_has_one_window_which_counts_from_cross_clamp() -> None:
    row = request_row(DISPATCHER, organ(NOW - HOUR).pk, NOW)
    (window,) = windows_of(row, NOW)
    assert (window.since, window.closes_at) == (NOW - HOUR, NOW + 9 * HOUR)
    assert window.left_s == 9 * 3600
    assert not windows_of(request_row(DISPATCHER, organ(None, name="Ким").pk, NOW), NOW)


def test_nothing_leaves_before_the_organ_is_packed_and_nobody_waits_for_it_for_hours() -> None:
    clamp_at = NOW + 5 * HOUR
    answer = propose(SYSTEM, organ(clamp_at).pk, NOW)
    brought = [p.plan for p in answer.proposals if p.plan.family is not Family.SPECIALIST]
    assert {plan.family for plan in brought} >= {Family.GROUND, Family.RELAY}
    for plan in brought:
        assert plan.hospital == f"facility:{facility_id('007')}"
        carried = [leg for leg in plan.legs if leg.kind in CARRIED]
        assert carried[0].depart_at >= packed(clamp_at)
        first = min(leg.depart_at for leg in plan.legs if leg.unit == carried[0].unit)
        assert first > NOW
    assert answer.window_closes_at == clamp_at + 10 * HOUR
    soonest = next(p for p in brought if p.family is Family.GROUND)
    assert soonest.slack_s is not None
    assert soonest.definitive_at is not None
    left = clamp_at + 10 * HOUR - soonest.definitive_at
    assert timedelta(seconds=soonest.slack_s) == left


def test_ways_beyond_the_limit_say_so_and_rank_behind_those_that_keep_it() -> None:
    balanced = Wider(policy=policy_of("balanced", policies(NOW)["balanced"]))
    answer = propose(SYSTEM, organ(code="lungs").pk, NOW, wider=balanced)
    ways = [p.plan for p in answer.proposals if p.plan.family is not Family.SPECIALIST]
    late = [any(w.code is Code.MISSES_WINDOW for w in plan.warnings) for plan in ways]
    assert False in late
    assert True in late
    assert late == sorted(late)


def test_the_team_that_comes_is_that_of_the_recipient() -> None:
    answer = propose(SYSTEM, organ().pk, NOW)
    teams = [p.plan for p in answer.proposals if p.plan.family is Family.SPECIALIST]
    assert teams
    assert {plan.hospital for plan in teams} == {f"facility:{facility_id('007')}"}
    assert all(plan.legs[-1].end.kind == "scene" for plan in teams)


def test_without_the_hospital_of_the_recipient_nothing_is_planned() -> None:
    with pytest.raises(RecipientUnknown):
        propose(SYSTEM, organ(accepting_facility_id=None).pk, NOW)


def test_a_cross_clamp_of_another_month_is_refused() -> None:
    with pytest.raises(ClampNotNear):
        organ(NOW + timedelta(days=15))


def test_the_mission_of_a_plan_carries_an_organ() -> None:
    row = organ()
    decide(row, "fly_patient")
    answer = propose(SYSTEM, row.pk, NOW)
    chosen = next(p for p in answer.proposals if p.plan.family is Family.RELAY)
    made = commit_plan(SYSTEM, request_id=row.pk, key=chosen.key, proposed_at=NOW, now=NOW)
    kinds = set(Leg.objects.filter(mission=made).values_list("kind", flat=True))
    assert "with_organ" in kinds
    assert "with_patient" not in kinds


def test_the_queue_orders_organs_by_what_is_left_of_their_cold_time() -> None:
    early = organ(NOW - 9 * HOUR)
    late = organ(NOW - HOUR, name="Ким")
    rows = request_rows(DISPATCHER, Wanted(), NOW)
    found = [row.id for row in rows]
    assert found.index(early.pk) < found.index(late.pk)


def test_a_team_s_way_points_to_the_donor_and_is_never_called_the_soonest() -> None:
    answer = propose(SYSTEM, organ().pk, NOW)
    plans = [one.plan for one in answer.proposals]
    axis = axis_of(plans, answer.at, answer.window_closes_at)
    shown = [option_of(one, answer, axis, n, {}) for n, one in enumerate(answer.proposals)]
    teams = [one for one in shown if one["is_team_for_organ"]]
    assert teams
    assert {one["hospital"] for one in teams} == {answer.names.scene.name}
    assert not any(one["is_soonest"] for one in teams)


def test_plans_of_an_organ_are_compared_by_donor_and_recipient(browse: Browse) -> None:
    row, client = organ(), browse("dispatcher")
    here = reverse("dispatch:plans", args=(row.pk,))
    two = [option["key"] for option in client.get(here).context["options"][:2]]
    page = client.get(reverse("dispatch:compare", args=(row.pk,)), {"compare": two})
    assert [str(line.label) for line in page.context["lines"]][:2] == [
        "At the donor",
        "With the recipient",
    ]
