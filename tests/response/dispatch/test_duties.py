"""Crews' duties in plans: from the roster, from airlines; and the turn-out of ambulances."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
import pytest
from django.utils import timezone
from tests.response.dispatch.builders import (
    DISPATCHER,
    MINUTE,
    NOW,
    aircraft_ids,
    facility_id,
    request,
)

from qanat.engine.planning.plans import Code, Family, Plan, Subject
from qanat.foundation.actors import SYSTEM
from qanat.foundation.parameters.queries import parameter
from qanat.registry.fleet.queries.ambulances import ambulance_at
from qanat.registry.workforce.commands.duties import DutyDraft, end_duty, start_duty
from qanat.registry.workforce.commands.people import PersonDraft, QualificationDraft, enrol_person
from qanat.response.dispatch.pages.reasons import reason_text, reason_texts
from qanat.response.dispatch.parameters import DUTY_OVERRUN, LEAST_DUTY, TURN_OUT
from qanat.response.dispatch.suggest import Proposals, Wider, propose
from qanat.response.dispatch.suggest.duties import add_airlines, air_crews, road_crews
from qanat.response.dispatch.suggest.exact import KEEPER
from qanat.response.dispatch.suggest.exact.keeping import differences
from qanat.response.dispatch.suggest.exact.otherwise import next_shift
from qanat.response.dispatch.suggest.soonest import soonest_ways

pytestmark = pytest.mark.usefixtures("world", "db")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nation() -> Iterator[None]:
    KEEPER.forget()
    yield
    KEEPER.forget()


def on_duty(unit: str, until: datetime, since: datetime = NOW - 2 * HOUR) -> int:
    """Put a driver or a pilot on duty with a vehicle; return the duty."""
    is_air = unit.startswith("aircraft")
    profession, role = ("pilot", "commander") if is_air else ("driver", "driver")
    trained = QualificationDraft(profession=profession, valid_from=(NOW - 999 * HOUR).date())
    person = enrol_person(
        SYSTEM, person=PersonDraft(name="Ахметов Ерлан", region="KZ-19"), qualification=trained
    )
    duty = DutyDraft(
        person_id=person,
        role=role,
        region="KZ-19",
        start=since,
        end=until,
        aircraft_id=id_of(unit) if is_air else None,
        ambulance_id=None if is_air else id_of(unit),
    )
    return start_duty(SYSTEM, duty=duty).id


def first_van(answer: Proposals) -> str:
    return next(p.plan.units[0] for p in answer.proposals if p.plan.family is Family.GROUND)


def duty_s(unit: str) -> float:
    current = KEEPER.current(NOW)
    part = "ambulances" if unit.startswith("ambulance") else "aircraft"
    table = current.snapshot.units if part == "ambulances" else current.snapshot.craft
    return float(table.duty_s[current.snapshot.at[part][unit]]) - current.now_s


def id_of(unit: str) -> int:
    return int(unit.rpartition(":")[2])


def test_duties_are_followed_as_they_begin_and_end() -> None:
    van = first_van(propose(DISPATCHER, request().pk, NOW))
    craft = f"aircraft:{aircraft_ids()[0]}"
    assert (duty_s(van), duty_s(craft)) == (float("inf"), float("inf"))
    road = on_duty(van, NOW + 3 * HOUR)
    on_duty(craft, NOW + 5 * HOUR)
    over_s = parameter(DUTY_OVERRUN, on=NOW).number
    assert duty_s(van) == 3 * 3_600 + over_s
    assert duty_s(craft) == 5 * 3_600
    end_duty(SYSTEM, duty_id=road, at=NOW + 2 * HOUR)
    assert duty_s(van) == 2 * 3_600 + over_s
    assert differences(NOW) == []


def test_who_must_be_done_before_the_hospital_is_left_out_and_who_can_is_bound() -> None:
    row = request(sending_facility_id=facility_id("062"))
    before = propose(DISPATCHER, row.pk, NOW)
    by_road = [p.plan for p in before.proposals if p.plan.family is Family.GROUND]
    plan = max(by_road, key=lambda one: one.contact_at)
    [van] = plan.units
    assert Code.DUTY_UNKNOWN in {reason.code for reason in plan.warnings}
    assert not plan.bounds
    over = timedelta(seconds=parameter(DUTY_OVERRUN, on=NOW).number)
    duty = on_duty(van, NOW + 9 * HOUR)
    known = propose(DISPATCHER, row.pk, NOW)
    bound = next(p.plan for p in known.proposals if p.plan.units == plan.units)
    assert [reason.code for reason in bound.bounds] == [Code.DUTY_UNTIL]
    assert Code.DUTY_UNKNOWN not in {r.code for r in bound.warnings}
    told = reason_text(bound.bounds[0], known.names, known.at)
    assert told.startswith("its crew is to be done by ")
    assert ambulance_at(id_of(van)).call_sign in told
    end_duty(SYSTEM, duty_id=duty, at=max(NOW + MINUTE, plan.contact_at - over))
    tired = propose(DISPATCHER, row.pk, NOW)
    assert van not in {unit for p in tired.proposals for unit in p.plan.units[:1]}
    codes = {
        reason.code
        for one in tired.excluded
        if one.subject is Subject.AMBULANCE and one.id == van
        for reason in one.reasons
    }
    assert codes & {Code.AMBULANCE_DUTY_ENDS, Code.DUTY_ENDS}


def test_a_crew_about_to_end_waits_for_its_relief() -> None:
    van = first_van(propose(DISPATCHER, request().pk, NOW))
    least = timedelta(seconds=parameter(LEAST_DUTY, on=NOW).number)
    soon = NOW + least / 2
    on_duty(van, soon)
    on_duty(van, soon + 12 * HOUR, soon)
    crew = road_crews(NOW, [id_of(van)])[id_of(van)]
    assert crew.since == soon
    current = KEEPER.current(NOW)
    ready_s = current.snapshot.units.ready_s[current.snapshot.at["ambulances"][van]]
    assert ready_s - current.now_s == pytest.approx(least.total_seconds() / 2, abs=60)


def test_what_the_airline_says_of_its_crew_holds_with_the_roster() -> None:
    first, second = aircraft_ids()[:2]
    on_duty(f"aircraft:{first}", NOW + 5 * HOUR)
    known = {first: NOW + 4 * HOUR, second: NOW + 2 * HOUR}
    from qanat.response.operators.queries.tasks import flight_crews

    add_airlines(lambda _now: known)
    try:
        crews = air_crews(NOW)
    finally:
        add_airlines(flight_crews)
    assert (crews[first].until, crews[second].until) == (NOW + 4 * HOUR, NOW + 2 * HOUR)


def test_idle_ambulances_turn_out_and_those_on_their_way_back_do_not_wait_for_it() -> None:
    current = KEEPER.current(NOW)
    idle_s = current.snapshot.units.ready_s[:-1].min()
    assert idle_s - current.now_s == parameter(TURN_OUT, on=NOW).number


def test_an_organ_is_carried_by_who_is_on_duty_when_it_is_ready() -> None:
    clamp_at = NOW + 9 * HOUR
    row = request(
        need="organ",
        organ="liver",
        clamp_at=clamp_at,
        onset_at=None,
        sending_facility_id=facility_id("120"),
        accepting_facility_id=facility_id("007"),
    )
    van = first_van(propose(DISPATCHER, row.pk, NOW))
    on_duty(van, NOW + 6 * HOUR)
    assert van not in driving(propose(DISPATCHER, row.pk, NOW + MINUTE))
    on_duty(van, clamp_at + 14 * HOUR, NOW + 6 * HOUR)
    assert van in driving(propose(DISPATCHER, row.pk, NOW + 2 * MINUTE))


def test_who_relieves_fetches_from_the_aircraft_but_nobody_is_relieved_on_the_way() -> None:
    row = request(sending_facility_id=facility_id("120"), icd10="I21.0")
    found = propose(DISPATCHER, row.pk, NOW).proposals
    plan = next(p.plan for p in found if p.plan.family is Family.RELAY)
    meeter = plan.units[-1]
    out = [leg for leg in plan.legs if leg.unit == meeter]
    leaves, done = out[0].depart_at, out[-1].arrive_at
    assert leaves > NOW + 2 * HOUR

    def fetching(minute: int) -> set[str]:
        plans = (p.plan for p in propose(DISPATCHER, row.pk, NOW + minute * MINUTE).proposals)
        return {p.units[-1] for p in plans if p.family is Family.RELAY}

    on_duty(meeter, leaves - HOUR)
    assert meeter not in fetching(1)
    on_duty(meeter, done + 4 * HOUR, leaves - HOUR)
    assert meeter in fetching(2)
    van = first_van(propose(DISPATCHER, row.pk, NOW))
    on_duty(van, NOW + 2 * HOUR)
    on_duty(van, NOW + 20 * HOUR, NOW + 2 * HOUR)
    assert van not in driving(propose(DISPATCHER, row.pk, NOW + 3 * MINUTE))


def test_crews_which_must_be_done_at_the_same_moment_are_told_in_one_line() -> None:
    row = request(sending_facility_id=facility_id("120"), icd10="I21.0")
    found = propose(DISPATCHER, row.pk, NOW).proposals
    units = next(p.plan.units for p in found if flies(p.plan) and len(p.plan.units) == 3)
    for unit in units:
        on_duty(unit, NOW + 10 * HOUR)
    known = propose(DISPATCHER, row.pk, NOW)
    plan = next(p.plan for p in known.proposals if p.plan.units == units)
    told = reason_texts(plan.bounds, known.names, known.at)
    craft = known.names.of(next(unit for unit in units if unit.startswith("aircraft")))
    vans = [known.names.of(unit) for unit in units if unit.startswith("ambulance")]
    assert sorted(craft in words for words in told) == [False, True]
    assert next(words for words in told if craft not in words).endswith(f"({', '.join(vans)})")


def test_an_aircraft_flies_with_the_crew_that_relieves_where_that_of_now_is_done_too_soon() -> None:
    row = request(sending_facility_id=facility_id("120"), icd10="I21.0")
    plan = next(p.plan for p in propose(DISPATCHER, row.pk, NOW).proposals if flies(p.plan))
    craft = next(unit for unit in plan.units if unit.startswith("aircraft"))

    def own(minute: int) -> list[Plan]:
        at = NOW + minute * MINUTE
        found = propose(DISPATCHER, row.pk, at, wider=Wider(most=100)).proposals
        return [p.plan for p in found if craft in p.plan.units]

    change = NOW + 90 * MINUTE
    on_duty(craft, change)
    assert not own(1)
    on_duty(craft, change + 12 * HOUR, change)
    (later,) = own(2)
    assert min(leg.depart_at for leg in later.legs if leg.unit == craft) >= change
    assert {b.code for b in later.bounds if b.values["unit"] == craft} == {Code.DUTY_UNTIL}
    on_time = soonest_ways(DISPATCHER, row.pk, NOW + 2 * MINUTE)
    assert on_time.air is not None


def test_the_next_shift_has_the_crews_that_come_and_no_others() -> None:
    van = first_van(propose(DISPATCHER, request().pk, NOW))
    craft = f"aircraft:{aircraft_ids()[0]}"
    for unit in (van, craft):
        on_duty(unit, NOW + 2 * HOUR)
    assert next_shift(KEEPER.current(NOW + MINUTE)) is None
    for unit in (van, craft):
        on_duty(unit, NOW + 14 * HOUR, NOW + 2 * HOUR)
    now = KEEPER.current(NOW + 2 * MINUTE)
    later = next_shift(now)
    assert later is not None
    for part, unit in (("units", van), ("craft", craft)):
        group = "ambulances" if part == "units" else "aircraft"
        number = now.snapshot.at[group][unit]
        before, after = getattr(now.snapshot, part).ready_s, getattr(later.snapshot, part).ready_s
        change_s = (NOW + 2 * HOUR - now.snapshot.nation.at).total_seconds()
        assert before[number] < change_s <= after[number]
        others = np.arange(len(before)) != number
        assert (before[others] == after[others]).all()
    assert next_shift(later) is None


def flies(plan: Plan) -> bool:
    return plan.family is Family.RELAY


def driving(answer: Proposals) -> set[str]:
    road = [one.plan for one in answer.proposals if one.plan.family is Family.GROUND]
    return {unit for plan in road for unit in plan.units}


def test_a_crew_is_on_duty_until_the_same_moment_whoever_asks_from_wherever() -> None:
    van = first_van(propose(DISPATCHER, request().pk, NOW))
    on_duty(van, NOW + 3 * HOUR)
    known = road_crews(NOW, {id_of(van)})
    with timezone.override("Asia/Almaty"):
        assert road_crews(NOW, {id_of(van)}) == known
