"""Alerts about open requests whose best way goes or comes later: one each, gone by themselves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.response.alerts.builders import CHIEF, FIRST, OURS, STRANGER, at, watched
from tests.response.dispatch.browsing import Browse
from tests.response.dispatch.builders import DISPATCHER, approved, facility_id, mission, request

from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import NotFound
from qanat.registry.places.models import Airfield
from qanat.response.alerts.commands.owning import acknowledge_alert, close_alert
from qanat.response.alerts.models import Alert
from qanat.response.alerts.queries.alerts import open_alerts
from qanat.response.alerts.states import Cause
from qanat.response.dispatch.commands.open_ways import keep_open_look, look_at_open_due
from qanat.response.dispatch.models import OpenWayWatch, Request
from qanat.response.dispatch.rules.open_ways import OpenLook, OpenSeen, looked_open
from qanat.response.weather.commands import Statement, state_weather
from qanat.response.weather.rules.groups import Conditions

pytestmark = pytest.mark.usefixtures("world", "db")

ELSEWHERE = "135"
"""A hospital of Mangystau."""
LEAST = timedelta(minutes=45)


def weather(minute: float, *, is_fog: bool) -> None:
    """State the weather of every airfield of the country, as dispatchers do."""
    fair, fog = (Conditions(visibility_m=v, ceiling_m=c) for v, c in ((9999, 3000), (100, 0)))
    statements = [
        Statement(
            place=("airfield", pk),
            at=at(minute),
            until=at(minute + 180),
            conditions=fog if is_fog else fair,
        )
        for pk in Airfield.objects.filter(country="KZ").values_list("pk", flat=True)
    ]
    taken = state_weather(DISPATCHER, statements=statements, source="typed", now=at(minute))
    assert not taken.problems


def looked(minute: float) -> list[Alert]:
    """Return the open alerts about best ways after the worker has looked."""
    look_at_open_due(at(minute))
    return [one for one in watched(minute) if one.cause == Cause.BEST_WAY]


def see(
    row: Request, minute: float, care_min: float | None, why: str = "", window: float | None = None
) -> list[Alert]:
    """Return the same after a look at which care takes some minutes to begin."""
    care_s = None if care_min is None else round(60 * care_min)
    way = {"units": ("aircraft:1",), "names": ("UP-X1",)} if care_s is not None else {}
    windows = () if window is None else (at(window),)
    look = OpenLook(at=at(minute), about="same", care_s=care_s, why=why, windows=windows, **way)
    keep_open_look(SYSTEM, request_id=row.pk, look=look, now=at(minute))
    return best_ways(minute)


def best_ways(minute: float) -> list[Alert]:
    return [one for one in watched(minute) if one.cause == Cause.BEST_WAY]


def storm(rows: Sequence[Request], minute: float) -> list[Alert]:
    """Return the same after the weather took the way of each, seen at two looks."""
    for row in rows:
        for look, care in enumerate((60, None, None)):
            see(row, minute + look, care, "" if care else "weather_no_go")
    return best_ways(minute + 2)


def acknowledged(alert: Alert, minute: float) -> None:
    acknowledge_alert(FIRST, alert_id=alert.pk, now=at(minute))


def numbers(alert: Alert) -> list[str]:
    return [one["number"] for one in alert.values["members"]]


def told() -> str:
    (row,) = [one for one in open_alerts(FIRST) if one.cause == Cause.BEST_WAY]
    return row.way


def test_fog_takes_the_way_which_is_told_once_to_the_region_until_it_lifts(browse: Browse) -> None:
    row = approved()
    weather(0, is_fog=False)
    assert looked(0) == []
    weather(1, is_fog=True)
    assert looked(2) == []
    (alert,) = looked(3)
    assert (alert.values["number"], alert.urgency) == (row.number, 1)
    assert "can't go: the weather" in told()
    assert [one.id for one in open_alerts(OURS) if one.cause == Cause.BEST_WAY] == [alert.pk]
    assert not open_alerts(STRANGER)
    for page in ("alerts:alerts", "alerts:strip"):
        shown = browse("dispatcher").get(reverse(page)).content.decode()
        assert "The best way of a request is gone or later" in shown
        assert reverse("dispatch:plans", args=(row.pk,)) in shown
    assert [one.pk for one in looked(9)] == [alert.pk]
    weather(10, is_fog=False)
    assert looked(11) == []
    assert Alert.objects.filter(cause=Cause.BEST_WAY).count() == 1


def test_care_that_comes_clearly_later_is_told_and_a_few_minutes_are_not() -> None:
    row = request()
    assert see(row, 0, 60) == []
    assert see(row, 1, 100) == see(row, 2, 100) == []
    assert see(row, 3, 110) == []
    (alert,) = see(row, 4, 111)
    assert alert.urgency == 2
    assert told() == "UP-X1: care begins 50 min later than it could before"
    assert [one.pk for one in see(row, 5, 85)] == [alert.pk]
    (none,) = see(row, 6, None)
    assert none.urgency == 1
    assert see(row, 7, 62) == []


def test_a_storm_asks_once_for_all_it_touches_and_again_for_one_more(browse: Browse) -> None:
    rows = [request(name=f"Ким Олег {n}", urgency=2) for n in range(4)]
    (alert,) = storm(rows, 0)
    assert alert.values["number"] == f"{rows[0].number} +3"
    page = browse("dispatcher").get(reverse("alerts:alerts")).content.decode()
    assert all(reverse("dispatch:plans", args=(row.pk,)) in page for row in rows)
    assert "4 requests" in page
    assert "the weather" in page
    acknowledged(alert, 3)
    rows.append(request(name="Омаров Арман", urgency=2))
    (alert,) = storm(rows, 4)
    assert (alert.state, numbers(alert)) == ("acknowledged", [row.number for row in rows])
    emergency = request(name="Ахметов Ерлан", urgency=1)
    (alert,) = storm([*rows, emergency], 8)
    assert (alert.state, alert.urgency, numbers(alert)[0]) == ("raised", 1, emergency.number)


def test_a_region_sees_of_a_storm_its_own_and_the_centre_owns_it() -> None:
    here = request(name="Ким Олег", urgency=2)
    there = request(name="Омаров Арман", urgency=2, sending_facility_id=facility_id(ELSEWHERE))
    (alert,) = storm([here, there], 0)
    assert numbers(alert) == [here.number, there.number]
    for actor, own in ((OURS, here), (STRANGER, there)):
        (row,) = [one for one in open_alerts(actor) if one.cause == Cause.BEST_WAY]
        assert (row.number, row.members, row.may_acknowledge) == (own.number, (), False)
        with pytest.raises(NotFound):
            acknowledge_alert(actor, alert_id=alert.pk, now=at(3))
    (row,) = [one for one in open_alerts(FIRST) if one.cause == Cause.BEST_WAY]
    assert ([one.number for one in row.members], row.may_acknowledge) == (numbers(alert), True)


def test_of_what_somebody_closed_only_what_comes_later_asks_again() -> None:
    rows = [request(name=f"Ким Олег {n}", urgency=2) for n in range(2)]
    (alert,) = storm(rows, 0)
    close_alert(CHIEF, alert_id=alert.pk, reason="known_and_led", now=at(3))
    assert best_ways(4) == []
    late = request(name="Омаров Арман", urgency=2)
    (other,) = storm([late], 5)
    assert numbers(other) == [late.number]


def test_a_way_which_costs_the_window_is_told_first_however_little_later_it_is() -> None:
    row = request(urgency=2)
    assert see(row, 0, 60, window=70) == see(row, 1, 60, window=70) == []
    assert see(row, 2, 75, window=70) == []
    (alert,) = see(row, 3, 75, window=70)
    assert alert.urgency == 1
    assert alert.values["members"][0]["misses"] == "window"
    assert [one.pk for one in see(row, 20, 75, window=70)] == [alert.pk]
    assert see(row, 21, 60, window=200) == []


def test_a_window_which_was_lost_before_is_not_what_a_later_way_costs() -> None:
    row = request(urgency=2)
    assert see(row, 0, 60, window=50) == see(row, 1, 60, window=50) == []
    assert see(row, 2, 75, window=50) == see(row, 3, 75, window=50) == []


def test_a_way_later_by_seconds_is_no_later_way_even_where_a_window_closes_between() -> None:
    row = request(urgency=2)
    cares = (60, 60, 60.3, 60.3)
    assert [see(row, n, care, window=62.1) for n, care in enumerate(cares)] == [[]] * 4


def test_a_committed_mission_ends_the_watch_of_its_request() -> None:
    row = approved()
    see(row, 0, 60)
    see(row, 1, None)
    assert see(row, 2, None)
    mission(row)
    assert looked(3) == []
    assert not OpenWayWatch.objects.exists()


def test_urgent_requests_are_looked_at_now_and_then_and_planned_ones_never() -> None:
    rows = [approved(name="Ахметов Ерлан"), request(name="Ким Олег", urgency=2)]
    request(name="Сулейменова Айгуль", urgency=3)
    assert look_at_open_due(at(0)) == len(rows)
    assert look_at_open_due(at(0.5)) == 0
    assert look_at_open_due(at(6)) == len(rows)
    assert {row.kind for row in OpenWayWatch.objects.all()} == {""}


@given(st.lists(st.none() | st.integers(0, 20_000), min_size=1, max_size=12))
def test_nothing_is_told_that_is_no_worse_than_the_best(cares: list[int | None]) -> None:
    seen: OpenSeen | None = None
    for minute, care_s in enumerate(cares):
        look = OpenLook(at=at(minute), about="same", care_s=care_s)
        seen = looked_open(seen, look, LEAST)
        if seen.kind and care_s is not None:
            assert seen.best_s is not None
            assert care_s - seen.best_s >= LEAST.total_seconds() / 2
        assert looked_open(seen, replace(look, about="other"), LEAST).kind == ""
