"""Late cases raise alerts: told to who works on them, and to nobody else."""

from datetime import timedelta

import pytest
from tests.care.abroad.builders import (
    DAY,
    DEPARTMENT,
    ELSEWHERE,
    WORKING_BODY,
    registered,
)
from tests.response.dispatch.builders import DISPATCHER, NOW
from tests.response.dispatch.world import world  # noqa: F401

from qanat.care.abroad.commands.examining import return_case
from qanat.care.abroad.models import Case
from qanat.foundation.actors import SYSTEM, Actor
from qanat.response.alerts.commands.watching import watch_alerts
from qanat.response.alerts.models import Alert
from qanat.response.alerts.queries.alerts import open_alerts

pytestmark = pytest.mark.usefixtures("world", "db")


def late(case: Case, at: timedelta) -> list[Alert]:
    watch_alerts(SYSTEM, now=NOW + at)
    return list(Alert.objects.open().filter(cause="late_case", subject_id=case.pk))


def causes(actor: Actor) -> list[str]:
    return [row.cause for row in open_alerts(actor)]


def test_a_case_which_should_have_gone_on_is_told_to_its_desks_alone() -> None:
    case = registered()
    assert not late(case, DAY)
    assert late(case, 3 * DAY)
    for actor in (WORKING_BODY, DEPARTMENT):
        assert causes(actor) == ["late_case"]
    for actor in (DISPATCHER, ELSEWHERE):
        assert causes(actor) == []


def test_while_the_clock_stands_still_only_the_papers_are_late() -> None:
    case = registered()
    return_case(WORKING_BODY, case_id=case.pk, reason="missing", now=NOW + DAY)
    assert not late(case, 20 * DAY)
    assert late(case, 32 * DAY)


def test_an_alert_goes_when_the_case_goes_on() -> None:
    case = registered()
    assert late(case, 3 * DAY)
    return_case(WORKING_BODY, case_id=case.pk, reason="missing", now=NOW + 3 * DAY)
    assert not late(case, 3 * DAY)
