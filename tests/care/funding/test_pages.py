"""The desk of finance: what is seen, what is done, what is refused, and what it costs."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries
from tests.care.funding.builders import (
    FINANCE,
    MILLION,
    NOW,
    SIGNED,
    TODAY,
    bill,
    committed,
    payment,
    rate,
    reserved,
    sums,
    year,
)
from tests.foundation.access.builders import Accounts, signed_in

from qanat.care.funding.commands.contracts import close_obligation
from qanat.care.funding.commands.invoices import accept_invoice, record_invoice
from qanat.care.funding.commands.others import (
    deduct_from_contract,
    resume_payments,
    stop_payments,
)
from qanat.care.funding.commands.paying import pay_advance
from qanat.care.funding.models import Appropriation, Invoice, Obligation, Rate

pytestmark = pytest.mark.usefixtures("registry", "db")
LIST = "/funding/obligations/"
PAGES = ("/funding/", LIST, "/funding/invoices/", "/funding/rates/", "/funding/prices/")


@pytest.fixture
def desk(people: Accounts) -> Client:
    return signed_in(people.account("finance"))


def plain(answer: Any) -> str:
    return str(answer.content.decode()).replace("\xa0", " ")


def test_nothing_is_shown_to_who_may_not_see_it(people: Accounts) -> None:
    stranger = signed_in(people.account("dispatcher"))
    row = reserved(year())
    for address in (*PAGES, f"{LIST}{row.pk}/", f"{LIST}{row.pk}/do/release/"):
        assert stranger.get(address).status_code == 403


def test_every_page_is_there_before_anything_is_entered(desk: Client) -> None:
    for address in PAGES:
        assert desk.get(address).status_code == 200


def test_a_year_is_entered_amended_and_seen_as_buckets(desk: Client) -> None:
    typed = {
        "programme": "Treatment abroad",
        "year": "2026",
        "amount": "1 000 000,50",
        "order": "order 1",
        "on": "05.01.2026",
    }
    assert desk.post("/funding/years/new/", typed).status_code == 303
    money = Appropriation.objects.get()
    assert money.free_tiyn == 100_000_050
    more = {"amount": "2000000", "order": "order 2", "on": "06.02.2026"}
    assert desk.post(f"/funding/years/{money.pk}/amend/", more).status_code == 303
    text = desk.get("/funding/").content.decode()
    assert "order 1" in text
    entries = desk.get(f"/funding/years/{money.pk}/entries/?place=outside").content.decode()
    assert "order 2" in entries


def test_money_goes_the_whole_way_by_forms(desk: Client, people: Accounts) -> None:
    rate("500")
    money = year()
    row = reserved(money)
    here = f"{LIST}{row.pk}/"
    terms = {
        "number": "C 1",
        "signed_on": "10.03.2026",
        "currency": "EUR",
        "amount": "30000",
        "payee": "Clinic",
    }
    assert desk.post(f"{here}do/commit/", terms).status_code == 303
    paid = {"amount": "1000", "on": "12.03.2026", "document": "P 1"}
    assert desk.post(f"{here}act/advance/", paid).status_code == 303
    came = {
        "number": "I 1",
        "amount": "2500",
        "service_from": "15.03.2026",
        "service_until": "20.03.2026",
        "received_on": "25.03.2026",
    }
    assert desk.post(f"{here}act/bill/", came).status_code == 303
    invoice = Invoice.objects.get()
    assert desk.post(f"/funding/invoices/{invoice.pk}/do/accept/", {}).status_code == 303
    pay = {"on": "26.03.2026", "document": "P 2"}
    own = desk.post(f"/funding/invoices/{invoice.pk}/do/pay/", pay)
    assert own.status_code == 422
    assert "You accepted this invoice" in own.content.decode()
    second = signed_in(people.account("finance", name="second"))
    assert second.post(f"/funding/invoices/{invoice.pk}/do/pay/", pay).status_code == 303
    text = desk.get(here).content.decode()
    for word in ("C 1", "P 1", "P 2", "I 1"):
        assert word in text
    assert desk.post(f"{here}do/close/", {}).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.spent_tiyn) == ("closed", 1_250_000 * 100)


def test_an_invoice_says_that_it_is_overdue_and_paying_it_is_offered_to_somebody_else(
    desk: Client, people: Accounts
) -> None:
    rate()
    row = committed(year())
    made = record_invoice(FINANCE, obligation_id=row.pk, bill=bill(100), now=NOW)
    door, waiting = f"/funding/invoices/{made}/do/pay/", "/funding/invoices/"
    assert desk.post(f"/funding/invoices/{made}/do/accept/", {}).status_code == 303
    shown = desk.get(waiting).content.decode()
    assert "overdue" in shown
    assert door not in shown
    assert "You accepted this invoice: somebody else pays it." in shown
    second = signed_in(people.account("finance", name="second")).get(waiting).content.decode()
    assert door in second
    assert "You accepted this invoice" not in second


def test_who_pays_an_invoice_reads_first_what_it_costs_and_what_the_rate_takes(
    people: Accounts,
) -> None:
    rate("500")
    row = committed(year())
    pay_advance(FINANCE, obligation_id=row.pk, payment=payment(4_000_00, SIGNED), now=NOW)
    made = record_invoice(FINANCE, obligation_id=row.pk, bill=bill(10_000_00), now=NOW)
    rate("520", on=TODAY)
    second = signed_in(people.account("finance", name="second"))
    accepting = plain(second.get(f"/funding/invoices/{made}/do/accept/"))
    assert "it costs 3,120,000 ₸: 520 ₸ for 1 EUR, of 15 Jun 2026." in accepting
    accept_invoice(FINANCE, invoice_id=made)
    door = f"/funding/invoices/{made}/do/pay/"
    asked = plain(second.get(door))
    for words in (
        "The advance pays 4,000 EUR of it.",
        "it costs 3,120,000 ₸: 520 ₸ for 1 EUR, of 15 Jun 2026.",
        "holds 3,000,000 ₸ for it; the exchange difference, 120,000 ₸, is taken from the free",
        "The rate is of 15 Jun 2026. Enter a newer one first",
    ):
        assert words in asked
    typed = {"on": f"{SIGNED:%d.%m.%Y}", "document": ""}
    again = plain(second.post(door, typed))
    assert "it costs 3,120,000 ₸" in again
    rate("490", on=SIGNED)
    typed["document"] = "P 9"
    assert second.post(door, typed).status_code == 303
    assert sums(row)["spent"] == 4_940_000


def test_who_pays_in_advance_reads_first_what_the_contract_costs_by_the_rate_of_the_day(
    desk: Client,
) -> None:
    rate("500")
    row = committed(year())
    rate("520", on=TODAY)
    asked = plain(desk.get(f"{LIST}{row.pk}/act/advance/"))
    assert "520 ₸ for 1 EUR, of 15 Jun 2026." in asked
    assert "is taken from the free money." in asked


def test_a_payment_the_free_money_can_not_bear_is_told_before_it_is_tried(desk: Client) -> None:
    rate("500")
    money = year(15 * MILLION)
    row = committed(money, 15 * MILLION)
    made = record_invoice(FINANCE, obligation_id=row.pk, bill=bill(10_000_00), now=NOW)
    accept_invoice(FINANCE, invoice_id=made)
    door = f"/funding/invoices/{made}/do/pay/"
    rate("520", on=TODAY)
    assert "This needs 200,000 ₸ of free money; 0 ₸ is free this year." in plain(desk.get(door))
    rate("480", on=TODAY)
    assert "200,000 ₸, returns to the free money." in plain(desk.get(door))


def test_an_obligation_is_found_by_any_part_of_its_numbers(desk: Client) -> None:
    row = reserved(year())
    for text in (row.number[-5:], row.case_number[-5:]):
        assert row.number in desk.get(f"{LIST}?text={text}").content.decode()
    assert row.number not in desk.get(f"{LIST}?text=no such").content.decode()


def test_a_service_from_before_the_decision_is_refused_and_what_was_typed_stays(
    desk: Client,
) -> None:
    rate()
    row = committed(year())
    came = {
        "number": "I 1",
        "amount": "100",
        "service_from": "01.03.2026",
        "service_until": "20.03.2026",
        "received_on": "25.03.2026",
    }
    answer = desk.post(f"{LIST}{row.pk}/act/bill/", came)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "never paid back" in text
    assert 'value="I 1"' in text
    assert not Invoice.objects.exists()


def test_a_reserve_without_a_decision_is_refused_on_the_page(desk: Client) -> None:
    money = year()
    typed = {
        "case_number": "TA-9",
        "matter": "7b0e2a56-6a1f-4f57-9d7e-0f6f7c1c2d3e",
        "purpose": "travel",
        "amount": "100",
    }
    answer = desk.post(f"/funding/years/{money.pk}/reserve/", typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "never paid back" in text
    for field in ("decision", "decided_on"):
        assert f'id="id_{field}_error"' in text
    typed |= {"decision": "minutes 5", "decided_on": "02.03.2026", "payee": "Airline"}
    assert desk.post(f"/funding/years/{money.pk}/reserve/", typed).status_code == 303
    assert Obligation.objects.get().reserved_tiyn == 10_000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "-5"),
        ("amount", "0"),
        ("amount", "NaN"),
        ("amount", "1e9"),
        ("amount", "9" * 40),
        ("amount", "1,234"),
        ("currency", "XXX"),
        ("signed_on", "31.02.2026"),
        ("clinic", "999"),
        ("number", "\u202eabc"),
    ],
)
def test_hostile_contracts_are_refused(desk: Client, field: str, value: str) -> None:
    rate()
    row = reserved(year())
    terms = {
        "number": "C 1",
        "signed_on": "10.03.2026",
        "currency": "EUR",
        "amount": "300",
        field: value,
    }
    assert desk.post(f"{LIST}{row.pk}/do/commit/", terms).status_code == 422
    row.refresh_from_db()
    assert row.state == "reserved"


def test_unknown_doors_are_not_found(desk: Client) -> None:
    row = reserved(year())
    for address in (
        f"{LIST}999999/",
        f"{LIST}{row.pk}/do/nothing/",
        f"{LIST}{row.pk}/act/nothing/",
        "/funding/years/999999/entries/",
        "/funding/invoices/999999/do/pay/",
    ):
        assert desk.get(address).status_code == 404


def test_rates_are_entered_corrected_and_all_kept(desk: Client) -> None:
    typed = {"currency": "EUR", "on": "01.06.2026", "tenge": "567,89", "source": "Bank"}
    assert desk.post("/funding/rates/new/", typed).status_code == 303
    assert desk.post("/funding/rates/new/", typed).status_code == 303
    assert desk.post("/funding/rates/new/", typed | {"tenge": "576,89"}).status_code == 303
    assert Rate.objects.count() == 2
    text = desk.get("/funding/rates/?currency=EUR").content.decode()
    assert "corrected" in text
    assert "576.89" in text


def test_an_obligation_says_that_its_payments_are_stopped_and_what_others_pay(
    desk: Client,
) -> None:
    rate()
    row = committed(year())
    address = f"{LIST}{row.pk}/"
    assert "Payments are stopped" not in desk.get(address).content.decode()
    stop_payments(FINANCE, obligation_id=row.pk)
    assert "Payments are stopped" in desk.get(address).content.decode()
    deduct_from_contract(
        FINANCE,
        obligation_id=row.pk,
        amount=77_700,
        currency=row.currency,
        amount_tiyn=1,
        document="letter",
        now=NOW,
    )
    resume_payments(FINANCE, obligation_id=row.pk)
    page = desk.get(address).content.decode()
    assert "Of it paid by others" in page
    assert "777" in page
    assert "Payments are stopped" not in page


def test_a_price_far_from_others_is_told_in_words(desk: Client) -> None:
    rate("500")
    money = year(900 * MILLION)
    for amount in (29_000, 30_000, 30_500, 31_000, 32_000):
        committed(money, 20 * MILLION, amount_minor=amount * 100)
    dear = committed(money, 60 * MILLION, amount_minor=90_000 * 100)
    text = desk.get(f"{LIST}{dear.pk}/").content.decode()
    assert "Far dearer than usual: 3.0 times the median of 5 contracts of the group C71" in text
    assert "Far dearer" in desk.get("/funding/prices/?icd10=c71").content.decode()


def test_the_register_of_the_year_holds_every_obligation(desk: Client) -> None:
    rate()
    money = year()
    row = committed(money)
    pay_advance(FINANCE, obligation_id=row.pk, payment=payment(1000), now=NOW)
    file = desk.get(f"/funding/years/{money.pk}/register.xlsx")
    book = load_workbook(io.BytesIO(file.content))
    assert len(book.sheetnames) == 3
    assert [one.value for one in book.worksheets[1]["A"]][1:] == [row.number]
    assert book.worksheets[1]["H2"].value.date() == row.decided_on
    assert book.worksheets[2].max_row == 1 + row.entries.count() + 1


def test_lists_cost_the_same_however_long_they_are(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rate()
    money = year(900 * MILLION)
    rows = [committed(money, MILLION, amount_minor=1000) for _ in range(6)]
    record_invoice(FINANCE, obligation_id=rows[0].pk, bill=bill(100), now=NOW)
    close_obligation(FINANCE, obligation_id=rows[1].pk, now=NOW)
    for address in (*PAGES, f"{LIST}?year={money.pk}&state=committed&text=TA"):
        desk.get(address)
        with django_assert_max_num_queries(9):
            assert desk.get(address).status_code == 200
