"""Plans for a request in the browser, and committing one."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from tests.response.dispatch.browsing import HTMX, Browse, cost
from tests.response.dispatch.builders import facility_id, intake

from qanat.engine.planning.plans import Code, Family, LegKind, Plan, Reason, Subject
from qanat.foundation.actors import SYSTEM
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.texts import local
from qanat.registry.fleet.models import Aircraft
from qanat.registry.fleet.queries.ambulances import ambulance_at, ambulance_points
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.places.models import Airfield
from qanat.response.commitments.commands import Purpose, Want, hold
from qanat.response.commitments.queries import ResourceKind, commitments_of
from qanat.response.dispatch.commands.clinical import Judgement, review_request
from qanat.response.dispatch.commands.ending import PURPOSE
from qanat.response.dispatch.commands.taking import take_down
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.pages import plans
from qanat.response.dispatch.pages.bars import CLASSES
from qanat.response.dispatch.pages.reasons import reason_detail, reason_text
from qanat.response.dispatch.parameters import FIGURES
from qanat.response.dispatch.queries.reason_words import WORDS, reason_head
from qanat.response.dispatch.suggest import Wider, propose
from qanat.response.dispatch.suggest.exact.warming import StillWarming
from qanat.response.dispatch.suggest.naming import Names
from qanat.response.dispatch.suggest.wanting import Place
from qanat.response.dispatch.templatetags.dispatch import FAMILIES, LEGS

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.usefixtures("world", "db")

NAMES = Names(
    units={"aircraft:1": "UP-1"},
    hospitals={},
    places={},
    scene=Place("Talgar", 77.2, 43.3, "KZ", "KZ-19"),
    stands={},
)

WHY = {"reason": "local_knowledge"}
"""Said of a way that is other than decided."""


def at(row: Request) -> str:
    return reverse("dispatch:plans", args=(row.pk,))


def waiting(**said: object) -> Request:
    now = timezone.now()
    person = PatientDraft(name="Ахметов Ерлан", age_years=61)
    given = {"received_at": now, "onset_at": now - timedelta(minutes=30)} | said
    taken = take_down(SYSTEM, intake=intake(**given), person=person, now=now)
    return Request.objects.get(pk=taken.request_id)


def approved(**said: object) -> Request:
    row = waiting(**said)
    review_request(
        SYSTEM,
        request_id=row.pk,
        version=None,
        judgement=Judgement(decision="fly_patient"),
        now=timezone.now(),
    )
    return Request.objects.get(pk=row.pk)


def keys(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('name="plan" value="')[1:]]


def signed(page: str) -> str:
    return page.split('name="proposed_at" value="')[1].split('"', maxsplit=1)[0]


def test_plans_are_shown_on_one_axis_with_reasons_for_the_rest(browse: Browse) -> None:
    page = browse("dispatcher").get(at(approved())).content.decode()
    assert keys(page)
    assert 'class="plan-bar"' in page
    assert "<svg" in page
    assert "/plans/left-out/" in page
    assert "soonest" in page or "misses the window" in page


def test_a_plan_is_committed_as_it_was_shown(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    page = client.get(at(row)).content.decode()
    chosen = {"plan": keys(page)[0], "proposed_at": signed(page)}
    answer = client.post(at(row), chosen)
    made = Mission.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == reverse("dispatch:mission", args=(made.pk,))
    assert made.plans.get().request_id == row.pk
    assert Request.objects.get(pk=row.pk).state == "tasked"


def test_who_is_second_keeps_the_page_and_reads_why(browse: Browse) -> None:
    first, second = approved(), approved()
    client = browse("dispatcher")
    page, other = (client.get(at(row)).content.decode() for row in (first, second))
    same = next(key for key in keys(page) if key in keys(other))
    assert client.post(at(first), {"plan": same, "proposed_at": signed(page)}).status_code == 303
    answer = client.post(at(second), {"plan": same, "proposed_at": signed(other)})
    text, made = answer.content.decode(), Mission.objects.get()
    assert answer.status_code == 422
    assert 'role="alert"' in text
    said = answer.context["refused"]
    held = [c for c in commitments_of(PURPOSE, made.pk) if said.startswith(c.label)]
    assert len(held) == 1
    assert f" is already promised to {made.number} from" in said
    assert said.endswith("by Test person1.")
    assert keys(text)


def test_plans_made_again_say_when_nothing_has_changed(browse: Browse) -> None:
    row = approved()
    dispatcher = browse("dispatcher")
    same = "Planned again: the same ways in the same order."
    first = dispatcher.get(at(row), headers=HTMX).content.decode()
    again = first.split(f'hx-get="{at(row)}?')[1].split('"')[0]
    assert same not in first
    assert same in dispatcher.get(f"{at(row)}?{again}", headers=HTMX).content.decode()
    assert same in dispatcher.get(f"{at(row)}?{again}").content.decode()
    assert same not in dispatcher.get(f"{at(row)}?seen=1").content.decode()


def test_the_mission_shows_the_whole_journey_with_its_ambulances(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    answer = client.get(at(row))
    chosen = next(
        o for o in answer.context["options"]
        if any(unit.startswith("UP") for unit in o["units"]) and len(o["units"]) > 1
    )  # fmt: skip
    proposed_at = signed(answer.content.decode())
    client.post(at(row), {"plan": chosen["key"], "proposed_at": proposed_at})
    made = Mission.objects.get()
    page = client.get(reverse("dispatch:mission", args=(made.pk,))).content.decode()
    legs = page.partition("<h2>Legs</h2>")[2].partition("</table>")[0]
    driven = made.legs.exclude(ambulance=None).select_related("ambulance")
    assert driven.exists()
    for leg in driven:
        assert leg.ambulance is not None
        assert leg.ambulance.call_sign in legs


def test_who_commits_second_reads_of_the_mission_there_is_and_may_mean_another(
    browse: Browse,
) -> None:
    row, client, other = approved(), browse("dispatcher"), browse("dispatcher")
    page = other.get(at(row)).content.decode()
    client.post(at(row), {"plan": keys(page)[0], "proposed_at": signed(page)})
    first = Mission.objects.get()
    typed = {"plan": keys(page)[-1], "proposed_at": signed(page)}
    answer = other.post(at(row), typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert f"already has mission “{first.number}”, committed by" in text
    assert reverse("dispatch:mission", args=(first.pk,)) in text
    assert 'name="second"' in text
    assert Mission.objects.count() == 1
    typed = {"plan": keys(text)[-1], "proposed_at": signed(text), "second": "on", **WHY}
    assert other.post(at(row), typed).status_code == 303
    assert Mission.objects.filter(requests=row).count() == 2


def test_ways_other_than_decided_stand_apart_and_want_a_reason(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    page = client.get(at(row)).content.decode()
    decided, others = page.split('id="deviating"')
    families = {
        p.key: p.plan.family.value for p in propose(SYSTEM, row.pk, timezone.now()).proposals
    }
    assert {families[key] for key in keys(decided)} <= {"direct", "relay"}
    assert {families[key] for key in keys(others)} & {"direct", "relay"} == set()
    road = next(key for key in keys(others) if families[key] == "ground")
    values = {"plan": road, "proposed_at": signed(page), "note": "Ценные слова"}
    refused = client.post(at(row), values)
    assert (refused.status_code, "Ценные слова" in refused.content.decode()) == (422, True)
    assert "For another way choose the reason" in refused.content.decode()
    assert not Mission.objects.exists()
    assert client.post(at(row), values | {"reason": "local_knowledge"}).status_code == 303
    assert Mission.objects.get().mode == "road"
    line = row.log.get(kind="deviation")
    assert line.text == "Fly the patient · Local knowledge · Ценные слова"


def test_after_sending_by_road_only_roads_are_as_decided(browse: Browse) -> None:
    row = approved(icd10="I63.4")
    judgement = Judgement(decision="ground", reason="other")
    review_request(SYSTEM, request_id=row.pk, version=None, judgement=judgement, now=timezone.now())
    assert {
        p.plan.family.value
        for p in propose(SYSTEM, row.pk, timezone.now()).proposals
        if p.is_as_decided
    } == {"ground"}


@pytest.mark.parametrize("plan", ["", "nonsense", "0" * 16])
def test_a_plan_that_is_none_is_refused(browse: Browse, plan: str) -> None:
    row = approved()
    for proposed_at in ("", "2026-11-25T06:00:00+00:00:forged:signature"):
        values = {"plan": plan, "proposed_at": proposed_at}
        assert browse("dispatcher").post(at(row), values).status_code == 422
    assert not Mission.objects.exists()


def test_a_specialist_who_drives_himself_is_called_and_one_who_flies_is_committed(
    browse: Browse,
) -> None:
    row, client = waiting(), browse("dispatcher")
    judgement = Judgement(decision="fly_specialist")
    now = timezone.now()
    review_request(SYSTEM, request_id=row.pk, version=None, judgement=judgement, now=now)
    page = client.get(at(row), headers=HTMX).content.decode()
    assert "call the specialist out" in page
    wide = propose(SYSTEM, row.pk, now, wider=Wider(5_000)).proposals
    alone = next(p.key for p in wide if p.plan.family is Family.SPECIALIST and not p.plan.units)
    assert alone not in keys(page)  # nothing could be promised for it
    answer = client.post(at(row), {"plan": alone, "proposed_at": signed(page)}, headers=HTMX)
    refused = answer.content.decode()
    assert (answer.status_code, "there is no mission" in refused) == (422, True)
    assert "data-qanat-focus" in refused  # the eye and the keyboard go to what is said
    flown = [p.key for p in wide if p.is_as_decided and p.plan.units]
    assert flown[0] in keys(page)
    client.post(at(row), {"plan": flown[0], "proposed_at": signed(page)})
    assert Mission.objects.get().mode == "air"


def test_before_the_decision_plans_can_be_read_but_not_committed(browse: Browse) -> None:
    row, client = waiting(), browse("dispatcher")
    page = client.get(at(row)).content.decode()
    assert "when the physician has approved it" in page
    assert keys(page) == []


def test_a_physician_reads_plans_and_commits_none(browse: Browse) -> None:
    row = approved()
    client = browse("coordinator", "KZ-19")
    page = client.get(at(row)).content.decode()
    assert keys(page) == []
    commit = {"plan": keys(browse("dispatcher").get(at(row)).content.decode())[0]}
    assert client.post(at(row), commit).status_code == 403
    assert browse("coordinator", "KZ-47").get(at(row)).status_code == 404
    assert browse("hospital", str(facility_id())).get(at(row)).status_code == 403
    assert Client().get(at(row)).status_code == 302
    assert not Mission.objects.exists()


def test_without_a_place_the_page_says_what_is_missing(browse: Browse) -> None:
    row = approved(sending_facility_id=None, region="KZ-19")
    page = browse("dispatcher").get(at(row)).content.decode()
    assert "Planning is not possible yet" in page
    assert reverse("dispatch:edit", args=(row.pk,)) in page


def test_planning_costs_the_same_for_every_request(browse: Browse) -> None:
    client = browse("dispatcher")
    first, second = approved(), approved()
    cost(client, at(first))
    assert cost(client, at(first)) == cost(client, at(second)) <= 60


def test_every_code_family_and_leg_of_the_planner_has_its_words() -> None:
    assert set(WORDS) == set(Code)
    assert set(FAMILIES) == {family.value for family in Family}
    assert set(LEGS) == {kind.value for kind in LegKind}
    assert set(CLASSES) == set(LegKind)


def test_reasons_tell_times_and_amounts() -> None:
    made_at = timezone.now().replace(hour=1, minute=0)
    busy = reason_text(Reason(Code.BUSY_UNTIL, {"until_s": 3600}), NAMES, made_at)
    assert "02:00" in busy or "07:00" in busy
    far = Reason(Code.OUT_OF_RANGE, {"range_m": 250_000, "needed_m": 367_000})
    assert "250" in reason_text(far, NAMES, made_at)
    assert "367" in reason_text(far, NAMES, made_at)
    few = Reason(Code.TOO_FEW_STRETCHERS, {"has": 1, "needed": 2})
    assert "(1" in reason_text(few, NAMES, made_at)
    lacking = Reason(Code.EQUIPMENT_MISSING, {"missing": 0b1010})
    assert reason_detail(lacking, NAMES, made_at) == "Transport incubator, ECMO"
    late = Reason(Code.MISSES_WINDOW, {"by_s": 600})
    assert "10" in reason_text(late, NAMES, made_at)
    assert "UP-1" in reason_text(Reason(Code.CLOSED, {"unit": "aircraft:1"}), NAMES, made_at)


def left_out(client: Client, row: Request, **asked: str) -> "Answer":
    """Return the page of what no plan of a request uses."""
    return client.get(reverse("dispatch:left_out", args=(row.pk,)), asked)


def told(answer: "Answer") -> dict[str, str]:
    return {
        line.name: "; ".join(why.words for why in line.told) for line in answer.context["lines"]
    }


def test_what_is_left_out_stands_on_its_own_page_the_nearest_first(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    answer = left_out(client, row)
    assert ("Helicopter, door to door", "no pad is known at the hospital") in answer.context[
        "impossible"
    ]
    assert told(answer)
    assert all(told(answer).values())
    for kind in ("hospital", "place", "ambulance"):
        rows = left_out(client, row, of=kind)
        assert len(told(rows)) == min(20, rows.context["rows"].total)
        assert all(told(rows).values())


def test_pages_of_what_is_left_out_tell_each_thing_once(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    first = left_out(client, row, of="hospital")
    assert first.context["rows"].pages > 1
    second = left_out(client, row, of="hospital", page="2")
    assert not told(first).keys() & told(second).keys()
    name = next(iter(told(second)))
    assert told(left_out(client, row, of="hospital", text=name)).get(name) == told(second)[name]


def test_a_fragment_of_what_is_left_out_is_no_whole_page(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    address = reverse("dispatch:left_out", args=(row.pk,))
    part = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert part.startswith("<section")
    assert "<html" not in part
    assert client.get(address, {"of": "nonsense", "page": "-1", "text": "%"}).status_code == 200


def test_reasons_are_asked_of_the_aircraft_shown_alone(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    answer = left_out(client, row)
    found, name = answer.context["answer"].left_out, answer.context["rows"].items[0]
    every = [one for one in found.of(Subject.AIRCRAFT) if one.id == name]
    assert list(found.of(Subject.AIRCRAFT, {name})) == every


def test_what_a_plan_uses_is_left_out_of_nothing_but_other_kinds_of_plan(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    used = {unit for option in client.get(at(row)).context["options"] for unit in option["units"]}
    answer = left_out(client, row)
    entirely = {
        line.name for line in answer.context["lines"] if not any(w.families for w in line.told)
    }
    assert not entirely & used


def test_a_promised_aircraft_says_until_when_it_is_busy(browse: Browse) -> None:
    row, client, now = approved(), browse("dispatcher"), timezone.now()
    page = client.get(at(row))
    relay = next(o["plan"] for o in page.context["options"] if o["family"] == "relay")
    craft = next(unit for unit in relay.units if unit.startswith("aircraft"))
    number, until = int(craft.partition(":")[2]), now + timedelta(hours=30)
    wanted = Want(ResourceKind.AIRCRAFT, number, craft, now, until)
    hold(SYSTEM, wants=[wanted], purpose=Purpose("test", 1, "T"), expires_at=until)
    tail = Aircraft.objects.get(pk=number).tail
    words = told(left_out(client, row, text=tail))[tail]
    assert words.startswith("promised to something else (until ")


def test_who_may_not_plan_does_not_learn_what_is_left_out(browse: Browse) -> None:
    row = approved()
    assert left_out(browse("analyst"), row).status_code == 403
    assert left_out(browse("dispatcher"), Request(pk=10**9)).status_code == 404


def test_a_plan_says_why_its_hospital_suits(browse: Browse) -> None:
    answer = browse("dispatcher").get(at(approved()))
    page = answer.content.decode()
    option = next(o for o in answer.context["options"] if o["hospital"])
    asked = {one.name: one.is_known for one in option["suits"].asked}
    assert asked["Thrombolysis"] is True
    assert asked["Care of adults"] is True
    assert "Thrombectomy" in asked
    assert str(option["suits"].type_label) in page
    assert "telephone not known" in page
    others = told(left_out(browse("dispatcher"), Request.objects.get(), of="hospital"))
    assert any("does not treat this (Thrombolysis" in words for words in others.values())


def test_what_differs_between_aircraft_of_one_reason_stands_beside_each() -> None:
    made_at = timezone.now()
    busy = Reason(Code.BUSY_UNTIL, {"until_s": 3600})
    assert reason_head(Code.BUSY_UNTIL) == "promised to something else"
    assert reason_detail(busy, NAMES, made_at).startswith("until ")
    far = Reason(Code.OUT_OF_RANGE, {"range_m": 250_000, "needed_m": 367_000})
    assert reason_head(Code.OUT_OF_RANGE) == "out of range"
    assert "250" in reason_detail(far, NAMES, made_at)
    assert reason_detail(Reason(Code.UNSERVICEABLE, {}), NAMES, made_at) == ""


def planned(row: Request, page: str, family: Family) -> tuple[str, Plan]:
    """Return the key and the plan of a family which a page offers."""
    at = parse_datetime(signed(page).rsplit(":", 2)[0])
    assert at is not None
    offered = propose(SYSTEM, row.pk, at).proposals
    return next((p.key, p.plan) for p in offered if p.plan.family is family)


def promised(kind: ResourceKind) -> dict[int, tuple[datetime, datetime]]:
    made = Mission.objects.get()
    rows = commitments_of(PURPOSE, made.pk)
    return {r.resource_id: (r.start_at, r.end_at) for r in rows if r.resource_kind == kind}


def test_an_ambulance_where_the_patient_is_is_promised_from_contact_to_hand_over(
    browse: Browse,
) -> None:
    van = ambulance_points()[0]
    where = {"region": ambulance_at(van.id).region, "lon": van.lon, "lat": van.lat}
    row = approved(sending_facility_id=None, **where)
    client = browse("dispatcher")
    page = client.get(at(row)).content.decode()
    key, plan = planned(row, page, Family.GROUND)
    to_patient, with_patient = plan.legs
    assert to_patient.depart_at == to_patient.arrive_at == plan.contact_at
    answer = client.post(at(row), {"plan": key, "proposed_at": signed(page), **WHY})
    assert answer.status_code == 303
    unload_s = parameter(FIGURES["road_unload_s"], on=plan.contact_at.date()).number
    assert list(promised(ResourceKind.AMBULANCE).values()) == [
        (plan.contact_at, with_patient.arrive_at + timedelta(seconds=unload_s))
    ]
    kinds = Mission.objects.get().legs.order_by("position").values_list("kind", flat=True)
    assert list(kinds) == ["to_patient", "with_patient"]


def test_ambulances_of_a_relay_are_promised_until_somebody_else_has_the_patient(
    browse: Browse,
) -> None:
    row, client = approved(), browse("dispatcher")
    page = client.get(at(row)).content.decode()
    key, plan = planned(row, page, Family.RELAY)
    assert client.post(at(row), {"plan": key, "proposed_at": signed(page)}).status_code == 303
    flown = [leg for leg in plan.legs if leg.kind is LegKind.FLY_WITH_PATIENT]
    craft = next(iter(promised(ResourceKind.AIRCRAFT).values()))
    assert craft[1] > flown[-1].arrive_at
    for van, (start_at, end_at) in promised(ResourceKind.AMBULANCE).items():
        own = [leg for leg in plan.legs if leg.unit == f"ambulance:{van}"]
        assert start_at == own[0].depart_at
        brings = own[-1].arrive_at <= flown[0].depart_at
        assert end_at == flown[0].depart_at if brings else end_at > own[-1].arrive_at


@pytest.mark.parametrize("tongue", ["kk", "uz"])
def test_stops_of_a_mission_are_named_in_the_readers_language(browse: Browse, tongue: str) -> None:
    row, client = approved(), browse("dispatcher")
    client.cookies["qanat_language"] = "ru"
    page = client.get(at(row))
    chosen = next(o for o in page.context["options"] if o["family"] == "relay")
    given = {"plan": chosen["key"], "proposed_at": signed(page.content.decode())}
    client.post(at(row), given)
    mission = Mission.objects.get()
    stops = {leg.from_name for leg in mission.legs.all()}
    fields = [f.name for f in Airfield.objects.filter(name__ru__in=stops)]
    assert fields
    client.cookies["qanat_language"] = tongue
    for address in (
        reverse("dispatch:mission", args=(mission.pk,)),
        reverse("dispatch:missions"),
    ):
        shown = client.get(address).content.decode()
        assert any(local(name, tongue) in shown for name in fields)
        assert not any(name["ru"] in shown for name in fields)
    plans = client.get(reverse("dispatch:plans", args=(approved().pk,))).content.decode()
    assert "Аэропорт" not in plans


def test_what_is_sooner_than_decided_is_in_sight(browse: Browse) -> None:
    page = browse("dispatcher").get(at(approved()))
    every = (*page.context["options"], *page.context["deviating"])
    assert [one["rank"] for one in every] == list(range(1, len(every) + 1))
    sooner = not min(every, key=lambda o: o["plan"].definitive_at)["is_as_decided"]
    assert ('id="deviating" open' in page.content.decode()) is sooner
    assert ("Ask the physician whether the decision still holds" in page.content.decode()) is sooner


@pytest.mark.parametrize(("fault", "status"), [(StillWarming(), 503), (RuntimeError(), 500)])
def test_who_gets_no_plans_is_told_how_to_go_on_without(
    browse: Browse, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    def fails(*_given: object, **_named: object) -> None:
        raise fault

    monkeypatch.setattr(plans, "propose_for", fails)
    client = browse("dispatcher")
    client.raise_request_exception = False
    answer = client.get(at(waiting()))
    text = answer.content.decode()
    assert answer.status_code == status
    assert "assign by telephone" in text
    assert reverse("dispatch:sheet", args=("mission",)) in text
    assert "assign by telephone" not in client.get("/requests/999999/plans/").content.decode()
