from functools import partial

import pytest
from tests.registry.builders import region
from tests.registry.racing import race
from tests.response.dispatch.builders import NOW, actor_as

from qanat.foundation.actors import SYSTEM
from qanat.response.alerts.commands.owning import AcknowledgedByOther, acknowledge_alert
from qanat.response.alerts.commands.watching import raise_alert, watch_alerts
from qanat.response.alerts.models import Alert
from qanat.response.alerts.rules import Condition

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = [actor_as("dispatcher", account=100 + n) for n in range(6)]


def exhausted(number: int = 1) -> Condition:
    return Condition(
        cause="call_exhausted",
        subject_kind="call_out",
        subject_id=number,
        urgency=1,
        onset_at=NOW,
        region="KZ-19",
        values={"number": "R-1"},
    )


def test_of_six_who_acknowledge_at_once_exactly_one_owns_the_alert_and_watches_raise_one() -> None:
    region("KZ-19")
    news = partial(raise_alert, SYSTEM, condition=exhausted(), now=NOW)
    watch = partial(watch_alerts, SYSTEM, now=NOW)
    assert race([news, watch, news, watch, news]) == [None] * 5
    row = Alert.objects.get()
    answers = race([partial(acknowledge_alert, p, alert_id=row.pk, now=NOW) for p in PEOPLE])
    assert answers.count(None) == 1
    assert sum(isinstance(a, AcknowledgedByOther) for a in answers) == 5
    row.refresh_from_db()
    assert row.acknowledged_by == PEOPLE[answers.index(None)].id
