"""The figures of treatment abroad through their pages and files."""

import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries
from tests.care.abroad.builders import decide, decided, fresh, on_agenda, somebody
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser, people
from tests.response.dispatch.builders import NOW

from qanat.care.clinics.commands.register import ClinicDraft, add_clinic
from qanat.care.clinics.models import Clinic
from qanat.care.funding.commands.budget import Grant, appropriate
from qanat.care.funding.commands.contracts import Contract, commit_contract
from qanat.care.funding.commands.reserving import Reserve, reserve
from qanat.care.funding.states import Purpose
from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.foundation.periods import Period
from qanat.foundation.refusals import NotAllowed
from qanat.readiness.treatment.queries.counting import regions_of, report
from qanat.readiness.treatment.rules.figures import Figure
from qanat.web.languages import COOKIE
from qanat.web.wording import whole_tenge

__all__ = ["people"]
pytestmark = pytest.mark.usefixtures("world", "db")
YEAR = Period(date(NOW.year, 1, 1), date(NOW.year, 12, 31))
DAYS = {"first": str(YEAR.first), "last": str(YEAR.last)}
MILLION = 100_000_000
FORMULA = "=HYPERLINK(1)"


def at(name: str, *args: object) -> str:
    return reverse(f"treatment:{name}", args=args)


def paid_case(name: str = FORMULA, tenge_mln: int = 10, **said: object) -> int:
    """Return a case which was decided and is under contract with a clinic."""
    case = decided(**said)  # type: ignore[arg-type]
    draft = ClinicDraft(name=name, country="TR", city="Ankara", languages=(), source="test")
    clinic = add_clinic(SYSTEM, draft=draft, now=NOW)
    grant = Grant(programme="p", year=NOW.year, amount_tiyn=900 * MILLION, order="1", on=NOW.date())
    year = appropriate(SYSTEM, grant=grant, now=NOW)
    put_aside = Reserve(
        appropriation_id=year,
        matter=case.matter,
        case_number=case.number,
        purpose=Purpose.TREATMENT,
        amount_tiyn=20 * MILLION,
        decision="1",
        decided_on=NOW.date(),
        clinic_id=clinic,
    )
    obligation = reserve(SYSTEM, draft=put_aside, now=NOW)
    contract = Contract(
        number="1", signed_on=NOW.date(), currency="KZT", amount_minor=tenge_mln * MILLION
    )
    commit_contract(SYSTEM, obligation_id=obligation, contract=contract, now=NOW)
    return case.pk


def text(client: Client, to: str, **asked: str) -> str:
    answer = client.get(to, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_figure_leads_to_the_cases_behind_it(people: Accounts) -> None:
    case = fresh(paid_case())
    client = browser(people.account("analyst"))
    page = text(client, at("report"), **DAYS)
    assert "10,000,000" in page.replace("\u00a0", ",")
    for figure in (Figure.REGISTERED, Figure.DECIDED, Figure.ABROAD, Figure.HELPED, Figure.COST):
        asked = f"figure={figure.value}"
        assert asked in page
        assert case.number in text(client, at("records"), **DAYS, figure=figure.value)
    assert case.number in text(
        client, at("records"), **DAYS, figure="helped", by="country", key="TR"
    )
    assert case.number not in text(
        client, at("records"), **DAYS, figure="helped", by="country", key="DE"
    )


def test_a_contract_is_cost_and_money_put_aside_is_not(people: Accounts) -> None:
    paid_case(tenge_mln=10)
    counts = report(SYSTEM, YEAR).counts
    assert counts[Figure.COST] == 10 * MILLION
    assert counts[Figure.PRICED] == counts[Figure.HELPED] == 1


def test_a_refusal_is_counted_by_region_and_is_no_help() -> None:
    decide(on_agenda(), "refuse", "no_benefit")
    told = report(SYSTEM, YEAR)
    assert told.counts[Figure.REFUSED] == 1
    assert told.counts[Figure.HELPED] == 0
    assert told.by["region"]["KZ-19"][Figure.REFUSED] == 1
    assert told.by["age"]["40"][Figure.DECIDED] == 1


def test_other_days_hold_other_cases() -> None:
    decided()
    before = Period(date(NOW.year - 1, 1, 1), date(NOW.year - 1, 12, 31))
    assert not any(report(SYSTEM, before).counts.values())


def test_a_region_sees_its_own_figures_alone(people: Accounts) -> None:
    decided()
    own, other = people.actor("region_analyst", "KZ-19"), people.actor("region_analyst", "KZ-47")
    assert report(own, YEAR).counts[Figure.DECIDED] == 1
    assert report(other, YEAR).counts[Figure.DECIDED] == 0
    with pytest.raises(NotAllowed):
        regions_of(other, "KZ-19")


@pytest.mark.parametrize("name", ["report", "records", "register", "differing", "gaps"])
def test_who_prepares_cases_reads_no_figures(people: Accounts, name: str) -> None:
    client = browser(people.account("commission_member"))
    assert client.get(at(name), {**DAYS, "figure": "helped", "act": "order-544"}).status_code == 403


def test_the_department_reads_figures_and_takes_no_files(people: Accounts) -> None:
    client = browser(people.account("health_department", "KZ-19"))
    assert at("register") not in text(client, at("report"), **DAYS)
    assert client.get(at("register"), DAYS).status_code == 403
    assert client.get(at("file", "xlsx"), DAYS).status_code == 403
    assert client.get(at("gaps")).status_code == 403


def test_the_register_names_nobody_and_computes_nothing(people: Accounts) -> None:
    case = fresh(paid_case())
    answer = browser(people.account("analyst")).get(at("register"), DAYS)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert case.number in rows[1]
    assert FORMULA in rows[1]
    clinic = sheet.cell(2, rows[1].index(FORMULA) + 1)
    assert clinic.data_type == "s"
    assert somebody().name not in str(rows)
    registered = sheet.cell(2, 2)
    assert case.registered_at is not None
    assert registered.data_type == "d"
    assert str(registered.value)[:10] == str(national_day(case.registered_at))
    assert rows[1][-1] == "№ ҚР ДСМ-45"


def test_the_page_of_a_clinic_shows_what_was_paid_there(people: Accounts) -> None:
    paid_case("Clinic of Ankara")
    made = Clinic.objects.get(name="Clinic of Ankara").pk
    page = text(browser(people.account("working_body")), reverse("clinics:clinic", args=(made,)))
    assert f"{reverse('funding:prices')}?clinic={made}" in page
    assert whole_tenge(10 * MILLION) in page
    stranger = people.account("commission_secretary")
    assert browser(stranger).get(reverse("clinics:clinic", args=(made,))).status_code == 403


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_files_say_what_the_page_says(people: Accounts, form: str) -> None:
    paid_case()
    answer = browser(people.account("analyst")).get(at("file", form), DAYS)
    assert answer.status_code == 200
    if form == "json":
        told = answer.json()
        assert (told["helped"], told["mean_cost_tenge"]) == (1, 10_000_000)
        assert told["by"]["country"]["TR"]["helped"] == 1


def test_bad_questions_are_refused_in_words(people: Accounts) -> None:
    client = browser(people.account("analyst"))
    assert (
        client.get(at("report"), {"first": "2025-12-01", "last": "2025-01-01"}).status_code == 422
    )
    for asked in (
        {"figure": "x"},
        {"figure": "helped", "by": "x"},
    ):
        assert client.get(at("records"), {**DAYS, **asked}).status_code == 404
    for name in ("records", "register", "differing"):
        assert client.get(at(name), {"first": "x"}).status_code == 422
    assert client.get(at("file", "pdf"), DAYS).status_code == 404
    assert client.get(at("differing"), {**DAYS, "act": "x"}).status_code == 404


def test_everybody_reads_years_which_are_over_and_no_small_number(client: Client) -> None:
    decided()
    client.cookies[COOKIE] = "en"
    page = text(client, at("public"))
    assert "No year is over yet" in page
    assert client.get(at("public"), {"year": str(NOW.year)}).status_code == 404
    assert client.get(at("public"), {"year": "x"}).status_code == 404


def test_the_report_asks_the_database_a_constant_number_of_times(
    people: Accounts, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    decided()
    client = browser(people.account("analyst"))
    client.get(at("report"), DAYS)
    with django_assert_max_num_queries(16):
        client.get(at("report"), DAYS)


def test_another_order_says_otherwise_of_a_child_whose_disease_is_in_no_list(
    people: Accounts,
) -> None:
    from tests.care.abroad.builders import child

    case = decided(who=child(), disease="another")
    client = browser(people.account("analyst"))
    assert "1 of 1" in text(client, at("report"), **DAYS)
    assert case.number in text(client, at("differing"), **DAYS, act="order-544")


def test_gaps_tell_the_spending_the_arithmetic_and_who_does_it_at_home(people: Accounts) -> None:
    paid_case(disease="transplantation", icd10="D61.9")
    page = text(browser(people.account("analyst")), at("gaps"), **DAYS)
    assert "10.0 million tenge" in page
    assert "Bone marrow transplantation" in page
    assert "unverified" in page.lower() or "not verified" in page.lower()
