"""Pages of the hospital, the department, the working body and the experts."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.care.abroad.builders import (
    IIN,
    UNTIL,
    WORKING_BODY,
    clinic,
    commission,
    complete,
    contracted,
    decided,
    drafted,
    handed,
    heard,
    offered,
    planned,
    rate,
    registered,
    somebody,
    submitted,
)
from tests.foundation.access.builders import Accounts
from tests.foundation.documents import builders as files
from tests.response.dispatch.browsing import browser, cost
from tests.response.dispatch.builders import NOW, facility_id

from qanat.care.abroad.commands.experts import ask_expert
from qanat.care.abroad.models import Case, Journey, Offer, Opening, Paper, Task
from qanat.care.abroad.queries.cases import VIEWS
from qanat.foundation.access.models import Account

pytestmark = pytest.mark.usefixtures("world", "db")


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.QANAT_HOME = tmp_path


def at(name: str, *args: object) -> str:
    return reverse(f"abroad:{name}", args=args)


def ward(people: Accounts) -> Client:
    return browser(people.account("referring", str(facility_id())))


def department(people: Accounts, region: str = "KZ-19") -> Client:
    return browser(people.account("health_department", region))


def working_body(people: Accounts) -> Client:
    return browser(people.account("working_body"))


def text(client: Client, to: str) -> str:
    answer = client.get(to)
    assert answer.status_code == 200
    return answer.content.decode()


def went(client: Client, to: str, **values: Any) -> None:
    answer = client.post(to, values)
    assert answer.status_code == 303, _wrong(answer)


def _wrong(answer: Any) -> object:
    """Return what a form found wrong."""
    return answer.context["form"].errors.as_data()


def refused(client: Client, to: str, **values: Any) -> str:
    answer = client.post(to, values)
    assert answer.status_code == 422
    return answer.content.decode()


def typed(**said: Any) -> dict[str, Any]:
    given = {
        "name": "Ахметов Ерлан",
        "iin": IIN,
        "birth_on": "01.01.1985",
        "sex": "male",
        "facility": str(facility_id()),
        "region": "",
        "applicant_phone": "+7 701 000 00 01",
        "applicant_language": "kk",
        "diagnosis": "Рубцовый стеноз гортани",
        "icd10": "J38.6",
        "disease": "larynx",
        "treatment": "Реконструкция гортани",
        "summary": "Стеноз третьей степени.",
        "urgency": "2",
        "is_available_at_home": "no",
        "is_citizen": "yes",
        "is_transportable": "yes",
        "can_benefit": "yes",
        "is_self_arranged": "no",
    }
    return given | said


def upload(kind: str, content: bytes | None = None, **said: Any) -> dict[str, Any]:
    body = files.pdf() if content is None else content
    file = SimpleUploadedFile(f"{kind}.pdf", body, "application/pdf")
    given = {"kind": kind, "file": file, "language": "ru", "expires_on": "01.01.2031"}
    return given | said


def test_a_case_goes_from_desk_to_desk(people: Accounts) -> None:
    commission()
    hospital, region, fund = ward(people), department(people), working_body(people)
    assert hospital.get(at("new")).status_code == 200
    went(hospital, at("new"), **typed())
    case = Case.objects.get()
    assert "missing" in text(hospital, at("case", case.pk))
    assert "Missing, out of date" in refused(hospital, at("move", case.pk, "submit"))
    for pages, kind in enumerate(("extract", "conclusion", "identity"), 1):
        went(hospital, at("hand_in", case.pk), **upload(kind, files.pdf(pages)))
    assert hospital.get(at("move", case.pk, "submit")).status_code == 200
    went(hospital, at("move", case.pk, "submit"))

    assert at("case", case.pk) in text(region, at("cases"))
    went(region, at("hand_in", case.pk), **upload("petition", files.pdf(4)))
    went(region, at("move", case.pk, "petition"))

    assert at("case", case.pk) in text(fund, at("cases"))
    went(fund, at("move", case.pk, "return_papers"), reason="missing", note="Нет КТ")
    assert "clock stopped" in text(fund, at("case", case.pk))
    assert "A paper is missing" in text(hospital, at("case", case.pk))
    went(hospital, at("hand_in", case.pk), **upload("other", files.pdf(5)))
    went(hospital, at("move", case.pk, "hand_in_again"))
    for paper in Paper.objects.filter(case=case).exclude(kind="other"):
        content = fund.get(at("paper", paper.pk))
        assert content.content.startswith(b"%PDF")
        assert content.headers["Cache-Control"] == "no-store"
        went(fund, at("judge", paper.pk), is_accepted="yes", note="")
    assert Opening.objects.count() == 4
    went(fund, at("move", case.pk, "confirm_complete"))
    went(fund, at("move", case.pk, "urgent"), because="Растёт")

    _opinions(people, fund, case)
    _offers(fund, case)
    went(fund, at("move", case.pk, "put_on_agenda"), note="")
    assert Case.objects.get().state == "agenda"


def _opinions(people: Accounts, fund: Client, case: Case) -> None:
    doctors = [people.account("abroad_expert", one) for one in ("surgery", "neurosurgery")]
    for doctor in doctors:
        went(fund, at("expert", case.pk), expert=str(doctor.pk), question="Показано?")
    for doctor in doctors:
        _opines(doctor)


def _opines(doctor: Account) -> None:
    desk = browser(doctor)
    task = Task.objects.get(expert_id=doctor.pk)
    assert at("opinion", task.pk) in text(desk, at("opinions"))
    file = text(desk, at("opinion", task.pk))
    assert "Стеноз третьей степени." in file
    assert "Ахметов" not in file
    went(desk, at("opinion", task.pk), verdict="abroad", text="Показано.")
    assert "Treatment abroad is needed" in text(desk, f"{at('opinions')}?view=over")


def _offers(fund: Client, case: Case) -> None:
    for name in ("Charité", "Acıbadem", "Fortis"):
        went(fund, at("clinic", case.pk), clinic=str(clinic(name)))
    offer = Offer.objects.earliest("id")
    values = {"amount": "20 500,50", "currency": "EUR", "includes": ["operation"], "note": ""}
    assert "There is no rate of EUR" in refused(fund, at("quote", offer.pk), **values)
    rate()
    for one in Offer.objects.order_by("id"):
        went(fund, at("quote", one.pk), **values)
    offer.refresh_from_db()
    assert (offer.amount_cents, offer.amount_tiyn) == (2_050_050, 1_255_655_625)
    assert "Charité" in text(fund, at("case", case.pk))


def test_what_was_typed_is_kept_when_something_is_wrong(people: Accounts) -> None:
    client = ward(people)
    answer = client.post(at("new"), typed(summary="Ахметов, стеноз"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Take out: Ахметов" in page
    assert "Реконструкция гортани" in page
    assert not Case.objects.exists()


def test_whatever_is_wrong_with_a_new_case_is_said_at_once(people: Accounts) -> None:
    told = typed(summary="Ахметов, стеноз", applicant_phone="abc", treatment="", birth_on="45.13")
    answer = ward(people).post(at("new"), told)
    assert answer.status_code == 422
    assert {*answer.context["form"].errors} == {
        "summary", "applicant_phone", "treatment", "birth_on",
    }  # fmt: skip


def test_a_man_is_not_asked_whether_he_is_pregnant(people: Accounts) -> None:
    hospital, question = ward(people), "Is she pregnant?"
    went(hospital, at("new"), **typed(is_pregnant="yes"))
    case = Case.objects.get()
    assert case.is_pregnant is None
    assert question not in text(hospital, at("case", case.pk))
    assert question not in text(hospital, at("edit", case.pk))
    went(hospital, at("new"), **typed(name="Иная Женщина", iin="", sex="female", is_pregnant="yes"))
    hers = Case.objects.latest("id")
    assert hers.is_pregnant
    for to in (at("case", hers.pk), at("edit", hers.pk)):
        assert question in text(hospital, to)


def test_a_number_which_is_no_iin_is_told_to_who_prepares_the_case(people: Accounts) -> None:
    hospital, doubt = ward(people), "a person&#x27;s has 12 digits"
    went(hospital, at("new"), **typed(iin="123"))
    assert doubt in text(hospital, at("case", Case.objects.get().pk))
    went(hospital, at("new"), **typed(name="Иная Женщина", iin=""))
    assert doubt not in text(hospital, at("case", Case.objects.latest("id").pk))


def test_a_case_is_closed_or_handed_in_anew_only_after_what_sends_nobody(people: Accounts) -> None:
    sent, put_off = decided(), decided("defer", who=somebody(name="Иной", iin=""))
    for client, step in ((working_body(people), "close"), (ward(people), "resubmit")):
        assert at("move", sent.pk, step) not in text(client, at("case", sent.pk))
        assert at("move", put_off.pk, step) in text(client, at("case", put_off.pk))


def test_an_offer_begins_in_the_currency_of_the_clinics_country(people: Accounts) -> None:
    case, fund = heard(), working_body(people)
    for country, currency in (("TR", "TRY"), ("DE", "EUR"), ("US", "USD")):
        known = clinic(f"Klinik {country}", country)
        went(fund, at("clinic", case.pk), clinic=str(known))
        offer = Offer.objects.latest("id")
        desk = browser(people.account("foreign_clinic", str(known)))
        for client, to in ((fund, at("quote", offer.pk)), (desk, at("answer", offer.pk, "offer"))):
            assert f'<option value="{currency}" selected>' in text(client, to)


def test_a_number_of_somebody_else_and_a_code_which_is_none_are_asked_about(
    people: Accounts,
) -> None:
    ward = browser(people.account("referring", str(facility_id())))
    went(ward, at("new"), **typed())
    page = refused(ward, at("new"), **typed(name="Иванов Пётр"))
    assert "Is it the same person?" in page
    assert "Another person: Иванов Пётр" in page
    page = refused(ward, at("new"), **typed(icd10="ZZZ", icd10_text=""))
    assert 'value="ZZZ"' in page
    assert "Nothing of this name was found." in page
    assert Case.objects.count() == 1


def test_a_hostile_paper_is_refused_in_words(people: Accounts) -> None:
    client, case = ward(people), drafted()
    answer = client.post(at("hand_in", case.pk), upload("extract", files.scripted()))
    assert answer.status_code == 422
    assert "The file holds a script" in answer.content.decode()
    assert {*answer.context["form"].errors} == {"file"}
    answer = client.post(at("hand_in", case.pk), {"kind": "extract", "language": "other"})
    assert {*answer.context["form"].errors} == {"file", "translator"}
    assert not Paper.objects.exists()


def test_a_draft_is_changed_and_what_was_handed_in_is_not(people: Accounts) -> None:
    client, case = ward(people), drafted()
    assert "Реконструкция гортани" in text(client, at("edit", case.pk))
    went(client, at("edit", case.pk), **typed(diagnosis="Иной диагноз", applicant_phone=""))
    assert Case.objects.get().diagnosis == "Иной диагноз"
    sent = submitted(who=somebody(name="Иной", iin=""))
    assert client.get(at("edit", sent.pk)).status_code == 404


def test_of_two_editors_the_second_sees_what_differs_and_nothing_is_lost(
    people: Accounts,
) -> None:
    case = drafted()
    first, second = ward(people), ward(people)
    of_both = typed(version="1", applicant_phone="")
    went(first, at("edit", case.pk), **(of_both | {"diagnosis": "Диагноз первого"}))
    answer = second.post(at("edit", case.pk), of_both | {"diagnosis": "Диагноз второго"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Диагноз первого" in page
    assert "Диагноз второго" in page
    assert Case.objects.get().diagnosis == "Диагноз первого"
    went(second, at("edit", case.pk), **(of_both | {"version": "2", "diagnosis": "Вместе"}))
    assert Case.objects.get().diagnosis == "Вместе"


def test_the_department_does_not_take_the_hospitals_part_of_another_region(
    people: Accounts,
) -> None:
    case = submitted()
    stranger = department(people, "KZ-47")
    for to in (at("case", case.pk), at("move", case.pk, "petition"), at("hand_in", case.pk)):
        assert stranger.get(to).status_code == 404
    paper = Paper.objects.filter(case=case).earliest("id")
    assert stranger.get(at("paper", paper.pk)).status_code == 404
    assert not Opening.objects.exists()


def test_experts_and_clinics_are_for_the_working_body_alone(people: Accounts) -> None:
    case = offered()
    for client in (ward(people), department(people)):
        page = text(client, at("case", case.pk))
        for secret in ("Klinik 0", "Test expert", "TE-KZ"):
            assert secret not in page
        for to in (at("expert", case.pk), at("clinic", case.pk)):
            assert client.get(to).status_code == 403
    assert "Klinik 0" in text(working_body(people), at("case", case.pk))


def test_who_was_asked_is_not_offered_again_and_asked_once_if_sent_twice(
    people: Accounts,
) -> None:
    case, fund = offered(1), working_body(people)
    doctor, other = (people.account("abroad_expert", "surgery", name=n) for n in ("One", "Two"))
    known, left = clinic("Klinik 0"), clinic("Klinik 1")
    shown = text(fund, at("clinic", case.pk))
    assert f'<option value="{left}">' in shown
    assert f'<option value="{known}">' not in shown
    for _time in range(2):
        went(fund, at("clinic", case.pk), clinic=str(left))
    assert Offer.objects.filter(case=case).count() == 2
    assert "All clinics of the register were asked." in text(fund, at("clinic", case.pk))
    early = complete(who=somebody(name="Иной", iin=""))
    for _time in range(2):
        went(fund, at("expert", early.pk), expert=str(doctor.pk), question="Показано?")
    assert Task.objects.filter(case=early).count() == 1
    shown = text(fund, at("expert", early.pk))
    assert f'value="{other.pk}"' in shown
    assert f'value="{doctor.pk}"' not in shown


def test_an_expert_opens_nothing_but_his_own(people: Accounts) -> None:
    case, one = complete(), people.account("abroad_expert", "surgery")
    blind = handed(case, "anonymous_extract", is_anonymous=True)
    desk = browser(one)
    for to in (at("cases"), at("case", case.pk), at("paper", blind.pk)):
        assert desk.get(to).status_code == 403
    assert desk.get(at("blind_paper", blind.pk)).status_code == 404
    task = ask_expert(WORKING_BODY, case_id=case.pk, expert_id=one.pk, now=NOW)
    assert case.number not in text(desk, at("opinion", task))
    other = browser(people.account("abroad_expert", "surgery"))
    assert other.get(at("opinion", task)).status_code == 404
    went(desk, at("decline_opinion", task), reason="known", note="")
    assert Task.objects.get().state == "declined"


def test_a_case_is_shown_under_another_order(people: Accounts) -> None:
    case = registered(disease="net_lutetium")
    page = text(working_body(people), at("other_act", case.pk, "order-544"))
    assert "The orders lead to different answers for this case." in page
    assert working_body(people).get(at("other_act", case.pk, "nothing")).status_code == 404


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_of_the_register_opens(view: str, people: Accounts) -> None:
    registered()
    decided(who=somebody(name="Иной", iin=""))
    for client in (ward(people), department(people), working_body(people)):
        text(client, f"{at('cases')}?view={view}&text=стеноз&region=KZ-19")


@pytest.mark.parametrize("state", UNTIL)
def test_the_page_of_a_case_opens_in_each_state(state: str, people: Accounts) -> None:
    case = UNTIL[state]()
    text(ward(people), at("case", case.pk))
    text(department(people), at("case", case.pk))


def test_lists_and_pages_cost_the_same_however_much_there_is(people: Accounts) -> None:
    client = working_body(people)
    case = offered()
    for page in (at("cases"), at("case", case.pk)):
        cost(client, page)  # what is kept for a while is read once
    few, small = cost(client, at("cases")), cost(client, at("case", case.pk))
    for number in range(3):
        registered(who=somebody(name=f"Больной {number}", iin=""))
    handed(case, "other")
    cost(client, at("case", case.pk))
    assert cost(client, at("cases")) == few
    assert cost(client, at("case", case.pk)) == small


def test_a_journey_is_planned_afresh_whatever_is_planned_for_others(people: Accounts) -> None:
    other = contracted()
    case = contracted(who=somebody(name="Иной Пациент", iin=""))
    with connection.cursor() as cursor:  # the other's journey has the number of this case
        sequence = f"pg_get_serial_sequence('{Journey._meta.db_table}', 'id')"
        cursor.execute(f"SELECT setval({sequence}, %s, false)", [case.pk])
    assert planned(other, note="Чужое примечание") == case.pk
    fund = working_body(people)
    assert "Чужое примечание" not in text(fund, at("do", "plan_out", case.pk))
    assert "Чужое примечание" in text(fund, at("do", "change_journey", case.pk))
