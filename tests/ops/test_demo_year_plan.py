"""The plan of a year: what it promises to reports, and that it could have happened."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ops.year_world import plain_world

from qanat.foundation.days import NATIONAL, national_day
from qanat.ops.demo.year.calendar import DAYLIGHT
from qanat.ops.demo.year.diary import BETWEEN, Diary
from qanat.ops.demo.year.plan import plan_year
from qanat.ops.demo.year.tally import tally
from qanat.ops.demo.year.times import flight_times, trip_times
from qanat.ops.demo.year.totals import BEFORE, PUBLISHED, Totals, years
from qanat.ops.demo.year.values import Flight, Trip, Year

WORLD = plain_world()
MADE = ((2025, 0), (2025, 1), (7, 1))
"""Seeds, and which of their two years."""


@cache
def plan(seed: int, which: int) -> tuple[Totals, Year]:
    totals = years(seed, scale=40)[which]
    return totals, plan_year(totals, WORLD, seed)


@pytest.fixture(params=MADE, ids=lambda one: f"seed {one[0]}, year {one[1]}")
def planned(request: pytest.FixtureRequest) -> tuple[Totals, Year]:
    return plan(*request.param)


def test_the_published_year_is_what_the_definitions_say() -> None:
    assert PUBLISHED.flights == 2287
    assert PUBLISHED.flights - PUBLISHED.without_service == 2272
    assert PUBLISHED.singles == 1965
    flown = PUBLISHED.flights + PUBLISHED.doubles - PUBLISHED.second_flights
    assert flown + PUBLISHED.not_flown == 2589
    transports = PUBLISHED.international + PUBLISHED.singles + 2 * PUBLISHED.doubles
    assert (transports, transports + PUBLISHED.twins) == (2262, 2267)
    assert transports + PUBLISHED.specialist + PUBLISHED.operations + PUBLISHED.remote == 9124
    assert PUBLISHED.persons + PUBLISHED.remote_persons == 6255
    assert PUBLISHED.road_singles + 2 * PUBLISHED.road_doubles == 10200
    assert (BEFORE.flights, BEFORE.remote) == (2188, 5842)
    assert min(PUBLISHED.doubles, PUBLISHED.second_flights, PUBLISHED.specialist) >= 100


def test_a_plan_holds_what_its_totals_ask_for(planned: tuple[Totals, Year]) -> None:
    totals, year = planned
    counts = tally(year)
    transports = totals.international + totals.singles + 2 * totals.doubles
    flown = totals.flights + totals.doubles - totals.second_flights
    road = totals.road_singles + 2 * totals.road_doubles
    assert counts | {"flights_interregional": 0} == {
        "requests": flown + totals.not_flown,
        "requests_not_flown": totals.not_flown,
        "evacuation_requests": totals.evacuation_requests,
        "evacuations": totals.international,
        "flights": totals.flights,
        "flights_with_services": totals.flights - totals.without_service,
        "flights_without_medical_service": totals.without_service,
        "flights_regional": totals.regional,
        "flights_astana": totals.astana,
        "flights_almaty": totals.almaty,
        "flights_international": totals.international,
        "flights_interregional": 0,
        "organ_missions": totals.organ,
        "services": transports + totals.specialist + totals.operations + totals.remote,
        "transport_services": transports,
        "onsite_consultations": totals.specialist,
        "operations": totals.operations,
        "remote_consultations": totals.remote,
        "patients_transported": transports + totals.twins,
        "patients": totals.persons + totals.remote_persons,
        "road_trips": totals.road_singles + totals.road_doubles,
        "road_services": road,
        "road_patients": road + totals.road_twins,
    }
    served = Counter(at for flight in year.flights for at in flight.requests)
    assert sum(len(flight.requests) == 2 for flight in year.flights) == totals.doubles
    assert sum(times == 2 for times in served.values()) == totals.second_flights


def test_nothing_is_in_two_journeys_at_once(planned: tuple[Totals, Year]) -> None:
    _, year = planned
    busy: defaultdict[object, list[tuple[datetime, datetime]]] = defaultdict(list)
    for flight in year.flights:
        flown = (flight.took_off_at, flight.until)
        busy[flight.craft.id].append(flown)
        for member in flight.craft.teams[flight.team]:
            busy["person", member.person_id].append(flown)
    for trip in year.trips:
        busy["van", trip.van_of.van_id].append((trip.left_at, trip.until))
    for times in busy.values():
        ordered = sorted(times)
        assert all(one[1] < other[0] for one, other in pairwise(ordered))


def test_everything_happens_in_order_and_within_the_year(planned: tuple[Totals, Year]) -> None:
    totals, year = planned
    moments = [request.received_at for request in year.requests]
    moments += [order.performed_at for order in year.orders]
    for flight in year.flights:
        assert flight.planned_at < flight.took_off_at
        asked = [year.requests[at] for at in flight.requests]
        assert all(one.received_at < flight.took_off_at for one in asked)
        moments += [*_run(flight), flight.until, *(one.at for one in flight.services)]
        assert all(flight.took_off_at < one.at < flight.until for one in flight.services)
    for trip in year.trips:
        moments += [*_run(trip), trip.until]
    assert {national_day(at).year for at in moments} == {totals.year}
    assert max(map(national_day, moments)) <= totals.last_day
    assert all(order.ordered_at < order.performed_at for order in year.orders)
    assert all(request.received_at < request.closed_at for request in year.requests)


def _run(journey: Flight | Trip) -> list[datetime]:
    """Return the moments of a journey's legs, which must follow one another."""
    moments = [at for leg in journey.legs for at in (leg.departs_at, leg.arrives_at)]
    assert moments == sorted(set(moments))
    for one, other in pairwise(journey.legs):
        assert one.end == other.start
    return moments


def test_stamps_are_in_order_and_end_with_being_back(planned: tuple[Totals, Year]) -> None:
    _, year = planned
    told = [flight_times(flight) for flight in year.flights]
    for times in (*told, *map(trip_times, year.trips)):
        assert [at for _, at in times] == sorted(at for _, at in times)
        assert times[-1][0] == "eTimes.13"


def test_helicopters_do_not_leave_at_night(planned: tuple[Totals, Year]) -> None:
    _, year = planned
    for flight in year.flights:
        if flight.craft.is_helicopter:
            here = flight.took_off_at.astimezone(NATIONAL)
            rise, dark = DAYLIGHT[here.month - 1]
            assert rise - 0.1 <= here.hour + here.minute / 60 <= dark


def test_who_comes_back_was_alive_and_no_death_is_undone(planned: tuple[Totals, Year]) -> None:
    _, year = planned
    for one in year.outcomes:
        dead = [vital == "dead" for vital in one.vitals]
        assert dead == sorted(dead)
    asked: defaultdict[int, list[int]] = defaultdict(list)
    for one in year.outcomes:
        asked[one.person].append(one.request)
    fate = {(one.request, one.person): one.vitals for one in year.outcomes}
    for person, requests in asked.items():
        first, *later = sorted(requests, key=lambda at: year.requests[at].received_at)
        assert not later or "dead" not in fate[first, person]


def test_nobody_is_ill_before_he_is_born(planned: tuple[Totals, Year]) -> None:
    _, year = planned
    for request in year.requests:
        for person in request.people:
            assert year.people[person].born_on <= national_day(request.received_at)


def test_no_two_people_are_alike(planned: tuple[Totals, Year]) -> None:
    _, year = planned
    assert len({(one.name, one.born_on) for one in year.people}) == len(year.people)


def test_the_same_seed_makes_the_same_year_and_another_one_another() -> None:
    totals, first = plan(2025, 0)
    again = plan_year(totals, WORLD, 2025)
    assert (again.flights, again.requests, again.outcomes) == (
        first.flights,
        first.requests,
        first.outcomes,
    )
    assert plan_year(totals, WORLD, 2026).flights != first.flights


SLOTS = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 90)), max_size=30)


@settings(max_examples=60)
@given(SLOTS)
def test_a_diary_never_books_twice(wanted: Iterable[tuple[int, int]]) -> None:
    diary, booked = Diary(), []
    for hour, minutes in wanted:
        start = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        lasting = timedelta(minutes=minutes)
        at = diary.first_free(1, start, lasting)
        assert at >= start
        diary.book(1, at, at + lasting)
        booked.append((at, at + lasting))
    booked.sort()
    assert all(a[1] + BETWEEN <= b[0] for a, b in pairwise(booked))
