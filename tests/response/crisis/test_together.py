"""Everybody who waits, planned and committed together."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.response.crisis.builders import crowd
from tests.response.dispatch.browsing import HTMX, Browse, typed_moment
from tests.response.dispatch.builders import approved, decide, request

from qanat.foundation.actors import SYSTEM
from qanat.foundation.evidence import Evidence
from qanat.foundation.kept import forget
from qanat.foundation.parameters.commands import NewVersion, set_parameter
from qanat.response.commitments.commands import Purpose, Want, commit
from qanat.response.commitments.queries import commitments_of
from qanat.response.commitments.states import ResourceKind
from qanat.response.crisis.models import Incident
from qanat.response.crisis.suggest import PLANS_EACH, propose_together
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.parameters import FIGURES
from qanat.response.dispatch.queries.requests import Wanted, request_rows
from qanat.response.dispatch.suggest import Wider, propose

pytestmark = pytest.mark.usefixtures("world", "db")
HERE = "/together/"
CHOICE = re.compile(r'name="request" value="(\d+)".*?name="plan-\1" value="([^"]+)"', re.DOTALL)


def form_of(page: str) -> dict[str, str | list[str]]:
    """Return what the page would send with everything marked."""
    signed = re.search(r'name="proposed_at" value="([^"]+)"', page)
    assert signed
    keys = dict(CHOICE.findall(page))
    plans = {f"plan-{pk}": key for pk, key in keys.items()}
    return {"proposed_at": signed[1], "request": list(keys), **plans}


def test_all_who_wait_get_plans_without_a_vehicle_twice_and_the_proof(browse: Browse) -> None:
    rows = crowd()
    page = browse("dispatcher").get(HERE).content.decode()
    assert "the best there is" in page
    assert all(row.number in page for row in rows)
    assert "its own best plan" in page
    assert re.search("later than by its own best plan|as soon as by its own best plan", page)


def test_all_are_committed_in_one_act_and_no_vehicle_is_promised_twice(browse: Browse) -> None:
    rows, client = crowd(), browse("dispatcher")
    form = form_of(client.get(HERE).content.decode())
    assert set(form["request"]) == {str(row.pk) for row in rows}
    assert client.post(HERE, form).status_code == 303
    assert Mission.objects.count() == 2
    promised = [
        (one.resource_kind, one.resource_id)
        for mission in Mission.objects.all()
        for one in commitments_of("mission", mission.pk)
    ]
    assert len(set(promised)) == len(promised)
    assert "2 missions are committed." in client.get(HERE).content.decode()
    assert client.post(HERE, form).status_code == 303  # sent twice
    assert "Nothing was committed" in client.get(HERE).content.decode()
    assert Mission.objects.count() == 2


def test_a_part_is_committed_and_the_others_go_on_waiting(browse: Browse) -> None:
    rows, client = crowd(), browse("dispatcher")
    form = form_of(client.get(HERE).content.decode())
    client.post(HERE, form | {"request": [str(rows[1].pk)]})
    assert [m.requests.get().pk for m in Mission.objects.all()] == [rows[1].pk]
    assert rows[0].number in client.get(HERE).content.decode()


def test_nothing_is_half_done_if_one_plan_is_gone(browse: Browse) -> None:
    rows, client = crowd(), browse("dispatcher")
    form = form_of(client.get(HERE).content.decode())
    client.post(HERE, form | {f"plan-{rows[1].pk}": "0" * 16})
    assert Mission.objects.count() == 0
    assert "Nothing was committed" in client.get(HERE).content.decode()


def test_who_was_faster_is_named_though_the_plan_was_not_among_the_few_shown(
    browse: Browse,
) -> None:
    limit = NewVersion(
        value=1, valid_from=date(2026, 1, 1), source="Act 1", evidence=Evidence.ASSUMPTION
    )
    set_parameter(SYSTEM, key=FIGURES["limit"], version=limit)
    rows, client, now = crowd(3), browse("dispatcher"), timezone.now()
    form = form_of(client.get(HERE).content.decode())
    few = {proposal.key for proposal in propose(SYSTEM, rows[0].pk, now).proposals}
    slow, key = next((row.pk, k) for row in rows if (k := str(form[f"plan-{row.pk}"])) not in few)
    made = propose(SYSTEM, slow, now, wider=Wider(99)).proposals
    (van,) = next(proposal.plan.units for proposal in made if proposal.key == key)
    want = Want(
        ResourceKind.AMBULANCE, int(van.partition(":")[2]), van, now, now + timedelta(days=2)
    )
    commit(SYSTEM, wants=[want], purpose=Purpose("mission", 999, "R-FASTER"))
    client.post(HERE, form | {"request": [str(slow)]})
    assert f"{van} is already promised to R-FASTER from" in client.get(HERE).content.decode()


def test_one_after_the_other_is_counted_as_planned_around_those_before() -> None:
    crowd(3)
    approved(actor=SYSTEM)
    now = timezone.now()
    rows = request_rows(SYSTEM, Wanted(states=("approved", "ground_only")), now)
    ordered = sorted(rows, key=lambda row: row.id)  # the flight's ambulance is taken before it
    found = propose_together(SYSTEM, ordered, now)
    assert None not in found.proof.places.values()
    assert None not in found.proof.in_turn.values()
    assert found.proof.saved < 60


def test_nobody_marked_is_said(browse: Browse) -> None:
    crowd(1)
    client = browse("dispatcher")
    client.post(HERE, {"proposed_at": "x"})
    assert "Mark at least one plan." in client.get(HERE).content.decode()


def test_what_waits_elsewhere_is_not_committed_from_here(browse: Browse) -> None:
    crowd(1)
    for typed in ("999999", "-1", "1e9"):
        answer = browse("dispatcher").post(HERE, {"request": [typed]})
        assert answer.status_code in {303, 404}
    assert Mission.objects.count() == 0


def test_who_may_not_plan_does_not_see_it_and_who_may_not_commit_can_not(browse: Browse) -> None:
    crowd(1)
    assert browse("team", "KZ-19").get(HERE).status_code == 403
    assert browse("analyst").get(HERE).status_code == 403
    anonymous = browse("team", "KZ-19").post(HERE, {"request": ["1"]})
    assert anonymous.status_code == 403


def test_what_care_would_begin_sooner_otherwise_is_said_and_not_marked(browse: Browse) -> None:
    row = approved(actor=SYSTEM)
    answer = propose(SYSTEM, row.pk, timezone.now(), wider=Wider(PLANS_EACH))
    flown = next(p for p in answer.proposals if p.is_as_decided)
    road = next(p for p in answer.proposals if not p.is_as_decided)
    sooner = answer.sooner_otherwise_s(flown.plan)
    assert flown.plan.definitive_at
    assert road.plan.definitive_at
    gain = (flown.plan.definitive_at - road.plan.definitive_at).total_seconds()
    assert sooner == (gain if gain >= 60 else None)
    assert sooner is not None
    page = browse("dispatcher").get(HERE).content.decode()
    assert "sooner by another way than decided" in page
    assert not re.search(rf'name="request" value="{row.pk}" checked', page)


def test_nobody_waiting_is_said(browse: Browse) -> None:
    page = browse("dispatcher").get(HERE).content.decode()
    assert "Nobody waits for a plan" in page


def test_where_nobody_has_a_plan_it_says_why_and_calls_nothing_proven(browse: Browse) -> None:
    row = request(actor=SYSTEM, sending_facility_id=None, region="KZ-19")
    decide(row, "ground", "road_is_faster")
    page = browse("dispatcher").get(HERE).content.decode()
    assert "Nobody knows where the patient is" in page
    assert "0 of 1" in page
    assert "the best there is" not in page
    assert "Commit those marked" not in page


def test_the_casualties_of_an_incident_are_planned_together(browse: Browse) -> None:
    client = browse("dispatcher")
    values = {"kind": "road", "coordinates": "43.3, 77.24", "happened_at": typed_moment()}
    client.post(reverse("crisis:declare"), values)
    forget()
    pk = Incident.objects.get().pk
    client.post(reverse("crisis:enter", args=(pk,)), {"lines": "113 ожог\n113 травма"})
    client.post(reverse("crisis:requests", args=(pk,)), {"category": "red"})
    for row in Request.objects.all():
        decide(row, "ground", "road_is_faster")
    here = reverse("crisis:together", args=(pk,))
    form = form_of(client.get(here).content.decode())
    assert len(form["request"]) == 2
    assert client.post(here, form, headers=HTMX).status_code == 200
    assert Mission.objects.count() == 2
    assert client.get(reverse("crisis:together", args=(999_999,))).status_code == 404


def test_the_console_offers_it_when_two_wait(browse: Browse) -> None:
    crowd(1)
    client = browse("dispatcher")
    assert HERE not in client.get("/console/").content.decode()
    crowd(1)
    assert f'href="{HERE}"' in client.get("/console/").content.decode()
