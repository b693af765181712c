"""Pages of the watch over critical patients."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.care.critical.builders import bedside, fresh, person, report, seen, watched
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import HTMX, browser, cost, typed_moment
from tests.response.dispatch.builders import facility_id

from qanat.care.critical.commands.councils import call_council, give_opinion
from qanat.care.critical.models import Council, Round, Watch
from qanat.care.telemedicine.states import Advice
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox.delivery import deliver_all
from qanat.registry.patients.commands.merging import merge_patients
from qanat.response.dispatch.models import Request

pytestmark = pytest.mark.usefixtures("world", "db")

LONG = "Қызылорда облыстық көпбейінді ауруханасының реанимация бөлімшесі " * 3


def at(name: str, *args: int) -> str:
    return reverse(f"critical:{name}", args=args)


def ward(people: Accounts, code: str = "076") -> Client:
    return browser(people.account("bedside", str(facility_id(code))))


def consultant(people: Accounts, specialty: str = "neurology") -> Client:
    return browser(people.account("specialist", specialty))


def typed(**said: Any) -> dict[str, Any]:
    given = {
        "name": "Ахметов Ерлан",
        "age_years": "61",
        "facility": str(facility_id()),
        "bed": "3",
        "diagnosis": "Инсульт",
        "icd10": "I63.4",
        "condition": "2",
        "support": ["ventilation"],
    }
    return given | said


def findings(**said: Any) -> dict[str, Any]:
    given = {"at": typed_moment(), "condition": "2", "heart_rate": "88", "spo2": "95"}
    return given | said


def conclusion(**said: Any) -> dict[str, Any]:
    return {"text": "Продолжать.", "advice": "stay", "condition": "", "next_within_h": ""} | said


def test_a_patient_is_included_reported_seen_moved_and_discharged(people: Accounts) -> None:
    client = ward(people)
    assert client.get(at("new")).status_code == 200
    sent = client.post(at("new"), typed())
    watch = Watch.objects.get()
    assert sent.headers["Location"] == at("findings", watch.pk)
    assert client.get(at("findings", watch.pk)).status_code == 200
    assert client.post(at("findings", watch.pk), findings()).status_code == 303
    page = client.get(at("watch", watch.pk)).content.decode()
    assert "NEWS2" in page

    doctor = consultant(people)
    assert at("watch", watch.pk) in doctor.get(at("worklist")).content.decode()
    assert doctor.post(at("take", watch.pk)).status_code == 303
    form = doctor.get(at("watch", watch.pk)).content.decode()
    assert at("conclude", watch.pk) in form
    assert doctor.post(at("conclude", watch.pk), conclusion(advice="fly")).status_code == 303
    assert Round.objects.get().state == "concluded"

    asked = client.get(at("ask_move", watch.pk)).content.decode()
    assert "Register the request" in asked
    moved = client.post(at("move", watch.pk))
    request = Request.objects.get()
    assert moved.headers["Location"] == reverse("dispatch:request", args=(request.pk,))
    assert fresh(watch.pk).request_id == request.pk
    beside = browser(people.account("dispatcher")).get(moved.headers["Location"]).content.decode()
    assert watch.number in beside

    ended = client.post(at("end", watch.pk), {"outcome": "transferred", "note": ""})
    assert ended.status_code == 303
    assert fresh(watch.pk).outcome == "transferred"
    assert "Transferred" in client.get(at("board"), {"view": "over"}).content.decode()


def test_a_form_which_is_wrong_is_shown_again_with_what_was_typed(people: Accounts) -> None:
    client = ward(people)
    page = client.post(at("new"), typed(name="", condition="1"))
    assert page.status_code == 422
    assert "Say who it is, or that nobody knows." in page.content.decode()
    page = client.post(at("new"), typed(condition="1"))
    assert "No rule of the watch takes this patient in" in page.content.decode()
    assert "Инсульт" in page.content.decode()
    assert not Watch.objects.exists()
    watch = watched()
    odd = client.post(at("findings", watch.pk), findings(heart_rate="260"))
    assert odd.status_code == 422
    assert "is_confirmed" in odd.content.decode()
    sure = findings(heart_rate="260", is_confirmed="on")
    assert client.post(at("findings", watch.pk), sure).status_code == 303


def test_an_unknown_person_is_included(people: Accounts) -> None:
    sent = typed(name="", age_years="30", is_unknown="on")
    assert ward(people).post(at("new"), sent).status_code == 303
    assert Watch.objects.get().patient.is_unknown


@pytest.mark.parametrize("view", ["all", "worse", "silent", "unseen", "moving", "over", "odd"])
def test_an_empty_board_says_so(people: Accounts, view: str) -> None:
    page = browser(people.account("dispatcher")).get(at("board"), {"view": view})
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode()
    odd = {"view": view, "region": "?", "condition": "x", "page": "-1", "hospital": "²"}
    assert consultant(people).get(at("board"), odd).status_code == 200


def test_boards_are_paged_and_cost_the_same_however_many_there_are(people: Accounts) -> None:
    client, doctor = browser(people.account("dispatcher")), consultant(people)
    for _ in range(4):
        report(watched(at=timezone.now()), at=timezone.now())
    for one, address in ((client, at("board")), (doctor, at("worklist")), (doctor, at("paper"))):
        cost(one, address)
    few = [cost(client, at("board")), cost(doctor, at("worklist")), cost(doctor, at("paper"))]
    for _ in range(50):
        watched(at=timezone.now(), diagnosis=LONG)
    many = [cost(client, at("board")), cost(doctor, at("worklist")), cost(doctor, at("paper"))]
    assert few == many
    assert max(many) <= 14
    assert "1–25" in client.get(at("board")).content.decode()
    assert "51–54" in client.get(at("board"), {"page": "3"}).content.decode()
    part = client.get(at("board"), headers=HTMX).content.decode()
    assert "<html" not in part


def test_the_page_of_a_patient_costs_the_same_however_much_is_known(people: Accounts) -> None:
    doctor = consultant(people)
    watch, now = watched(at=timezone.now() - timedelta(hours=20)), timezone.now()
    report(watch, at=now - timedelta(hours=19))
    report(watch, at=now - timedelta(hours=18), heart_rate=90)
    seen(watch, at=now - timedelta(hours=17))
    cost(doctor, at("watch", watch.pk))
    few = cost(doctor, at("watch", watch.pk))
    for hours in range(16, 2, -1):
        report(watch, at=now - timedelta(hours=hours), heart_rate=70 + hours)
        seen(watch, at=now - timedelta(hours=hours), text=f"Осмотр {hours}")
    assert cost(doctor, at("watch", watch.pk)) == few <= 26
    page = doctor.get(at("watch", watch.pk)).content.decode()
    assert "<svg" in page
    assert "The same as a table" in page


def test_strangers_find_nothing_and_those_without_the_right_are_refused(people: Accounts) -> None:
    watch = watched()
    stranger, airline = consultant(people, "burns"), browser(people.account("norm_keeper"))
    for name in ("watch", "ask_move"):
        assert stranger.get(at(name, watch.pk)).status_code == 404
    for name in ("take", "conclude", "give_back", "move"):
        sent = conclusion() if name == "conclude" else {}
        assert stranger.post(at(name, watch.pk), sent).status_code == 404
    for name in ("board", "worklist", "paper", "new"):
        assert airline.get(at(name)).status_code == 403
    assert stranger.get(at("new")).status_code == 403
    assert stranger.get(at("findings", watch.pk)).status_code == 403
    assert Client().get(at("board")).status_code == 302


def test_a_colleague_is_told_who_makes_the_round(people: Accounts) -> None:
    watch = watched()
    first = people.account("specialist", "neurology")
    browser(first).post(at("take", watch.pk))
    other = browser(people.account("specialist", "neurosurgery"))
    answer = other.post(at("take", watch.pk))
    assert answer.status_code == 409
    assert first.full_name in answer.content.decode()
    assert first.full_name in other.get(at("watch", watch.pk)).content.decode()


def test_what_is_typed_of_a_conclusion_is_kept(people: Accounts) -> None:
    watch, doctor = watched(), consultant(people)
    doctor.post(at("take", watch.pk))
    doctor.post(at("keep_draft", watch.pk), conclusion(text="Не дописано"))
    assert "Не дописано" in doctor.get(at("watch", watch.pk)).content.decode()
    refused = doctor.post(at("conclude", watch.pk), conclusion())
    assert refused.status_code == 422
    assert "There are no findings of the last" in refused.content.decode()


def test_a_council_is_called_held_and_concluded(people: Accounts) -> None:
    watch = watched()
    report(watch)
    doctor, surgeon = consultant(people), consultant(people, "burns")
    assert surgeon.get(at("watch", watch.pk)).status_code == 404
    asked = {"specialties": ["neurology", "burns"], "question": "Оперировать?"}
    assert doctor.post(at("call_council", watch.pk), asked).status_code == 303
    council = Council.objects.get()
    called = surgeon.get(f"{at('board')}?view=councils").content.decode()
    assert fresh(watch.pk).number in called, "who is asked into a council finds it"
    assert surgeon.get(at("watch", watch.pk)).status_code == 200, "his specialty is asked"
    surgeon.post(at("opinion", council.pk), {"text": "Да"})
    early = doctor.post(at("conclude_council", council.pk), conclusion())
    assert early.status_code == 422
    doctor.post(at("opinion", council.pk), {"text": "Тоже да"})
    assert doctor.post(at("conclude_council", council.pk), conclusion()).status_code == 303
    council.refresh_from_db()
    assert (council.state, council.order is not None) == ("concluded", True)
    after = surgeon.get(f"{at('board')}?view=councils").content.decode()
    assert fresh(watch.pk).number not in after
    page = doctor.get(at("watch", watch.pk)).content.decode()
    assert "Conclusion of the council" in page


def test_the_board_tells_the_hospital_that_a_specialist_wants_a_patient_moved(
    people: Accounts,
) -> None:
    watch = watched(icd10="I63.4")
    report(watch)
    seen(watch, advice="fly")
    assert str(Advice.FLY.label) in ward(people).get(at("board")).content.decode()


def test_a_council_may_be_cancelled_with_a_reason(people: Accounts) -> None:
    watch, chief = watched(), browser(people.account("chief_physician"))
    asked = {"specialties": ["neurology"], "question": "?"}
    assert chief.post(at("call_council", watch.pk), asked).status_code == 422
    asked["specialties"] = ["neurology", "surgery"]
    chief.post(at("call_council", watch.pk), asked)
    council = Council.objects.get()
    assert chief.post(at("cancel_council", council.pk), {"reason": ""}).status_code == 422
    why = {"reason": "solved_locally"}
    assert chief.post(at("cancel_council", council.pk), why).status_code == 303
    council.refresh_from_db()
    assert council.state == "cancelled"


def test_a_request_which_is_there_already_is_offered_and_linked(people: Accounts) -> None:
    watch, client = watched(), ward(people)
    other = watched(actor=bedside())
    client.post(at("move", other.pk))
    request = Request.objects.get()
    asked = client.get(at("ask_move", watch.pk)).content.decode()
    assert at("link", watch.pk, request.pk) in asked, "the same hospital and illness"
    assert client.post(at("link", watch.pk, request.pk)).status_code == 303
    assert fresh(watch.pk).request_id == request.pk
    client.post(at("stay", watch.pk))
    stayed = client.get(at("watch", watch.pk)).content.decode()
    assert fresh(watch.pk).state == "watched"
    assert f"Request “{request.number}” is still open" in stayed


def test_a_score_of_which_a_part_is_missing_stands_in_the_table_as_the_least_it_can_be(
    people: Accounts,
) -> None:
    watch, client = watched(), ward(people)
    report(watch, platelets=40.0)
    table = client.get(at("watch", watch.pk)).content.decode().split("<tbody>")[1]
    assert '<td class="num">≥ 3</td>' in table


def test_the_bed_is_changed_in_a_dialog(people: Accounts) -> None:
    watch, client = watched(), ward(people)
    assert client.get(at("bed", watch.pk)).status_code == 200
    assert client.post(at("bed", watch.pk), {"bed": "12a"}).status_code == 303
    assert fresh(watch.pk).bed == "12a"
    assert client.post(at("bed", watch.pk), {"bed": ""}).status_code == 422


def test_an_alert_leads_to_the_patients_of_the_hospital(people: Accounts) -> None:
    watch = watched()
    client = browser(people.account("dispatcher"))
    answer = client.get(at("hospital", watch.facility_id), follow=True)
    assert watch.number in answer.content.decode()


def test_opinions_of_one_specialist_are_one(people: Accounts) -> None:
    watch = watched()
    doctor = people.account("specialist", "neurology")
    actor, now = actor_of_account(doctor.pk), timezone.now()
    asked: dict[str, Any] = {"specialties": ("neurology", "burns"), "question": "?"}
    council = call_council(actor, watch_id=watch.pk, now=now, **asked)
    assert call_council(actor, watch_id=watch.pk, now=now, **asked) == council
    first = give_opinion(actor, council_id=council, text="Да", now=now)
    assert give_opinion(actor, council_id=council, text="Нет", now=now) == first


def test_no_page_names_a_patient_in_its_address(people: Accounts) -> None:
    watch = watched()
    page = ward(people).get(at("watch", watch.pk)).content.decode()
    for link in re.findall(r'href="([^"]+)"', page):
        assert "Больной" not in link


def test_a_discharge_is_corrected_and_taken_back_on_its_page(people: Accounts) -> None:
    client, watch = ward(people), watched()
    assert client.post(at("end", watch.pk), {"outcome": "died", "note": ""}).status_code == 303
    page = client.get(at("watch", watch.pk)).content.decode()
    assert at("correct", watch.pk) in page
    assert at("take_back", watch.pk) in page
    form = client.get(at("correct", watch.pk)).content.decode()
    assert re.search(r'value="died"[^>]*checked', form)
    wrong = client.post(at("correct", watch.pk), {"outcome": "improved", "note": "", "why": ""})
    assert wrong.status_code == 422
    right = {"outcome": "improved", "note": "", "why": "Не тот пациент"}
    assert client.post(at("correct", watch.pk), right).status_code == 303
    page = client.get(at("watch", watch.pk)).content.decode()
    assert "The outcome was corrected: Died → Improved, out of danger" in page
    assert "Не тот пациент" in page
    back = {"why": "Состояние снова тяжёлое", "bed": watch.bed}
    assert client.post(at("take_back", watch.pk), back).status_code == 303
    assert fresh(watch.pk).state == "watched"
    assert client.post(at("take_back", watch.pk), back).status_code == 303
    stranger = consultant(people)
    assert stranger.post(at("take_back", watch.pk), back).status_code == 403


def test_of_two_watches_over_one_person_each_leads_to_the_other(people: Accounts) -> None:
    client, one, other = ward(people), watched(), watched()
    report(one)
    merge_patients(SYSTEM, patient_id=one.patient_id, survivor_id=other.patient_id, why="Один")
    deliver_all()
    page = client.get(at("watch", other.pk)).content.decode()
    assert "Goes on as" in page
    assert one.number in page
    assert at("take_back", other.pk) not in page
    assert other.number in client.get(at("watch", one.pk)).content.decode()


def test_who_is_worse_stands_first(people: Accounts) -> None:
    grave, worse = watched(condition=3), watched()
    now = timezone.now()
    Watch.objects.filter(pk=worse.pk).update(worsened_at=now)
    page = ward(people).get(at("board")).content.decode()
    assert page.index(worse.number) < page.index(grave.number)


def test_the_organs_of_a_child_are_scored_by_its_own_score(people: Accounts) -> None:
    watch = watched(who=person(name="Ахметова Аружан", age_years=6), icd10="J18.9")
    report(watch, platelets=90, gcs_eye=3, gcs_verbal=4, gcs_motor=5)
    client = ward(people)
    page = client.get(at("watch", watch.pk)).content.decode()
    assert "pSOFA" in page
    assert fresh(watch.pk).sofa == 4
    assert "pSOFA 4" in client.get(at("paper")).content.decode()
