"""The day's planned transfers: proposed with the proof, committed all or in part."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.response.dispatch.browsing import Browse
from tests.response.dispatch.builders import STRANGER, approved

from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.facilities.queries import inpatient_points
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.commands.finding import Stale
from qanat.response.dispatch.commands.transfers import NoFlightChosen, commit_transfers
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.suggest.transfers import Why, propose_transfers

pytestmark = pytest.mark.usefixtures("world", "db")
HERE = "/transfers/"
FLIGHT = re.compile(r'name="flight" value="(\d+)".*?name="flight-\1" value="([^"]+)"', re.DOTALL)


def waiting(count: int = 2, **said: object) -> list[Request]:
    """Return planned requests from the east of the country to one hospital of its capital."""
    far = min(inpatient_points(), key=lambda row: abs(row.lon - 82.6) + abs(row.lat - 49.95))
    near = min(inpatient_points(), key=lambda row: abs(row.lon - 71.43) + abs(row.lat - 51.13))
    given = {"urgency": 3, "sending_facility_id": far.id, "accepting_facility_id": near.id}
    return [approved(actor=SYSTEM, **(given | said)) for _ in range(count)]


def sent(page: str) -> dict[str, str | list[str]]:
    flights = dict(FLIGHT.findall(page))
    return {"flight": list(flights), **{f"flight-{n}": text for n, text in flights.items()}}


def test_two_patients_of_one_way_share_a_flight_and_it_is_proved_the_cheapest() -> None:
    rows = waiting()
    found = propose_transfers(SYSTEM, timezone.now())
    assert found.proof.is_proven
    assert not found.left
    (flight,) = found.flights
    assert {pk for pk, _ in flight.carried} == {row.pk for row in rows}
    assert max(len(hop.aboard) for hop in flight.hops) == 2
    assert not flight.hops[0].aboard
    assert flight.hops[0].start == flight.hops[-1].end
    for before, after in zip(flight.hops, flight.hops[1:], strict=False):
        assert before.end == after.start
        assert before.arrive_at < after.depart_at


def test_what_is_marked_is_committed_as_shown_and_a_second_press_commits_nothing(
    browse: Browse,
) -> None:
    rows, client = waiting(), browse("dispatcher")
    page = client.get(HERE).content.decode()
    assert "the cheapest there is" in page
    form = sent(page)
    assert client.post(HERE, form).status_code == 303
    mission = Mission.objects.get()
    assert {row.pk for row in mission.requests.all()} == {row.pk for row in rows}
    assert [one.resource_id for one in commitments_of("mission", mission.pk)] == [
        mission.aircraft_id
    ]
    kinds = [leg.kind for leg in mission.legs.order_by("planned_departure_at")]
    assert kinds[0] == "positioning"
    assert "with_patient" in kinds
    assert "1 mission is committed." in client.get(HERE).content.decode()
    client.post(HERE, form)
    assert "Nothing was committed" in client.get(HERE).content.decode()
    assert Mission.objects.count() == 1


def test_who_is_faster_is_told_by_the_database_and_nothing_is_half_done() -> None:
    waiting()
    now = timezone.now()
    (flight,) = propose_transfers(SYSTEM, now).flights
    commit_transfers(SYSTEM, flights=[flight], now=now)
    others = waiting(1)
    again = propose_transfers(SYSTEM, now).flights
    late = [one for one in again if one.carried[0][0] == others[0].pk]
    with pytest.raises(Stale):
        commit_transfers(SYSTEM, flights=[*late, flight], now=now)
    assert Mission.objects.count() == 1


def test_a_request_that_changed_since_is_not_flown_as_shown() -> None:
    waiting(1)
    now = timezone.now()
    (flight,) = propose_transfers(SYSTEM, now).flights
    Request.objects.update(version=99)
    with pytest.raises(Stale):
        commit_transfers(SYSTEM, flights=[flight], now=now)
    with pytest.raises(NoFlightChosen):
        commit_transfers(SYSTEM, flights=[], now=now)


def test_whom_nobody_can_fly_today_is_told_why() -> None:
    waiting(1, accepting_facility_id=None)
    waiting(1, altitude_limit_m=1_500)
    waiting(1, companion="neonatology")
    waiting(1, needs=("ecmo",))
    found = propose_transfers(SYSTEM, timezone.now())
    why = {reason for _row, reason in found.left}
    assert {Why.NO_HOSPITAL, Why.CABIN, Why.COMPANION} <= why
    assert len(found.left) + sum(len(one.carried) for one in found.flights) == 4


def test_others_see_and_commit_nothing(browse: Browse) -> None:
    waiting()
    now = timezone.now()
    (flight,) = propose_transfers(SYSTEM, now).flights
    assert propose_transfers(STRANGER, now).waiting == 0
    with pytest.raises((NotAllowed, NotFound)):
        commit_transfers(STRANGER, flights=[flight], now=now)
    assert browse("analyst").get(HERE).status_code == 403
    assert browse("analyst").post(HERE, {"flight": ["1"]}).status_code == 403
    assert Mission.objects.count() == 0


def test_what_was_not_shown_is_not_committed(browse: Browse) -> None:
    waiting(1)
    client = browse("dispatcher")
    for typed in ({}, {"flight": ["1"]}, {"flight": ["1"], "flight-1": "x"}):
        assert client.post(HERE, typed).status_code == 303
        assert "Nothing was committed" in client.get(HERE).content.decode()
    assert Mission.objects.count() == 0


def test_more_transfers_ask_the_database_no_more_often(browse: Browse) -> None:
    waiting(2)
    client = browse("dispatcher")
    client.get(HERE)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(HERE)
        return len(seen)

    few = asked()
    waiting(4)
    assert asked() <= few
