"""The patients of a mission planned again each for himself: shown, committed, refused, raced."""

from datetime import datetime
from functools import partial
from itertools import product

import pytest
from django.utils import timezone
from tests.response.dispatch.browsing import Browse
from tests.response.dispatch.builders import DISPATCHER, STRANGER, fresh, stamp
from tests.response.dispatch.test_sharing import waiting

from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.registry.fleet.commands.stating import Statement, state_serviceability
from qanat.registry.fleet.models import Aircraft
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.commands.apart import Choice, NotEachChosen, replan_apart
from qanat.response.dispatch.commands.finding import Stale
from qanat.response.dispatch.commands.missions import add_request
from qanat.response.dispatch.commands.operating import accept_mission
from qanat.response.dispatch.commands.planning import PlanGone, commit_plan
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.suggest import Wider, propose
from qanat.response.dispatch.suggest.apart import Parted, propose_apart
from qanat.response.dispatch.suggest.replanning import PURPOSE, MissionHasLeft
from qanat.response.dispatch.suggest.sharing import carried_together

pytestmark = pytest.mark.usefixtures("world", "db")


def flown(*rows: Request, now: datetime) -> Mission:
    """Return a mission which was planned for the first and serves the others, too."""
    answer = propose(SYSTEM, rows[0].pk, now)
    key = next(p.key for p in answer.proposals if p.is_as_decided and p.plan.units)
    pk = commit_plan(DISPATCHER, request_id=rows[0].pk, key=key, proposed_at=now, now=now)
    for row in rows[1:]:
        add_request(DISPATCHER, mission_id=pk, request_id=row.pk)
    return Mission.objects.get(pk=pk)


def two_on_one(now: datetime, **said: object) -> tuple[Request, Request, Mission]:
    one, two = *waiting(1), *waiting(1, **said)
    return one, two, flown(one, two, now=now)


def chosen(parted: Parted) -> dict[int, Choice | None]:
    return {
        way.row.pk: Choice(way.proposal.key, way.without) if way.proposal else None
        for way in parted.ways
    }


def commit(mission: Mission, parted: Parted, now: datetime, **said: object) -> list[int]:
    given = {
        "mission_id": mission.pk,
        "version": mission.version,
        "stays": parted.ways[0].row.pk,
        "choices": chosen(parted),
        "proposed_at": now,
        "now": now,
    }
    return replan_apart(DISPATCHER, **(given | said))  # type: ignore[arg-type]


def test_two_are_told_the_cheapest_ways_without_a_common_vehicle() -> None:
    now = timezone.now()
    one, two, mission = two_on_one(now)
    found = propose_apart(SYSTEM, mission.pk, now)
    assert {p.ways[0].row.pk for p in found if not p.waiting} == {one.pk, two.pk}
    assert {p.ways[0].row.pk for p in found if p.waiting} == {one.pk, two.pk}
    for parted in found:
        plans = [way.proposal.plan for way in parted.ways if way.proposal]
        taken = [unit for plan in plans for unit in plan.promised]
        assert len(taken) == len(set(taken))
    free = {unit for row in (one, two) for p in _plans(row, mission, now) for unit in p[1]}
    every = [
        [
            plan
            for without in ({}, *({unit} for unit in free))
            for plan in _plans(row, mission, now, *without)
        ]
        for row in (one, two)
    ]
    best = min(a + b for (a, own), (b, other) in product(*every) if not own & other)
    assert found[0].charge == pytest.approx(best)


def _plans(
    row: Request, mission: Mission, now: datetime, *without: str
) -> list[tuple[float, frozenset[str]]]:
    wider, own = Wider(without=frozenset(without)), (PURPOSE, mission.pk)
    answer = propose(SYSTEM, row.pk, now, but_for=own, wider=wider)
    fit = (p for p in answer.proposals if p.is_as_decided and p.plan.units)
    return [(p.charge, frozenset(p.plan.promised)) for p in fit]


def test_one_stays_on_the_mission_and_the_other_gets_one_of_his_own() -> None:
    now = timezone.now()
    one, two, mission = two_on_one(now)
    best = propose_apart(SYSTEM, mission.pk, now)[0]
    stays, leaves = (way.row for way in best.ways)
    assert {stays.pk, leaves.pk} == {one.pk, two.pk}
    (made,) = commit(mission, best, now)
    assert [row.pk for row in mission.requests.all()] == [stays.pk]
    assert [row.pk for row in Mission.objects.get(pk=made).requests.all()] == [leaves.pk]
    for pk, way in zip((mission.pk, made), best.ways, strict=True):
        assert way.proposal is not None
        promised = {(c.resource_kind, c.resource_id) for c in commitments_of("mission", pk)}
        assert len(promised) == len(way.proposal.plan.promised)
        assert f"facility:{fresh(way.row).accepting_facility_id}" == way.proposal.plan.hospital
    assert {fresh(row).state for row in (one, two)} == {"tasked"}
    with pytest.raises(NotEachChosen):
        commit(mission, best, now)
    assert Mission.objects.count() == 2


def test_one_is_taken_off_and_waits_for_a_plan() -> None:
    now = timezone.now()
    _one, _two, mission = two_on_one(now)
    alone = next(p for p in propose_apart(SYSTEM, mission.pk, now) if p.waiting)
    assert commit(mission, alone, now) == []
    stays, leaves = (way.row for way in alone.ways)
    assert [row.pk for row in mission.requests.all()] == [stays.pk]
    assert (fresh(stays).state, fresh(leaves).state) == ("tasked", "approved")
    assert Mission.objects.count() == 1


def test_who_shares_nothing_and_for_whom_nothing_is_left_waits_and_it_is_told() -> None:
    now = timezone.now()
    one, two, mission = two_on_one(now, is_isolation_needed=True)
    assert not carried_together(SYSTEM, mission)
    (alone,) = propose_apart(SYSTEM, mission.pk, now)
    assert [way.row.pk for way in alone.ways] == [one.pk, two.pk]
    assert [way.proposal is None for way in alone.ways] == [False, True]


def test_of_one_aircraft_that_is_left_one_patient_has_it() -> None:
    now = timezone.now()
    one, two, mission = two_on_one(now)
    for craft in Aircraft.objects.exclude(pk=mission.aircraft_id or 0):
        unfit = Statement(status="unserviceable", since=now, reason="fault")
        state_serviceability(SYSTEM, aircraft_id=craft.pk, statement=unfit, now=now)
    found = propose_apart(SYSTEM, mission.pk, now)
    assert [p.waiting for p in found] == [1, 1]
    assert {p.ways[0].row.pk for p in found} == {one.pk, two.pk}


def test_once_the_operator_has_accepted_only_his_aircraft_keep_the_mission() -> None:
    now = timezone.now()
    _one, _two, mission = two_on_one(now)
    accept_mission(SYSTEM, mission_id=mission.pk)
    his = {f"aircraft:{a.pk}" for a in Aircraft.objects.filter(operator=mission.operator_id)}
    found = propose_apart(SYSTEM, mission.pk, now)
    assert found
    for parted in found:
        first = parted.ways[0].proposal
        assert first is not None
        assert his & set(first.plan.units)


def test_three_patients_of_a_mission_get_three_ways() -> None:
    now = timezone.now()
    rows = waiting(3)
    mission = flown(*rows, now=now)
    best = propose_apart(SYSTEM, mission.pk, now)[0]
    assert best.waiting == 0
    made = commit(mission, best, now)
    assert len(made) == 2
    served = Mission.objects.filter(pk__in=[mission.pk, *made])
    assert {row.pk for one in served for row in one.requests.all()} == {r.pk for r in rows}


def test_whose_vehicle_somebody_took_meanwhile_keeps_everything_as_it_was() -> None:
    now = timezone.now()
    one, two, mission = two_on_one(now)
    best = propose_apart(SYSTEM, mission.pk, now)[0]
    units = {w.row.number: {*w.proposal.plan.units} for w in best.ways if w.proposal}
    craft = next(unit for unit in units[best.ways[1].row.number] if "aircraft" in unit)
    (third,) = waiting(1)
    plans = propose(SYSTEM, third.pk, now).proposals
    taken = next(p for p in plans if p.is_as_decided and craft in p.plan.units)
    commit_plan(DISPATCHER, request_id=third.pk, key=taken.key, proposed_at=now, now=now)
    before = sorted(commitments_of("mission", mission.pk), key=lambda c: c.id)
    with pytest.raises(PlanGone) as refused:
        commit(mission, best, now)
    told = [number for number in units if number in str(refused.value.message())]
    assert len(told) == 1, "it says whose way is gone"
    assert {row.pk for row in mission.requests.all()} == {one.pk, two.pk}
    assert sorted(commitments_of("mission", mission.pk), key=lambda c: c.id) == before
    assert Mission.objects.count() == 2


def test_nobody_else_may_and_nothing_stale_or_left_is_changed() -> None:
    now = timezone.now()
    _one, two, mission = two_on_one(now)
    best = propose_apart(SYSTEM, mission.pk, now)[0]
    refused = partial(commit, mission, best, now)
    with pytest.raises(Stale):
        refused(version=mission.version - 1)
    for wrong in ({"choices": {two.pk: None}}, {"stays": 0}):
        with pytest.raises(NotEachChosen):
            refused(**wrong)
    with pytest.raises((NotAllowed, NotFound)):
        replan_apart(
            STRANGER,
            mission_id=mission.pk,
            version=None,
            stays=best.ways[0].row.pk,
            choices=chosen(best),
            proposed_at=now,
            now=now,
        )
    accept_mission(SYSTEM, mission_id=mission.pk)
    stamp(mission, "air.take_off", 30, SYSTEM)
    with pytest.raises((MissionHasLeft, Refusal)):
        refused(version=None)
    assert mission.requests.count() == 2


def test_the_page_shows_what_each_gets_and_commits_it(browse: Browse) -> None:
    now = timezone.now()
    rows = waiting(3)
    mission = flown(*rows, now=now)
    client, here = browse("dispatcher"), f"/missions/{mission.pk}/replan/"
    assert client.get(here).headers["Location"] == f"{here}apart/"
    assert f"{here}apart/" in client.get(f"{here}?alone").content.decode()
    page = client.get(f"{here}apart/")
    assert all(row.number in page.content.decode() for row in rows)
    first = page.context["found"][0]
    sent = {f"plan-{way['row'].pk}": way["sent"] for way in first["ways"]}
    sent |= {"version": mission.version, "stays": first["stays"].pk}
    sent["proposed_at"] = page.context["proposed_at"]
    assert client.post(f"{here}apart/", {"stays": "x"}).status_code == 303
    assert "Nothing was committed" in client.get(f"{here}apart/").content.decode()
    assert browse("analyst").get(f"{here}apart/").status_code == 403
    assert browse("analyst").post(f"{here}apart/", sent).status_code == 403
    assert client.post(f"{here}apart/", sent).headers["Location"] == f"/missions/{mission.pk}/"
    assert Mission.objects.count() == 3
    assert client.get(f"{here}apart/").headers["Location"] == here


def test_two_who_could_share_a_flight_are_offered_ways_of_their_own_too(browse: Browse) -> None:
    _one, _two, mission = two_on_one(timezone.now())
    client, here = browse("dispatcher"), f"/missions/{mission.pk}/replan/"
    assert client.get(here).headers["Location"] == f"{here}both/"
    assert f"{here}apart/" in client.get(f"{here}both/").content.decode()
    assert f"{here}both/" in client.get(f"{here}apart/").content.decode()


def test_if_the_mission_can_not_go_each_is_told_a_way_of_his_own(browse: Browse) -> None:
    now = timezone.now()
    rows = waiting(3)
    mission = flown(*rows, now=now)
    page = browse("dispatcher").get(f"/missions/{mission.pk}/other-way/")
    assert all(row.number in page.content.decode() for row in rows)
    own = f"aircraft:{mission.aircraft_id}"
    ways = page.context["parted"]["ways"]
    assert len(ways) == 3
    assert all(own not in way["option"]["plan"].units for way in ways if way["option"])
