"""Alerts about missions whose best way has changed: one a cause, quiet, gone by themselves."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from tests.response.alerts.builders import FIRST, at, watched
from tests.response.dispatch.browsing import Browse
from tests.response.dispatch.builders import DISPATCHER, NOW, approved

from qanat.foundation.actors import SYSTEM
from qanat.response.alerts.models import Alert
from qanat.response.alerts.queries.alerts import open_alerts
from qanat.response.alerts.states import Cause
from qanat.response.dispatch.commands.planning import commit_plan, replan
from qanat.response.dispatch.commands.ways import keep_look, look_at_due
from qanat.response.dispatch.models import Mission, WayWatch
from qanat.response.dispatch.rules.ways import Look, Other
from qanat.response.dispatch.suggest import propose
from qanat.response.dispatch.suggest.replanning import propose_again

pytestmark = pytest.mark.usefixtures("world", "db")


def committed() -> Mission:
    row = approved()
    answer = propose(DISPATCHER, row.pk, NOW)
    best = next(one for one in answer.proposals if one.is_as_decided and one.plan.units)
    pk = commit_plan(DISPATCHER, request_id=row.pk, key=best.key, proposed_at=NOW, now=NOW)
    return Mission.objects.get(pk=pk)


def see(
    mission: Mission, minute: float, *leads: float, why_not: str = "", is_for_both: bool = False
) -> None:
    """Keep a look at which other ways are sooner by some minutes."""
    care_at = NOW + timedelta(hours=3)
    others = tuple(
        Other((f"aircraft:{900 + n}",), (f"UP-X{n}",), care_at - timedelta(minutes=lead))
        for n, lead in enumerate(leads)
    )
    look = Look(at(minute), care_at, why_not, others=others, is_for_both=is_for_both)
    keep_look(SYSTEM, mission_id=mission.pk, look=look, now=at(minute))


def ways(minute: float) -> list[Alert]:
    return [one for one in watched(minute) if one.cause == Cause.WAY]


def told(now: datetime) -> str:
    (row,) = [one for one in open_alerts(FIRST) if one.cause == Cause.WAY]
    return row.way


def test_a_better_way_alerts_once_says_why_and_resolves_by_itself(browse: Browse) -> None:
    mission = committed()
    see(mission, 0, -20)
    see(mission, 1, 25)
    assert ways(1) == []
    see(mission, 2, 26)
    (alert,) = ways(2)
    assert (alert.subject_kind, alert.subject_id, alert.urgency) == ("mission", mission.pk, 2)
    words = told(at(2))
    assert words.startswith("UP-X0 instead of ")
    assert "25 min sooner" in words
    see(mission, 3, 30)
    assert [one.pk for one in ways(3)] == [alert.pk]
    page = browse("dispatcher").get(reverse("dispatch:mission", args=(mission.pk,)))
    assert "UP-X0 instead of " in page.content.decode()
    see(mission, 4, -20)
    assert ways(4) == []


def test_one_alert_of_a_mission_says_what_holds_now() -> None:
    mission = committed()
    see(mission, 0, -20)
    see(mission, 1)
    see(mission, 2)
    assert len(ways(2)) == 1
    assert "has no other way behind it since" in told(at(2))
    see(mission, 3, -20, why_not="closed")
    see(mission, 4, -20, why_not="closed")
    assert len(ways(4)) == 1
    assert "can't go: the landing place is closed" in told(at(4))


def test_of_a_shared_flight_it_is_said_that_both_patients_are_meant() -> None:
    mission = committed()
    see(mission, 0, -20, is_for_both=True)
    see(mission, 1, 25, is_for_both=True)
    see(mission, 2, 25, is_for_both=True)
    assert len(ways(2)) == 1
    assert "care of both patients begins at least 25 min sooner" in told(at(2))
    see(mission, 3, is_for_both=True)
    see(mission, 4, is_for_both=True)
    assert len(ways(4)) == 1
    assert "has no other flight for both patients behind it since" in told(at(4))


def test_another_plan_for_the_mission_begins_anew() -> None:
    mission = committed()
    see(mission, 0, -20)
    see(mission, 1, 40)
    see(mission, 2, 40)
    assert ways(2)
    _row, answer = propose_again(DISPATCHER, mission.pk, NOW)
    other = answer.proposals[1] if len(answer.proposals) > 1 else answer.proposals[0]
    replan(
        DISPATCHER, mission_id=mission.pk, version=None, key=other.key, proposed_at=NOW, now=at(2)
    )
    see(mission, 3, 40)
    assert ways(3) == []


def test_a_mission_just_committed_is_looked_at_and_nobody_is_told() -> None:
    mission = committed()
    assert look_at_due(at(0)) == 1
    assert look_at_due(at(0.5)) == 0
    assert look_at_due(at(6)) == 1
    row = WayWatch.objects.get(pk=mission.pk)
    assert (row.kind, row.had_other) == ("", True)
    assert ways(6) == []
