"""A flight which takes another patient along: offered, committed, joined, cancelled."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.response.dispatch.browsing import Browse
from tests.response.dispatch.builders import (
    DISPATCHER,
    STRANGER,
    actor_as,
    approved,
    fresh,
    request,
)

from qanat.foundation.actors import SYSTEM, Scope
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.facilities.queries import inpatient_points
from qanat.registry.fleet.commands.stating import Statement, state_serviceability
from qanat.registry.fleet.models import Aircraft
from qanat.response.commitments.commands import ResourceTaken
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.commands.finding import Stale
from qanat.response.dispatch.commands.missions import cancel_mission
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.commands.serving import HasMission
from qanat.response.dispatch.commands.sharing import commit_shared
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.queries.forecasts import forecasts
from qanat.response.dispatch.rules.ways import GONE, looked
from qanat.response.dispatch.suggest import propose
from qanat.response.dispatch.suggest.policies import SOONEST
from qanat.response.dispatch.suggest.shared_flights import SharedFlight
from qanat.response.dispatch.suggest.sharing import share_again, share_flights, share_of
from qanat.response.dispatch.suggest.ways import look_at

pytestmark = pytest.mark.usefixtures("world", "db")
LEAST = timedelta(minutes=15)
SENT = re.compile(r'name="flight" value="([^"]+)"')


def waiting(count: int = 2, **said: object) -> list[Request]:
    """Return urgent requests from the east of the country to a hospital of its capital."""
    far = min(inpatient_points(), key=lambda row: abs(row.lon - 82.6) + abs(row.lat - 49.95))
    near = min(inpatient_points(), key=lambda row: abs(row.lon - 71.43) + abs(row.lat - 51.13))
    given = {"urgency": 1, "sending_facility_id": far.id, "accepting_facility_id": near.id}
    return [approved(actor=SYSTEM, **(given | said)) for _ in range(count)]


def here(row: Request) -> str:
    return f"/requests/{row.pk}/plans/shared/"


def test_another_request_is_taken_along_and_each_patient_is_told_what_it_means_for_him() -> None:
    one, two = waiting()
    found = share_flights(SYSTEM, one, timezone.now(), SOONEST)
    assert (found.asked, found.beyond) == (1, 0)
    flight = found.offers[0].flight
    assert [ride.request_id for ride in flight.rides] == [one.pk, two.pk]
    assert max(len(move.aboard) for move in flight.moves) == 2
    for ride in flight.rides:
        assert ride.later_s is not None
        assert ride.later_s <= found.delay_s
        assert ride.contact_at < ride.care_at
    vans = {move.unit for move in flight.moves if move.unit.startswith("ambulance:")}
    assert len(vans) == 4
    assert all(a.charge <= b.charge for a, b in zip(found.offers, found.offers[1:], strict=False))


def test_committing_makes_one_mission_of_both_and_promises_every_vehicle() -> None:
    one, two = waiting()
    now = timezone.now()
    flight = share_flights(SYSTEM, one, now, SOONEST).offers[0].flight
    pk = commit_shared(DISPATCHER, flight=flight, now=now)
    mission = Mission.objects.get()
    assert mission.pk == pk
    assert {row.pk for row in mission.requests.all()} == {one.pk, two.pk}
    assert len(commitments_of("mission", pk)) == 5
    assert {fresh(row).state for row in (one, two)} == {"tasked"}
    with pytest.raises(Stale):
        commit_shared(DISPATCHER, flight=flight, now=now)
    cancel_mission(DISPATCHER, mission_id=pk, reason="weather", now=now)
    assert {fresh(row).state for row in (one, two)} == {"approved"}
    assert not commitments_of("mission", pk)


def test_a_mission_which_has_not_left_is_joined() -> None:
    one, two = waiting()
    now = timezone.now()
    key = next(
        one.key
        for one in propose(SYSTEM, two.pk, now).proposals
        if one.is_as_decided and one.plan.family in {"relay", "direct"}
    )
    mission_id = commit_plan(DISPATCHER, request_id=two.pk, key=key, proposed_at=now, now=now)
    joins = [o for o in share_flights(SYSTEM, one, now, SOONEST).offers if o.flight.joins]
    assert joins, "the aircraft of the mission has room"
    flight = joins[0].flight
    assert flight.joins is not None
    assert flight.joins[0] == mission_id
    assert commit_shared(DISPATCHER, flight=flight, now=now) == mission_id
    mission = Mission.objects.get()
    assert {row.pk for row in mission.requests.all()} == {one.pk, two.pk}
    assert fresh(one).state == "tasked"
    assert fresh(one).accepting_facility_id == flight.rides[0].hospital_id
    with pytest.raises((Stale, HasMission)):
        commit_shared(DISPATCHER, flight=flight, now=now)


def test_who_is_faster_is_told_by_the_database_and_nothing_is_half_done() -> None:
    one, _two, three = waiting(3)
    now = timezone.now()
    first = share_flights(SYSTEM, one, now, SOONEST).offers[0].flight
    late = next(
        o.flight
        for o in share_flights(SYSTEM, three, now, SOONEST).offers
        if o.flight.aircraft_id == first.aircraft_id
    )
    other = {ride.request_id for ride in late.rides} - {ride.request_id for ride in first.rides}
    commit_shared(DISPATCHER, flight=first, now=now)
    with pytest.raises((ResourceTaken, Stale)):
        commit_shared(DISPATCHER, flight=late, now=now)
    assert Mission.objects.count() == 1
    assert {fresh(Request.objects.get(pk=pk)).state for pk in other} == {"approved"}


def test_who_must_fly_alone_shares_nothing() -> None:
    (one,) = waiting(1)
    waiting(1, is_isolation_needed=True)
    waiting(1, altitude_limit_m=1_500)
    waiting(1, companion="neonatology")
    request(actor=SYSTEM)
    found = share_flights(SYSTEM, one, timezone.now(), SOONEST)
    assert found.asked == 0
    assert not found.offers
    isolated = waiting(1, is_isolation_needed=True)[0]
    assert not share_flights(SYSTEM, isolated, timezone.now(), SOONEST).offers


def test_nobody_sees_or_takes_along_a_request_beyond_his_region(browse: Browse) -> None:
    one, two = waiting()
    now = timezone.now()
    flight = share_flights(SYSTEM, one, now, SOONEST).offers[0].flight
    Request.objects.filter(pk=two.pk).update(region="KZ-47", destination_region="KZ-47")
    there = actor_as("dispatcher", Scope(regions=frozenset({one.region_id or ""})))
    assert share_flights(there, one, now, SOONEST).asked == 0
    with pytest.raises(NotFound):
        commit_shared(there, flight=flight, now=now)
    with pytest.raises((NotAllowed, NotFound)):
        commit_shared(STRANGER, flight=flight, now=now)
    assert browse("analyst").get(here(one)).status_code == 403
    assert browse("analyst").post(here(one), {"flight": "x"}).status_code == 403
    assert Mission.objects.count() == 0


def test_the_page_offers_and_commits_and_says_why_not(browse: Browse) -> None:
    one, two = waiting()
    client = browse("dispatcher")
    assert here(one) in client.get(f"/requests/{one.pk}/plans/").content.decode()
    page = client.get(here(one)).content.decode()
    assert two.number in page
    sent = SENT.search(page)
    assert sent is not None
    for typed in ({}, {"flight": "x"}):
        assert client.post(here(one), typed).status_code == 303
        assert "Nothing was committed" in client.get(here(one)).content.decode()
    assert client.post(here(one), {"flight": sent[1]}).status_code == 303
    assert Mission.objects.get().requests.count() == 2
    client.post(here(one), {"flight": sent[1]})
    assert Mission.objects.count() == 1


def test_more_requests_ask_the_database_hardly_more_often(browse: Browse) -> None:
    one, _two = waiting()
    client = browse("dispatcher")
    client.get(here(one))

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(here(one), headers={"HX-Request": "true"})
        return len(seen)

    asked()
    few = asked()
    waiting(12)
    many = asked()
    waiting(3)
    assert asked() <= many <= few + 6 * 5


def test_a_shared_mission_is_planned_again_for_both_its_patients(browse: Browse) -> None:
    one, two = waiting()
    now = timezone.now()
    flight = share_flights(SYSTEM, one, now, SOONEST).offers[0].flight
    pk = commit_shared(DISPATCHER, flight=flight, now=now)
    found = share_again(SYSTEM, pk, now, SOONEST)
    best = found.offers[0].flight
    assert best.aircraft_id == flight.aircraft_id, "what it was promised counts as free"
    assert [ride.request_id for ride in best.rides] == [one.pk, two.pk]
    client = browse("dispatcher")
    again = f"/missions/{pk}/replan/"
    assert client.get(again).headers["Location"] == f"{again}both/"
    page = client.get(f"{again}both/").content.decode()
    assert one.number in page
    assert two.number in page
    assert f"also serves {two.number}" in client.get(f"{again}?alone").content.decode()
    assert browse("analyst").get(f"{again}both/").status_code == 403
    legs = Mission.objects.get().legs.count()
    assert commit_shared(DISPATCHER, flight=best, now=now) == pk
    mission = Mission.objects.get()
    assert mission.legs.count() == 2 * legs, "the old ones are kept as dropped"
    assert {row.pk for row in mission.requests.all()} == {one.pk, two.pk}
    assert len(commitments_of("mission", pk)) == 5
    with pytest.raises(Stale):
        commit_shared(DISPATCHER, flight=best, now=now)


def test_the_other_way_of_a_shared_mission_carries_both_and_is_told_when_it_is_gone(
    browse: Browse,
) -> None:
    one, two = waiting()
    now = timezone.now()
    flight = share_flights(SYSTEM, one, now, SOONEST).offers[0].flight
    pk = commit_shared(DISPATCHER, flight=flight, now=now)
    address, client = f"/missions/{pk}/other-way/", browse("dispatcher")
    page = client.get(address)
    found = page.context["found"]
    assert flight.tail not in page.context["option"]["units"]
    assert [ride.request_id for ride in found.rides] == [one.pk, two.pk]
    for ride in found.rides:
        assert ride.number in page.content.decode()
        assert ride.hospital in page.content.decode()
    (watched,) = forecasts(SYSTEM, now, mission_ids=[pk])
    seen = look_at(watched, now)
    assert seen is not None
    promised = {ride.request_id: ride.care_at for ride in flight.rides}
    best = share_of(SYSTEM, Mission.objects.get(), now, SOONEST, 12, without={own(flight)}).offers
    leads = [
        min(promised[ride.request_id] - ride.care_at for ride in offer.flight.rides)
        for offer in best
    ]
    assert seen.lead == max(leads)
    assert all(own(flight) not in other.units for other in seen.others)
    for craft in Aircraft.objects.exclude(pk=flight.aircraft_id):
        unfit = Statement(status="unserviceable", since=now, reason="fault")
        state_serviceability(SYSTEM, aircraft_id=craft.pk, statement=unfit, now=now)
    gone = client.get(address)
    assert gone.context["found"].best is None
    assert "no flight carries both" in gone.content.decode()
    last = look_at(watched, now)
    assert last is not None
    assert last.others == ()
    kept = looked(looked(looked(None, seen, LEAST), last, LEAST), last, LEAST)
    assert (kept.kind, kept.told) == (GONE, {"both": True})


def own(flight: SharedFlight) -> str:
    return f"aircraft:{flight.aircraft_id}"


def test_a_shared_flight_stands_beside_a_plan_of_its_own(browse: Browse) -> None:
    one, two = waiting()
    client = browse("dispatcher")
    beside = client.get(here(one), headers={"HX-Request": "true"})
    flight = beside.context["flights"][0]
    assert f'value="{flight["key"]}"' in beside.content.decode()
    plans = client.get(f"/requests/{one.pk}/plans/")
    alone = plans.context["options"][0]["key"]
    page = client.get(f"/requests/{one.pk}/plans/compare/", {"compare": [alone, flight["key"]]})
    told = page.content.decode()
    lines = {str(line.label): line for line in page.context["lines"]}
    assert lines["Carries too"].cells == ("–", two.number)
    assert "Definitive care of that patient" in lines
    assert two.number in told
    assert [cell.endswith("for both") for cell in lines["Cost"].cells] == [False, True]
    assert lines["Cost"].better is None
    gone = client.get(f"/requests/{one.pk}/plans/compare/", {"compare": [alone, "shared:0:0"]})
    assert "not possible any more" in gone.content.decode()
