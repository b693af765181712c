"""A patient who leaves the country is planned to an airport abroad; what flies is promised home."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import Browse, browser
from tests.response.dispatch.builders import (
    COORDINATOR,
    DISPATCHER,
    NOBODY,
    NOW,
    STRANGER,
    approved,
    fresh,
    request,
)
from tests.response.dispatch.test_companions import on_call

from qanat.engine.planning.plans import Binding, Code, LegKind
from qanat.foundation.kept import forget
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.places.models import Airfield
from qanat.registry.places.queries import find_airfield
from qanat.response.commitments.queries import commitments_of
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands.amending import StaysHere, set_airport_abroad
from qanat.response.dispatch.commands.drafts import CrewDraft
from qanat.response.dispatch.commands.intake import NotAbroad
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.suggest import Proposal, propose
from qanat.response.dispatch.suggest.exact import KEEPER
from qanat.response.dispatch.suggest.exact.leaving import Abroad
from qanat.response.dispatch.suggest.exact.parts import Part
from qanat.response.dispatch.suggest.exact.returning import fly_home
from qanat.response.dispatch.suggest.wanting import ReceiverAirportUnknown

HOUR = timedelta(hours=1)
CLINIC = "Koç, İstanbul"
in_world = pytest.mark.usefixtures("world", "db")


@pytest.fixture(autouse=True)
def nation() -> Iterator[None]:
    KEEPER.forget()
    yield
    KEEPER.forget()


def airport(code: str) -> int:
    """Return the id of an airport."""
    found = find_airfield(code)
    assert found is not None
    return found.id


def leaving(code: str = "LTFM", **said: str) -> Request:
    """Return a request for a flight to a clinic abroad, approved."""
    about = {"need": "outbound", "accepting_name": CLINIC} | said
    return approved(**about, receiving_airfield_id=airport(code))


def flights(row: Request) -> list[Proposal]:
    """Return the plans which fly."""
    return [one for one in propose(DISPATCHER, row.pk, NOW).proposals if one.plan.units]


@in_world
def test_a_plan_drives_to_an_airport_flies_abroad_hands_over_there_and_flies_home() -> None:
    row = leaving()
    answer = propose(DISPATCHER, row.pk, NOW)
    plan = answer.proposals[0].plan
    legs = [(leg.kind, answer.names.stop(leg.end).country) for leg in plan.legs]
    carried = [leg for leg in plan.legs if leg.kind is LegKind.FLY_WITH_PATIENT]
    assert legs[-1] == (LegKind.FLY_HOME, "KZ")
    assert answer.names.stop(carried[-1].end).country == "TR"
    assert answer.names.of(plan.hospital) == f"{CLINIC} · Istanbul Airport"
    assert LegKind.DRIVE_WITH_PATIENT in {leg.kind for leg in plan.legs}
    assert [unit.partition(":")[0] for unit in plan.units] == ["ambulance", "aircraft"]
    assert plan.hand_overs == 2
    unloaded = timedelta(seconds=900)
    assert plan.definitive_at == carried[-1].arrive_at + unloaded


@in_world
def test_nobody_is_driven_abroad_and_no_ambulance_of_ours_waits_there() -> None:
    row = leaving("UCFM")  # four hours by road from Almaty
    kinds = {leg.kind for one in flights(row) for leg in one.plan.legs}
    assert LegKind.DRIVE_TO_MEETING not in kinds
    assert all(LegKind.FLY_WITH_PATIENT in {leg.kind for leg in p.plan.legs} for p in flights(row))


@in_world
def test_who_is_too_short_of_range_refuels_both_ways_and_who_is_not_flies_straight() -> None:
    stops = {
        one.plan.units[1]: [leg.kind for leg in one.plan.legs].count(LegKind.FLY_HOME)
        for one in flights(leaving())
    }
    assert min(stops.values()) == 1 < max(stops.values())
    assert all(leg.length_m < 6e6 for one in flights(leaving("RKSI")) for leg in one.plan.legs)


@in_world
def test_a_crew_whose_duty_ends_before_it_is_home_rests_and_the_plan_says_so() -> None:
    row = leaving("UCFM")
    answer = propose(DISPATCHER, row.pk, NOW)
    told = {one.key: one.plan for one in answer.proposals}
    for plan in told.values():
        until = [b.values["until_s"] for b in plan.bounds if b.values["unit"] == plan.units[-1]]
        home_s = (plan.legs[-1].arrive_at - NOW).total_seconds()
        rests = [w for w in plan.warnings if w.code is Code.RESTS_ABROAD]
        assert bool(rests) == bool(until and home_s > float(until[0]))


@in_world
def test_of_whom_no_way_home_is_known_within_his_range_that_is_said() -> None:
    best = flights(leaving())[0]
    leg = next(one for one in best.plan.legs if one.kind is LegKind.FLY_WITH_PATIENT)
    way = leg.kind, leg.unit, leg.start.id, leg.end.id
    known = KEEPER.current(NOW, abroad=Abroad("TR", leg.end.id))
    names = [one.id for one in known.snapshot.nation.aircraft]
    for share, is_known in ((1.0, True), (0.2, False)):
        craft = known.snapshot.craft
        craft = craft._replace(full_m=craft.full_m * share)
        current = replace(known, snapshot=replace(known.snapshot, craft=craft))
        landed = Part(*way, 0, 0, 3600, Binding.UNIT)
        told = {one.code for one in fly_home(current, names.index(leg.unit), [landed])}
        assert (Code.NO_WAY_HOME not in told) is is_known


@in_world
def test_flights_abroad_are_planned_with_what_is_kept_and_see_what_changes() -> None:
    one, other = leaving(), leaving()
    best = flights(one)[0]
    plane = best.plan.units[1]
    assert plane in {way.plan.units[1] for way in flights(other)}
    commit_plan(DISPATCHER, request_id=one.pk, key=best.key, proposed_at=NOW, now=NOW)
    legs = [leg for way in flights(other) for leg in way.plan.legs if leg.unit == plane]
    assert all(leg.depart_at >= best.plan.legs[-1].arrive_at for leg in legs)
    assert "abroad:0" not in KEEPER.current(NOW).snapshot.at["hospitals"]


@in_world
def test_an_airport_abroad_that_is_not_used_any_more_is_asked_for_again() -> None:
    row = leaving()
    Airfield.objects.filter(pk=airport("LTFM")).update(is_in_use=False)
    forget()
    with pytest.raises(ReceiverAirportUnknown):
        propose(DISPATCHER, row.pk, NOW)


@in_world
def test_without_an_airport_there_is_nothing_to_plan_to() -> None:
    row = approved(need="outbound", accepting_name=CLINIC)
    with pytest.raises(ReceiverAirportUnknown):
        propose(DISPATCHER, row.pk, NOW)
    set_airport_abroad(DISPATCHER, request_id=row.pk, airfield_id=airport("EDDF"), now=NOW)
    assert flights(row)


@in_world
def test_an_airport_is_named_by_those_who_take_requests_for_those_who_leave_or_come_home() -> None:
    row, stays = approved(need="outbound"), request()
    for who, refusal in ((NOBODY, NotAllowed), (STRANGER, NotFound)):
        with pytest.raises(refusal):
            set_airport_abroad(who, request_id=row.pk, airfield_id=airport("LTFM"), now=NOW)
    with pytest.raises(NotAbroad):
        set_airport_abroad(DISPATCHER, request_id=row.pk, airfield_id=airport("UAAA"), now=NOW)
    with pytest.raises(StaysHere):
        set_airport_abroad(DISPATCHER, request_id=stays.pk, airfield_id=airport("LTFM"), now=NOW)
    assert fresh(row).receiving_airfield_id is None


@in_world
def test_who_comes_home_comes_from_the_airport_that_is_named_at_last() -> None:
    row = approved(need="evacuation", country="DE", place="Klinik, Berlin")
    set_airport_abroad(DISPATCHER, request_id=row.pk, airfield_id=airport("LTFM"), now=NOW)
    found = fresh(row)
    assert (found.country_id, round(found.lon or 0), found.place) == ("TR", 29, "Istanbul Airport")


@in_world
def test_what_flies_abroad_is_promised_until_it_is_home() -> None:
    row = leaving()
    best = flights(row)[0]
    pk = commit_plan(DISPATCHER, request_id=row.pk, key=best.key, proposed_at=NOW, now=NOW)
    promised = {one.resource_kind: one for one in commitments_of("mission", pk)}
    assert promised.keys() == {ResourceKind.AIRCRAFT, ResourceKind.AMBULANCE}
    assert promised[ResourceKind.AIRCRAFT].end_at == best.plan.legs[-1].arrive_at
    mission = Mission.objects.get(pk=pk)
    own = mission.legs.filter(ambulance=None).order_by("position")
    assert [leg.kind for leg in own][-1] == "return"
    assert (mission.level, mission.route) == ("international", "international")
    assert mission.receiver_id is None
    assert fresh(row).accepting_name == CLINIC


@in_world
def test_a_crew_is_promised_until_it_is_home_and_on_duty_until_it_rests() -> None:
    row = leaving()
    best = flights(row)[0]
    aircraft = best.plan.units[1]
    person = on_call(unit=aircraft, until=NOW + 12 * HOUR)
    best = next(one for one in flights(row) if one.plan.units[1] == aircraft)
    assert Code.RESTS_ABROAD in {warning.code for warning in best.plan.warnings}
    crew = (CrewDraft(name="P", role="physician", person_id=int(person.partition(":")[2])),)
    pk = commit_plan(
        DISPATCHER, request_id=row.pk, key=best.key, crew=crew, proposed_at=NOW, now=NOW
    )
    ends = {one.resource_kind: one.end_at for one in commitments_of("mission", pk)}
    assert ends[ResourceKind.PERSON] == ends[ResourceKind.AIRCRAFT] > NOW + 20 * HOUR


@in_world
def test_a_plan_abroad_is_committed_by_who_may_commit() -> None:
    row = leaving()
    best = flights(row)[0]
    with pytest.raises(NotAllowed):
        commit_plan(COORDINATOR, request_id=row.pk, key=best.key, proposed_at=NOW, now=NOW)
    assert not Mission.objects.exists()


@in_world
def test_the_airport_is_asked_for_once_where_plans_are_looked_for(browse: Browse) -> None:
    row, client = approved(need="outbound", accepting_name=CLINIC), browse("dispatcher")
    ask = reverse("dispatch:airport", args=(row.pk,))
    plans = reverse("dispatch:plans", args=(row.pk,))
    assert ask in client.get(plans).content.decode()
    bad = client.post(ask, {"airfield_abroad": "", "airfield_abroad_text": "nowhere"})
    assert bad.status_code == 422
    sent = {"airfield_abroad": str(airport("LTFM")), "airfield_abroad_text": "LTFM"}
    assert client.post(ask, sent).status_code == 303
    shown = client.get(plans).content.decode()
    assert "Fly home" in shown
    assert CLINIC in shown
    assert browse("analyst").get(ask).status_code == 403


@in_world
def test_a_request_is_taken_with_the_hospital_and_the_airport_abroad(browse: Browse) -> None:
    client = browse("dispatcher")
    row = leaving()
    edit = client.get(reverse("dispatch:edit", args=(row.pk,))).content.decode()
    assert CLINIC in edit
    assert "Istanbul Airport (LTFM/IST)" in edit


@in_world
def test_where_nobody_is_on_duty_for_all_of_a_flight_it_is_said_whose_duty_ends_on_the_way(
    people: Accounts,
) -> None:
    row = leaving()
    best = flights(row)[0]
    pk = commit_plan(DISPATCHER, request_id=row.pk, key=best.key, proposed_at=NOW, now=NOW)
    on_call(unit=best.plan.units[1], until=NOW + 4 * HOUR)
    desk = browser(people.account("dispatcher"))
    asked = desk.get(reverse("dispatch:crew", args=(pk,))).content.decode()
    assert "Nobody free is on duty there for the whole time." in asked
    assert "Қасымов Дәурен until" in asked
    assert "who takes over" in asked
