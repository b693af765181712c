"""What the demonstration's shift holds, as its accounts see it."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test import override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from tests.exchange.api.calling import intake, system
from tests.readiness.statistics.reading import EXAMPLE
from tests.readiness.statistics.taking import take_in
from tests.response.dispatch.browsing import browser

from qanat.engine.scores.plausible import Oddity, oddities
from qanat.foundation.access.models import Account, RoleGrant
from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.models import Message
from qanat.ops.demo import shift
from qanat.ops.demo.accounts import HOSPITAL
from qanat.ops.demo.requests import vignettes
from qanat.ops.installing import open_demo
from qanat.ops.progress import silent
from qanat.ops.seed import install_reference
from qanat.ops.seed_demo import live_shift
from qanat.readiness.statistics.models import Journal
from qanat.registry.fleet.models import Aircraft, Operator
from qanat.response.callout.models import Ask, Called, Callout
from qanat.response.dispatch.models import Call, Mission, Request
from qanat.response.dispatch.queries.synthetic import (
    open_synthetic_requests,
    played_calls,
    synthetic_requests,
)
from qanat.response.dispatch.suggest import propose

KEYS = {
    "rr": "respiratory_rate",
    "spo2": "spo2",
    "sbp": "systolic",
    "dbp": "diastolic",
    "hr": "heart_rate",
    "t": "temperature_c",
}

pytestmark = pytest.mark.usefixtures("demonstration", "db")


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make a small shift once, in a transaction which the module shares."""
    with (
        django_db_blocker.unblock(),
        override_settings(QANAT_DEMO=True),
        pytest.MonkeyPatch.context() as patch,
    ):
        connection.ensure_connection()
        patch.setattr(shift, "OPEN", 7)
        patch.setattr(shift, "MISSIONS", 3)
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined] # as TestCase does
        with block:
            install_reference(silent)
            open_demo(silent)
            yield
            transaction.set_rollback(True)


def page(account: str, address: str) -> str:
    return browser(Account.objects.get(user_name=account)).get(address).content.decode()


def test_every_vignette_is_of_a_living_person() -> None:
    for vignette in vignettes():
        ranges = vignette["vitals"]
        assert ranges["dbp"][1] < ranges["sbp"][0], vignette
        for end in (0, 1):
            named = {name: ranges[key][end] for key, name in KEYS.items()}
            assert Oddity.IMPOSSIBLE not in oddities(named).values(), vignette


def test_a_dozen_ambulance_calls_stand_in_several_states_and_some_are_over() -> None:
    over = {"completed", "handed_to_polyclinic", "cancelled"}
    rows = list(Call.objects.values_list("state", "ambulance_id", "is_synthetic"))
    waiting = [row for row in rows if row[0] not in over]
    assert len(waiting) >= 12
    assert len({state for state, *_ in waiting}) >= 4
    assert len(rows) - len(waiting) >= 4
    assert all(crew for state, crew, _ in waiting if state != "received")
    assert all(is_synthetic for *_, is_synthetic in rows)


def test_the_103_of_the_region_sees_its_own_calls() -> None:
    shown = page("road", "/calls/")
    for number, state in Call.objects.filter(region="KZ-19").values_list("number", "state"):
        assert (number in shown) == (state not in {"completed", "handed_to_polyclinic"})


def test_the_tray_shows_messages_waiting_passed_on_and_confirmed_by_their_recipient() -> None:
    hospital = Account.objects.get(user_name="hospital")
    confirm = re.search(r"/messages/\d+/confirm/", page("hospital", "/messages/"))
    assert confirm
    browser(hospital).post(confirm.group())
    tray = page("dispatcher", "/messages/tray/")
    for state in ("confirmed", "sent", "passed on"):
        assert f">{state}<" in tray.replace("\n", ""), state


def test_a_hospital_to_which_somebody_comes_has_something_to_confirm() -> None:
    assert "I confirm" in page("hospital", "/messages/")


def test_the_hospital_with_an_account_expects_a_patient_and_sees_who_brings_him() -> None:
    coming = Mission.objects.filter(requests__accepting_facility__code=HOSPITAL)
    assert coming
    assert any(mission.number in page("hospital", "/missions/") for mission in coming)


def test_those_who_were_called_can_be_answered_for_from_the_tray() -> None:
    assert page("dispatcher", "/messages/tray/").count('href="/answer/') >= 3


def test_call_outs_are_under_way_and_of_one_nobody_is_left_to_call() -> None:
    board = page("dispatcher", "/call-outs/")
    assert "Nobody is left to call." in board
    assert "Receiving hospital" in board
    assert "No free bed" in board
    assert board.count("being called:") >= 3
    crews = Called.objects.filter(ask__callout__kind="crew", rung="duty").select_related("ask")
    assert {one.ask_id for one in crews} == {
        one.pk for one in Ask.objects.filter(callout__kind="crew")
    }


def test_the_partner_country_sees_its_evacuations_and_nothing_else() -> None:
    shown = page("partner", "/requests/")
    for number, country in Request.objects.values_list("number", "country"):
        assert (number in shown) == (country == "UZ")
    mission = Mission.objects.get(route="international")
    assert mission.number in page("partner", "/missions/")


def test_a_second_start_adds_no_calls_messages_or_evacuations() -> None:
    known = {
        kind: set(model.objects.values_list("pk", flat=True))
        for kind, model in (("callout", Callout), ("mission", Mission))
    }

    def counts() -> tuple[int, ...]:
        messages = Message.objects.all()
        for kind, ids in known.items():  # what is new has its own
            messages = messages.exclude(~Q(about_id__in=ids), about_kind=kind)
        evacuations = Request.objects.filter(country="UZ")
        return Call.objects.count(), messages.count(), evacuations.count()

    before = counts()
    live_shift(silent)
    assert counts() == before


def test_calls_of_the_demonstration_go_on_but_for_the_one_of_112_which_waits_for_you() -> None:
    later = timezone.now() + timedelta(minutes=100)
    shift.calls_go_on(later)
    still = Call.objects.exclude(state__in=("completed", "handed_to_polyclinic", "cancelled"))
    assert [c.reason.split(":")[0] for c in still] == ["Дорожно-транспортное происшествие"]


def test_what_is_entered_by_hand_is_synthetic_and_left_to_the_hands_that_entered_it() -> None:
    before = open_synthetic_requests()
    dispatcher = system("dispatcher")
    answer = dispatcher.post("/requests", intake(received_at=timezone.now()))
    assert answer.status == 201, answer.body
    request_id = answer.body["id"]
    assert dispatcher.get(f"/requests/{request_id}").body["is_synthetic"]
    request = Request.objects.get(pk=request_id)
    assert all(p.patient.is_synthetic for p in request.people.select_related("patient"))
    assert open_synthetic_requests() == before
    later = timezone.now() + timedelta(days=2)
    assert request_id not in synthetic_requests(("registered",), later)


def test_all_who_wait_for_a_plan_can_have_one_as_it_was_decided() -> None:
    now = timezone.now()
    waiting = Request.objects.filter(state__in=("approved", "ground_only"), served_by=None)
    plans = {row.number: propose(SYSTEM, row.pk, now).proposals for row in waiting}
    assert plans
    assert [n for n, found in plans.items() if not any(p.is_as_decided for p in found)] == []


def test_a_call_taken_by_hand_is_synthetic_and_does_not_go_on_by_itself() -> None:
    page = {
        "category": 3,
        "region": "KZ-19",
        "reason": "Падение",
        "address": "Абая, 1",
        "called_at": timezone.now(),
    }
    answer = system("road_dispatcher", "KZ-19").post("/calls", page)
    assert answer.status == 201, answer.body
    call = Call.objects.get(pk=answer.body["id"])
    assert call.is_synthetic
    assert call.pk not in {row.id for row in played_calls()}


def test_an_imported_journal_is_synthetic_and_the_airline_keeps_its_one_operator() -> None:
    take_in(EXAMPLE)
    assert Journal.objects.get().is_synthetic
    assert not Mission.objects.filter(origin="journal", is_synthetic=False).exists()
    assert Mission.objects.filter(origin="journal").exists()
    operator = Operator.objects.get(name__ru="Авиакомпания А")
    Aircraft.objects.bulk_create(
        Aircraft(tail=f"UP-X{number:03}", operator=operator) for number in range(50)
    )
    live_shift(silent)
    grants = RoleGrant.objects.standing().filter(account__user_name="airline")
    assert Operator.objects.get(pk=int(grants.get().scope_value)).code == "demo-e"


def test_what_the_airline_flew_in_the_weeks_before_carried_somebody_each() -> None:
    flown = Mission.objects.filter(number__startswith="SYN-F")
    assert flown.exists()
    assert not flown.filter(services__patients=None).exists()
    assert not flown.filter(requests__nosology="").exists()
