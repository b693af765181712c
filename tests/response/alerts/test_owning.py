import pytest
from tests.response.alerts.builders import (
    CHIEF,
    FIRST,
    OURS,
    SECOND,
    STRANGER,
    at,
    unassigned,
    watched,
)
from tests.response.dispatch.builders import NOBODY, flown, holding, mission

from qanat.foundation.actors import SYSTEM, Scope
from qanat.foundation.lifecycle import ReasonMissing, ReasonUnknown, WrongState
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.response.alerts.commands.owning import (
    AcknowledgedByOther,
    acknowledge_alert,
    close_alert,
)
from qanat.response.alerts.commands.watching import watch_alerts
from qanat.response.alerts.models import Alert
from qanat.response.alerts.permissions import SEE
from qanat.response.alerts.queries.alerts import alert_row, open_alerts
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.permissions import SEE as REQUESTS

pytestmark = pytest.mark.usefixtures("world", "db")


def test_who_acknowledges_owns_the_alert_by_name_and_time() -> None:
    row = unassigned()
    acknowledge_alert(FIRST, alert_id=row.pk, now=at(4))
    acknowledge_alert(FIRST, alert_id=row.pk, now=at(9))
    row.refresh_from_db()
    assert (row.state, row.acknowledged_by) == ("acknowledged", FIRST.id)
    assert row.acknowledged_at == at(4)


def test_the_second_who_acknowledges_is_told_who_was_first() -> None:
    row = unassigned()
    acknowledge_alert(FIRST, alert_id=row.pk, now=at(4))
    with pytest.raises(AcknowledgedByOther):
        acknowledge_alert(SECOND, alert_id=row.pk, now=at(5))
    row.refresh_from_db()
    assert row.acknowledged_by == FIRST.id


def test_closing_takes_a_reason_of_the_list_and_an_alert_that_is_open() -> None:
    row = unassigned()
    with pytest.raises(ReasonMissing):
        close_alert(CHIEF, alert_id=row.pk, reason="", now=at(4))
    with pytest.raises(ReasonUnknown):
        close_alert(CHIEF, alert_id=row.pk, reason="because", now=at(4))
    close_alert(CHIEF, alert_id=row.pk, reason="wrong_data", now=at(4))
    with pytest.raises(WrongState):
        acknowledge_alert(FIRST, alert_id=row.pk, now=at(5))


def test_another_region_sees_no_alert_and_can_not_acknowledge_it() -> None:
    row = unassigned()
    assert [one.id for one in open_alerts(OURS)] == [row.pk]
    assert open_alerts(STRANGER) == []
    with pytest.raises(NotFound):
        alert_row(STRANGER, row.pk)
    with pytest.raises(NotFound):
        acknowledge_alert(STRANGER, alert_id=row.pk, now=at(4))
    assert Alert.objects.get().state == "raised"


def test_an_airline_sees_the_alerts_of_its_own_flights_alone() -> None:
    flight = flown(mission(), until=1)
    watched(46)
    own = holding({SEE, REQUESTS}, Scope(operators=frozenset({flight.operator_id or 0})))
    other = holding({SEE, REQUESTS}, Scope(operators=frozenset({999_999})))
    assert [one.number for one in open_alerts(own)] == [Mission.objects.get().number]
    assert open_alerts(other) == []


def test_nobody_without_the_right_sees_acknowledges_closes_or_watches() -> None:
    row = unassigned()
    with pytest.raises(NotAllowed):
        open_alerts(NOBODY)
    with pytest.raises(NotAllowed):
        acknowledge_alert(NOBODY, alert_id=row.pk, now=at(4))
    with pytest.raises(NotAllowed):
        close_alert(OURS, alert_id=row.pk, reason="other", now=at(4))
    with pytest.raises(NotAllowed):
        watch_alerts(CHIEF, now=at(4))
    watch_alerts(SYSTEM, now=at(4))
    assert Alert.objects.get().state == "raised"
