"""Hospitals say how many beds are free; plans bring nobody where there is none."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.exchange.api.calling import system
from tests.response.dispatch.browsing import Browse, browse, people  # noqa: F401 (fixtures)
from tests.response.dispatch.builders import DISPATCHER, actor_as, approved, facility_id, request

from qanat.engine.planning.plans import Code, Subject
from qanat.foundation.access_types import Scope
from qanat.foundation.actors import SYSTEM
from qanat.foundation.kept import forget
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.facilities.models import Facility
from qanat.registry.facilities.queries import region_of_facility
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.rules.beds import bed_of
from qanat.response.dispatch.suggest import Proposals, propose
from qanat.response.dispatch.suggest.beds import Beds
from qanat.response.hospitals.commands import NothingStated, TooManyBeds, state_free_beds
from qanat.response.hospitals.models import FreeBeds
from qanat.response.hospitals.queries import bed_rows, free_beds
from qanat.response.hospitals.states import BedKind

pytestmark = pytest.mark.usefixtures("world", "db")
WARD = BedKind.WARD


def best_goal(answer: Proposals) -> str:
    return next(p.plan.hospital for p in answer.proposals if p.plan.hospital)


def say(name: str, free: int) -> None:
    pk = int(name.rpartition(":")[2])
    state_free_beds(SYSTEM, facility_id=pk, beds=dict.fromkeys(BedKind, free), now=timezone.now())


def test_a_full_hospital_is_left_out_with_the_reason_and_an_unknown_one_says_so() -> None:
    now, row = timezone.now(), request()
    before = propose(DISPATCHER, row.pk, now)
    goal = best_goal(before)
    warned = {w.code for p in before.proposals if p.plan.hospital for w in p.plan.warnings}
    assert Code.BEDS_UNKNOWN in warned
    say(goal, 0)
    after = propose(DISPATCHER, row.pk, now)
    assert goal not in {p.plan.hospital for p in after.proposals}
    hospitals = {one.id: one.reasons for one in after.excluded if one.subject is Subject.HOSPITAL}
    assert hospitals[goal][-1].code is Code.NO_FREE_BED
    say(goal, 3)
    again = propose(DISPATCHER, row.pk, now)
    assert best_goal(again) == goal
    first = next(p.plan for p in again.proposals if p.plan.hospital == goal)
    assert Code.BEDS_UNKNOWN not in {w.code for w in first.warnings}


def test_a_mission_under_way_holds_a_bed_but_not_against_its_own_request() -> None:
    now, first = timezone.now(), approved()
    answer = propose(SYSTEM, first.pk, now)
    chosen = next(p for p in answer.proposals if p.plan.hospital and p.is_as_decided)
    goal = chosen.plan.hospital
    say(goal, 1)
    other = request(name="Ким")
    assert Beds(now).left(other)[goal] == 1
    commit_plan(SYSTEM, request_id=first.pk, key=chosen.key, proposed_at=now, now=now)
    first.refresh_from_db()
    assert Beds(now).left(other)[goal] == 0
    assert Beds(now).left(first)[goal] == 1


def test_what_was_said_too_long_ago_is_not_known() -> None:
    now = timezone.now()
    said = {"facility_id": facility_id(), "beds": {WARD: 2}}
    state_free_beds(SYSTEM, **said, now=now - timedelta(hours=5))  # type: ignore[arg-type] # as said
    assert free_beds(now) == {}


def test_what_was_said_last_stays_on_the_page_with_its_age_and_whom_to_ring(
    browse: Browse,  # noqa: F811
) -> None:
    now, ward = timezone.now(), {WARD: 2}
    state_free_beds(SYSTEM, facility_id=facility_id(), beds=ward, now=now - timedelta(hours=5))
    old, other = now - timedelta(days=4), facility_id("007")
    state_free_beds(SYSTEM, facility_id=other, beds=ward, now=old)
    (row,) = bed_rows(DISPATCHER, now)
    assert row.stated.facility_id == facility_id()
    shown = browse("dispatcher").get("/beds/").text
    assert 'class="age stale"' in shown
    assert "telephone not known" in shown
    Facility.objects.filter(pk=facility_id()).update(phone="+7 700 000 00 01")
    forget()
    assert 'href="tel:+77000000001"' in browse("dispatcher").get("/beds/").text


def test_a_hospital_speaks_for_itself_alone() -> None:
    now, own = timezone.now(), facility_id()
    keeper = actor_as("hospital", Scope(organisations=frozenset({own})))
    state_free_beds(keeper, facility_id=own, beds={WARD: 2}, now=now)
    with pytest.raises(NotFound):
        state_free_beds(keeper, facility_id=facility_id("007"), beds={WARD: 2}, now=now)
    with pytest.raises(NotAllowed):
        state_free_beds(DISPATCHER, facility_id=own, beds={WARD: 2}, now=now)
    with pytest.raises(NothingStated):
        state_free_beds(keeper, facility_id=own, beds={}, now=now)
    with pytest.raises(TooManyBeds):
        state_free_beds(keeper, facility_id=own, beds={WARD: 2001}, now=now)
    assert FreeBeds.objects.count() == 1


def test_a_hospital_and_a_region_see_their_own_beds_alone() -> None:
    now, own, other = timezone.now(), facility_id(), facility_id("007")
    for pk in (own, other):
        state_free_beds(SYSTEM, facility_id=pk, beds={WARD: 2}, now=now)
    region = region_of_facility(other)
    assert region != region_of_facility(own)

    def seen(scope: Scope) -> set[int]:
        return {row.stated.facility_id for row in bed_rows(actor_as("hospital", scope), now)}

    assert seen(Scope(nation=True)) == {own, other}
    assert seen(Scope(organisations=frozenset({own}))) == {own}
    assert seen(Scope(regions=frozenset({region}))) == {other}
    assert {
        i["facility_id"] for i in system("bed_feed", str(own)).get("/free-beds").body["items"]
    } == {own}


def test_what_a_patient_needs_on_the_way_tells_the_bed() -> None:
    assert bed_of((), "") == BedKind.WARD
    assert bed_of(("icu",), "trauma") == BedKind.ICU
    assert bed_of(("incubator",), "newborn") == BedKind.NEWBORN
    assert bed_of(("icu",), "newborn") == BedKind.NEWBORN


def test_the_page_takes_what_changed_and_keeps_what_was_typed(browse: Browse) -> None:  # noqa: F811
    own = facility_id()
    keeper = browse("hospital", str(own))
    assert keeper.post("/beds/", {"ward": "", "icu": ""}).status_code == 422
    wrong = keeper.post("/beds/", {"ward": "7", "icu": "-3"})
    assert wrong.status_code == 422
    assert 'value="7"' in wrong.text
    assert keeper.post("/beds/", {"ward": "7", "icu": "0"}).status_code == 303
    assert {key[1]: one.free for key, one in free_beds(timezone.now()).items()} == {
        "ward": 7,
        "icu": 0,
    }
    assert browse("dispatcher").post("/beds/", {"ward": "7"}).status_code == 403
    assert browse("dispatcher").get("/beds/").status_code == 200


def test_another_system_states_beds_of_its_hospital() -> None:
    own = facility_id()
    feed = system("bed_feed", str(own))
    assert feed.post("/free-beds", {"facility_id": own, "icu": 4}).status == 204
    (item,) = feed.get("/free-beds").body["items"]
    assert (item["kind"], item["free"]) == ("icu", 4)
    assert feed.post("/free-beds", {"facility_id": facility_id("007"), "icu": 4}).status == 404
    assert feed.post("/free-beds", {"facility_id": own, "icu": -1}).status in {400, 422}
    assert system("position_feed").get("/free-beds").status == 403
