"""Offers stand beside what was paid before, and say why one is called far off."""

from uuid import uuid4

import pytest
from tests.care.abroad.builders import WORKING_BODY, clinic, offered, quote, reserved
from tests.care.abroad.test_pages import at, department, text, working_body
from tests.care.funding import builders as money
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser, cost
from tests.response.dispatch.builders import NOW

from qanat.care.abroad.commands.offers import ask_clinic, quote_offer
from qanat.care.abroad.models import Case
from qanat.care.clinics.commands.quotas import QuotaDraft, offer_quota, take_place
from qanat.care.funding.models import Obligation

pytestmark = pytest.mark.usefixtures("world", "db")


def paid_before(*euros: int, icd10: str = "J38.6") -> None:
    """Have contracts of a diagnosis on record."""
    money.rate("500")
    year = money.year(900 * money.MILLION)
    for amount in euros:
        money.committed(year, amount_minor=amount * 100, icd10=icd10)


def one_more(case: Case, name: str, euros: int) -> None:
    """Have one more clinic offer."""
    pk = ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic(name), now=NOW)
    quote_offer(WORKING_BODY, offer_id=pk, quote=quote(amount_cents=euros * 100), now=NOW)


def test_the_working_body_reads_how_each_offer_stands_and_why(people: Accounts) -> None:
    paid_before(29_000, 30_000, 30_500, 31_000, 32_000)
    case = offered(1)
    one_more(case, "Dear", 60_000)
    one_more(case, "Usual", 25_000)
    page = text(working_body(people), at("case", case.pk))
    for words in (
        "Far cheaper than usual: 0.8 times the median of 5 contracts of the group J38",
        "Far dearer than usual: 2.4 times the median of 5 contracts of the group J38",
        "Half of them lie between 15,000,000 ₸ and 15,500,000 ₸.",
        "It lies 8.1 usual deviations from the median; from 3.5 on a price is called far.",
        "only from 3.5 on a price is called far.",
        "none of this diagnosis",
        "not accredited",
        "1 of 1 · half within 0.0 days",
    ):
        assert words.replace(" ₸", "\u00a0₸") in page, words
    assert "How the offers stand" not in text(department(people), at("case", case.pk))


def test_places_of_quotas_are_shown_where_a_clinic_is_asked_and_chosen(people: Accounts) -> None:
    draft = QuotaDraft(year=NOW.year, country="DE", agreement="A", offered=10, source="test")
    quota = offer_quota(WORKING_BODY, draft=draft, now=NOW)
    take_place(WORKING_BODY, quota_id=quota, matter=uuid4(), number="1", now=NOW)
    case, client = offered(1), working_body(people)
    clinic("Klinik 9")
    clinic("Acıbadem", "TR")
    assert "quota: 9 of 10 places left" in text(client, at("case", case.pk))
    client.cookies["qanat_language"] = "ru"
    assert "квота: осталось мест 9 из 10" in text(client, at("case", case.pk))
    client.cookies["qanat_language"] = "en"
    asked = text(client, at("clinic", case.pk))
    assert "Klinik 9, Berlin, Germany · quota: 9 of 10 places left" in asked
    assert "Türkiye · quota" not in asked


def test_finance_finds_obligations_by_the_country_of_the_clinic(people: Accounts) -> None:
    case = reserved()
    client = browser(people.account("finance"))
    number = Obligation.objects.filter(matter=case.matter, purpose="treatment").get().number
    assert number in text(client, "/funding/obligations/?country=DE")
    clinic("Acıbadem", "TR")
    assert number not in text(client, "/funding/obligations/?country=TR")


def test_with_few_contracts_nothing_is_called_far(people: Accounts) -> None:
    paid_before(1_000, 1_100, 1_200)
    page = text(working_body(people), at("case", offered(1).pk))
    assert "too few contracts to compare" in page
    assert "Far dearer" not in page


def test_more_offers_cost_no_more_queries(people: Accounts) -> None:
    paid_before(29_000, 30_000, 30_500, 31_000, 32_000)
    case, client = offered(1), working_body(people)
    text(client, at("case", case.pk))
    before = cost(client, at("case", case.pk))
    one_more(case, "Second", 30_000)
    one_more(case, "Third", 31_000)
    assert cost(client, at("case", case.pk)) == before
