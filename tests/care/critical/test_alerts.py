"""Whose the alerts about critical patients are: the watch's own people, and nobody else."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from tests.care.critical.builders import (
    BURNS,
    CHIEF,
    COORDINATOR,
    DISPATCHER,
    HOUR,
    SPECIALIST,
    bedside,
    report,
    seen,
    watched,
)
from tests.response.dispatch.browsing import Browse
from tests.response.dispatch.builders import NOW, facility_id
from tests.response.dispatch.builders import request as registered

from qanat.care.critical.models import Watch
from qanat.care.critical.permissions import ROUND
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.messages.models import Message
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.response.alerts.commands.owning import acknowledge_alert, close_alert
from qanat.response.alerts.commands.watching import watch_alerts
from qanat.response.alerts.models import Alert
from qanat.response.alerts.queries.alerts import alert_row, open_alerts
from qanat.response.alerts.queries.shifts import load_of, shift_of
from qanat.response.alerts.telling import waiting

pytestmark = pytest.mark.usefixtures("world", "db")


def worse() -> Watch:
    """Return a patient who got worse an hour ago; his hospital has not reported since."""
    watch = watched(at=NOW - 5 * HOUR)
    report(watch, at=NOW - 4 * HOUR)
    seen(watch, at=NOW - 3 * HOUR)
    report(watch, at=NOW - HOUR, respiratory_rate=30)
    return watch


def alert_of(watch: Watch) -> Alert:
    watch_alerts(SYSTEM, now=NOW)
    return Alert.objects.get(cause="worsened", subject_id=watch.pk)


def causes(actor: Actor) -> list[str]:
    return sorted(row.cause for row in open_alerts(actor))


@pytest.mark.parametrize(
    ("actor", "is_told"),
    [(SPECIALIST, True), (CHIEF, True), (BURNS, False), (DISPATCHER, False), (COORDINATOR, False)],
    ids=["profile", "chief", "another profile", "dispatcher", "coordinator"],
)
def test_who_is_worse_is_told_to_the_profile_and_the_chief_alone(
    actor: Actor, *, is_told: bool
) -> None:
    row = alert_of(worse())
    assert causes(actor) == (["worsened"] if is_told else [])
    assert bool(waiting(actor)) is is_told
    if is_told:
        acknowledge_alert(actor, alert_id=row.pk, now=NOW)
    else:
        with pytest.raises(NotFound):
            alert_row(actor, row.pk)
    row.refresh_from_db()
    assert row.state == ("acknowledged" if is_told else "raised")


def test_a_dispatcher_neither_acknowledges_nor_closes_what_is_not_told_to_him() -> None:
    row = alert_of(worse())
    with pytest.raises(NotFound):
        acknowledge_alert(DISPATCHER, alert_id=row.pk, now=NOW)
    with pytest.raises(NotFound):
        close_alert(DISPATCHER, alert_id=row.pk, reason="wrong_data", now=NOW)
    row.refresh_from_db()
    assert row.state == "raised"


def test_a_hospital_sees_alerts_about_its_own_patients_and_leaves_them_to_specialists() -> None:
    row = alert_of(worse())
    assert causes(bedside()) == ["worsened"]
    assert causes(bedside("004")) == []
    assert waiting(bedside()) == []
    with pytest.raises(NotAllowed):
        acknowledge_alert(bedside(), alert_id=row.pk, now=NOW)


def test_of_a_silent_hospital_its_own_and_who_watches_its_patients_are_told() -> None:
    watched(at=NOW - 9 * HOUR)
    watch_alerts(SYSTEM, now=NOW)
    told = [actor for actor in (SPECIALIST, CHIEF, bedside()) if "silent" in causes(actor)]
    assert told == [SPECIALIST, CHIEF, bedside()]
    assert [causes(actor) for actor in (BURNS, DISPATCHER, bedside("004"))] == [[], [], []]
    silent = next(row for row in open_alerts(bedside()) if row.cause == "silent")
    assert silent.url == reverse("critical:hospital", args=(facility_id(),))
    names = set()
    for language in ("ru", "kk", "en"):
        with override(language):
            names |= {row.number for row in open_alerts(bedside()) if row.cause == "silent"}
    assert len(names) == 3, "each reads the name in his language"


def test_alerts_of_dispatch_stay_with_dispatch_and_alone_are_its_load() -> None:
    registered(actor=SYSTEM)
    worse()
    watch_alerts(SYSTEM, now=NOW + 3 * HOUR)
    assert causes(DISPATCHER) == ["unassigned"]
    assert "unassigned" not in causes(SPECIALIST)
    assert {"unassigned", "worsened"} <= set(causes(CHIEF))
    now = NOW + 3 * HOUR
    loads = [load_of(actor, shift_of(now), now) for actor in (DISPATCHER, CHIEF)]
    assert [load.count for load in loads if load] == [1, 1]
    assert load_of(SPECIALIST, shift_of(now), now) is None


def test_what_nobody_acknowledges_is_passed_on_to_supervisors_who_are_told_of_it(
    browse: Browse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browse("chief_physician").get("/")
    row = alert_of(worse())
    asked = "qanat.response.alerts.commands.watching.added_permission"
    with monkeypatch.context() as patch:
        patch.setattr(asked, lambda _kind: ROUND)
        watch_alerts(SYSTEM, now=NOW + HOUR / 10)
    row.refresh_from_db()
    assert (row.escalations, Message.objects.count()) == (1, 0)
    watch_alerts(SYSTEM, now=NOW + HOUR / 5)
    assert [m.wording for m in Message.objects.all()] == ["alerts.not_acknowledged"]


@pytest.mark.loud
def test_pages_of_a_dispatcher_are_silent_where_those_of_a_specialist_tell(
    browse: Browse,
) -> None:
    watch = worse()
    alert_of(watch)
    words = "A critical patient is worse"
    doctor, dispatcher = browse("specialist", "neurology"), browse("dispatcher")
    ward = browse("bedside", str(facility_id()))
    assert f"{words} · {watch.number}" in doctor.get("/critical/").content.decode()
    assert words in doctor.get("/alerts/").content.decode()
    assert "for each operator and hour" not in doctor.get("/alerts/").content.decode()
    assert words in ward.get("/alerts/").content.decode()
    assert "alert waits for you" not in ward.get("/critical/").content.decode()
    for address in ("/alerts/", "/alerts/strip/", "/critical/", "/alerts/?view=shift"):
        assert words not in dispatcher.get(address).content.decode(), address
