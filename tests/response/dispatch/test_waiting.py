"""A plan that waits says so."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.exchange.api.calling import system
from tests.response.dispatch.browsing import Browse
from tests.response.dispatch.builders import NOW, decide, facility_id, request

from qanat.engine.geodesy import Point
from qanat.engine.planning.plans import Binding, Family, Leg, LegKind, Plan, Stop, StopKind
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.pages.waiting import wait_of

MINUTE = timedelta(minutes=1)
HERE = Stop(StopKind.PLACE, "airfield:1", Point(77.0, 43.3))


def flown(*legs: tuple[int, int, Binding]) -> Plan:
    """Return a plan whose legs depart and arrive so many minutes from now."""
    told = tuple(
        Leg(
            LegKind.FLY_WITH_PATIENT,
            "aircraft:1",
            HERE,
            HERE,
            NOW,
            NOW + off * MINUTE,
            NOW + on * MINUTE,
            1.0,
            binds,
        )
        for off, on, binds in legs
    )
    care_at = NOW + 400 * MINUTE
    return Plan(Family.DIRECT, ("aircraft:1",), "", told, NOW, care_at, None, 0, 1, ())


def words(plan: Plan) -> str:
    found = wait_of(plan, NOW, {"aircraft:1": "UP-1"}.__getitem__)
    return f"{found['time']}: {found['words']}".replace("\xa0", " ") if found else ""


def test_the_longest_standstill_before_care_is_told_with_what_is_waited_for() -> None:
    busy = flown((150, 200, Binding.UNIT), (230, 390, Binding.PATIENT))
    assert words(busy).startswith("2 h 30 min: Nothing moves from ")
    assert words(busy).endswith("It waits for UP-1.")
    dark = flown((20, 60, Binding.START_UP), (180, 390, Binding.OPENING))
    assert words(dark).startswith("2 h 0 min: ")
    assert words(dark).endswith("It waits for opening hours or daylight.")


def test_handling_two_at_once_and_what_comes_after_care_are_no_waiting() -> None:
    assert not words(flown((20, 60, Binding.START_UP), (110, 390, Binding.PATIENT)))
    assert not words(
        flown((0, 300, Binding.UNIT), (10, 20, Binding.UNIT), (320, 399, Binding.UNIT))
    )
    assert not words(flown((20, 390, Binding.UNIT), (900, 950, Binding.PATIENT)))
    assert not words(flown())


def organ() -> Request:
    """Return a request for an organ which is taken out hours from now: every plan waits for it."""
    return request(
        need="organ",
        organ="liver",
        icd10="Z52.6",
        onset_at=None,
        clamp_at=timezone.now() + timedelta(hours=5),
        sending_facility_id=facility_id("120"),
        accepting_facility_id=facility_id("007"),
    )


@pytest.mark.usefixtures("world", "db")
def test_the_row_of_a_plan_and_two_side_by_side_tell_that_they_wait_for_an_organ(
    browse: Browse,
) -> None:
    client, here = browse("dispatcher"), reverse("dispatch:plans", args=(organ().pk,))
    page = client.get(here).content.decode()
    assert "Nothing moves from " in page
    marks = re.findall(r'name="compare" value="([^"]+)"', page)
    compared = client.get(f"{here}compare/", {"compare": marks[:2]}).content.decode()
    assert re.search(r"Stands still</th><td[^>]*>Nothing moves from ", compared)


@pytest.mark.usefixtures("world", "db")
def test_the_api_tells_from_when_until_when_nothing_moves() -> None:
    row, now = organ(), timezone.now()
    plans = system().get(f"/requests/{row.pk}/plans").body["plans"]
    waits = [(p["waits_since"], p["waits_until"]) for p in plans if p["waits_until"]]
    assert waits
    for since, until in waits:
        lasting = datetime.fromisoformat(until) - datetime.fromisoformat(since)
        assert lasting >= timedelta(hours=1)
        assert datetime.fromisoformat(until) > now


@pytest.mark.usefixtures("world", "db")
def test_planned_together_a_plan_that_waits_says_so(browse: Browse) -> None:
    decide(organ(), "fly_patient")
    page = browse("dispatcher").get(reverse("crisis:waiting")).content.decode()
    assert re.search(r"waits \d h", page.replace("\xa0", " "))
