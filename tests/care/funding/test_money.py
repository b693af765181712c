"""Money moves from one place to the next, to the tiyn, and never without what it needs."""

from datetime import date, timedelta

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from tests.care.funding.builders import (
    DECIDED,
    FINANCE,
    MILLION,
    NOW,
    SECOND,
    SIGNED,
    TODAY,
    bill,
    committed,
    contract,
    fresh,
    payment,
    rate,
    reserved,
    sums,
    year,
)

from qanat.care.funding.commands.budget import StillLive, amend_appropriation, close_year
from qanat.care.funding.commands.contracts import (
    AdvanceOpen,
    InvoicesOpen,
    NextYearMissing,
    Raise,
    carry_over,
    close_obligation,
    commit_contract,
    raise_commitment,
)
from qanat.care.funding.commands.invoices import (
    InvoiceKnown,
    NotCommitted,
    accept_invoice,
    pay_invoice,
    record_invoice,
    reject_invoice,
)
from qanat.care.funding.commands.paying import (
    BeyondAdvance,
    BeyondContract,
    DocumentKnown,
    EarlierMoney,
    pay_advance,
    refund_advance,
)
from qanat.care.funding.commands.posting import DayImpossible, OverBudget, YearIsClosed
from qanat.care.funding.commands.reserving import (
    DecisionMissing,
    Reserve,
    SelfArranged,
    change_reserve,
    release_reserve,
    reserve,
)
from qanat.care.funding.models import Appropriation, Entry, Invoice, Obligation
from qanat.care.funding.states import ObligationState
from qanat.foundation.lifecycle import WrongState

pytestmark = pytest.mark.usefixtures("registry", "db")

M = 1_000_000
EUR = 100
"""Hundredths of a unit."""


def paid_invoice(row: Obligation, amount_minor: int, on: date = TODAY) -> None:
    invoice_id = record_invoice(FINANCE, obligation_id=row.pk, bill=bill(amount_minor), now=NOW)
    accept_invoice(FINANCE, invoice_id=invoice_id)
    pay_invoice(SECOND, invoice_id=invoice_id, on=on, document=f"PP-{invoice_id}", now=NOW)


def test_money_goes_from_free_to_spent_and_the_rest_returns() -> None:
    rate("500")
    money = year(100 * MILLION)
    row = reserved(money, 20 * MILLION)
    assert sums(money) == {"amount": 100 * M, "free": 80 * M, "reserved": 20 * M}
    terms = contract(30_000 * EUR)
    commit_contract(FINANCE, obligation_id=row.pk, contract=terms, now=NOW)
    assert sums(money) == {"amount": 100 * M, "free": 85 * M, "committed": 15 * M}
    pay_advance(FINANCE, obligation_id=row.pk, payment=payment(10_000 * EUR), now=NOW)
    assert sums(row) == {"committed": 10 * M, "advanced": 5 * M}
    paid_invoice(row, 25_000 * EUR)
    assert sums(row) == {"committed": 2_500_000, "spent": 12_500_000}
    close_obligation(FINANCE, obligation_id=row.pk, now=NOW)
    assert sums(money) == {"amount": 100 * M, "free": 87_500_000, "spent": 12_500_000}
    assert fresh(row).state == ObligationState.CLOSED


def test_a_loss_by_the_rate_is_taken_from_free_money_and_a_gain_returns() -> None:
    rate("500")
    rate("550", on=TODAY)
    rate("450", on=TODAY - timedelta(days=1))
    money = year(100 * MILLION)
    row = committed(money, 15 * MILLION)
    pay_advance(FINANCE, obligation_id=row.pk, payment=payment(10_000 * EUR), now=NOW)
    assert sums(row) == {"committed": 10 * M, "advanced": 5_500_000}
    assert sums(money)["free"] == 84_500_000
    yesterday = payment(10_000 * EUR, on=TODAY - timedelta(days=1))
    pay_advance(FINANCE, obligation_id=row.pk, payment=yesterday, now=NOW)
    assert sums(row) == {"committed": 5 * M, "advanced": 10 * M}
    assert sums(money)["free"] == 85 * M
    kinds = list(Entry.objects.filter(obligation=row).values_list("kind", flat=True))
    assert kinds.count("exchange") == 2


def test_a_loss_for_which_there_is_no_money_stops_the_payment() -> None:
    rate("500")
    rate("600", on=TODAY)
    money = year(15 * MILLION)
    row = committed(money, 15 * MILLION)
    with pytest.raises(OverBudget):
        pay_advance(FINANCE, obligation_id=row.pk, payment=payment(10_000 * EUR), now=NOW)
    assert sums(row) == {"committed": 15 * M}


def test_an_advance_comes_back_and_what_was_lost_is_spent() -> None:
    rate("500")
    money = year()
    row = committed(money, 15 * MILLION)
    pay_advance(FINANCE, obligation_id=row.pk, payment=payment(10_000 * EUR), now=NOW)
    rate("400", on=TODAY)
    back = payment(10_000 * EUR, document="back")
    refund_advance(FINANCE, obligation_id=row.pk, payment=back, now=NOW)
    refund_advance(FINANCE, obligation_id=row.pk, payment=back, now=NOW)
    assert sums(row) == {"committed": 14 * M, "spent": 1 * M}
    with pytest.raises(BeyondAdvance):
        refund_advance(FINANCE, obligation_id=row.pk, payment=payment(1), now=NOW)


def test_the_same_document_is_booked_once() -> None:
    rate()
    row = committed(year())
    one = payment(100 * EUR, document="P 7")
    pay_advance(FINANCE, obligation_id=row.pk, payment=one, now=NOW)
    pay_advance(FINANCE, obligation_id=row.pk, payment=one, now=NOW)
    assert fresh(row).advanced_minor == 100 * EUR
    other = payment(200 * EUR, document="P 7")
    with pytest.raises(DocumentKnown):
        pay_advance(FINANCE, obligation_id=row.pk, payment=other, now=NOW)


def test_nothing_is_put_aside_without_a_decision() -> None:
    money = year()
    draft = Reserve(
        appropriation_id=money.pk,
        matter=reserved(money).matter,
        case_number="TA-1",
        purpose="travel",
        amount_tiyn=1,
        decision=" ",
        decided_on=None,
    )
    with pytest.raises(DecisionMissing) as refused:
        reserve(FINANCE, draft=draft, now=NOW)
    assert refused.value.code == "SELF_ARRANGED_NOT_REIMBURSED"
    assert Obligation.objects.count() == 1


def test_what_began_before_the_decision_is_never_paid_back() -> None:
    rate()
    row = committed(year())
    early = bill(100 * EUR, service_from=DECIDED - timedelta(days=1))
    with pytest.raises(SelfArranged) as refused:
        record_invoice(FINANCE, obligation_id=row.pk, bill=early, now=NOW)
    assert refused.value.code == "SELF_ARRANGED_NOT_REIMBURSED"
    assert not Invoice.objects.exists()
    record_invoice(FINANCE, obligation_id=row.pk, bill=bill(1, service_from=DECIDED), now=NOW)


def test_the_database_itself_refuses_an_invoice_from_before_the_decision() -> None:
    rate()
    row = committed(year())
    found = record_invoice(FINANCE, obligation_id=row.pk, bill=bill(1), now=NOW)
    with pytest.raises(IntegrityError, match="not_self_arranged"):
        Invoice.objects.filter(pk=found).update(service_from=DECIDED - timedelta(days=1))


def test_a_contract_from_before_the_decision_is_not_taken() -> None:
    rate()
    row = reserved(year())
    terms = contract()
    early = type(terms)(
        number="C",
        signed_on=DECIDED - timedelta(days=1),
        currency="EUR",
        amount_minor=1,
    )
    with pytest.raises(SelfArranged):
        commit_contract(FINANCE, obligation_id=row.pk, contract=early, now=NOW)


def test_there_is_no_payment_without_a_contract() -> None:
    row = reserved(year())
    with pytest.raises(WrongState):
        pay_advance(FINANCE, obligation_id=row.pk, payment=payment(1), now=NOW)
    with pytest.raises(NotCommitted):
        record_invoice(FINANCE, obligation_id=row.pk, bill=bill(1), now=NOW)


def test_no_more_is_paid_than_the_contract_says_until_a_new_decision_raises_it() -> None:
    rate("500")
    money = year()
    row = committed(money, 15 * MILLION)
    with pytest.raises(BeyondContract):
        paid_invoice(row, 31_000 * EUR)
    more = Raise(
        amount_minor=1_000 * EUR, reason="complication", decision="minutes 3", decided_on=DECIDED
    )
    with pytest.raises(DecisionMissing):
        raise_commitment(FINANCE, obligation_id=row.pk, more=more, now=NOW)
    more = Raise(
        amount_minor=1_000 * EUR, reason="complication", decision="minutes 9", decided_on=TODAY
    )
    raise_commitment(FINANCE, obligation_id=row.pk, more=more, now=NOW)
    with pytest.raises(DecisionMissing):
        raise_commitment(FINANCE, obligation_id=row.pk, more=more, now=NOW)
    accepted = Invoice.objects.get()
    accept_invoice(FINANCE, invoice_id=accepted.pk)
    pay_invoice(SECOND, invoice_id=accepted.pk, on=TODAY, document="P", now=NOW)
    assert sums(row) == {"spent": 15_500_000}


def test_an_invoice_sent_twice_is_stored_once_and_a_number_serves_one_invoice() -> None:
    rate()
    row = committed(year())
    one = bill(100 * EUR, number="A 1")
    first = record_invoice(FINANCE, obligation_id=row.pk, bill=one, now=NOW)
    assert record_invoice(FINANCE, obligation_id=row.pk, bill=one, now=NOW) == first
    other = bill(200 * EUR, number="a-1")
    with pytest.raises(InvoiceKnown):
        record_invoice(FINANCE, obligation_id=row.pk, bill=other, now=NOW)
    reject_invoice(FINANCE, invoice_id=first, reason="wrong_amount")
    assert record_invoice(FINANCE, obligation_id=row.pk, bill=other, now=NOW) != first


def test_an_invoice_for_a_service_which_has_not_begun_is_refused() -> None:
    rate()
    row = committed(year())
    ahead = TODAY + timedelta(days=1)
    early = bill(100 * EUR, service_from=ahead)
    with pytest.raises(DayImpossible):
        record_invoice(FINANCE, obligation_id=row.pk, bill=early, now=NOW)


def test_an_obligation_is_closed_when_nothing_is_open() -> None:
    rate()
    row = committed(year())
    pay_advance(FINANCE, obligation_id=row.pk, payment=payment(100 * EUR), now=NOW)
    with pytest.raises(AdvanceOpen):
        close_obligation(FINANCE, obligation_id=row.pk, now=NOW)
    record_invoice(FINANCE, obligation_id=row.pk, bill=bill(100 * EUR), now=NOW)
    with pytest.raises(InvoicesOpen):
        close_obligation(FINANCE, obligation_id=row.pk, now=NOW)


def test_a_reserve_changes_and_goes_back() -> None:
    money = year(30 * MILLION)
    row = reserved(money, 20 * MILLION)
    change_reserve(
        FINANCE, obligation_id=row.pk, amount_tiyn=30 * MILLION, document="offer", now=NOW
    )
    assert sums(money) == {"amount": 30 * M, "reserved": 30 * M}
    with pytest.raises(OverBudget):
        change_reserve(
            FINANCE, obligation_id=row.pk, amount_tiyn=31 * MILLION, document="offer", now=NOW
        )
    release_reserve(FINANCE, obligation_id=row.pk, reason="patient_died", now=NOW)
    assert sums(money) == {"amount": 30 * M, "free": 30 * M}


def test_an_appropriation_is_never_cut_below_what_is_promised() -> None:
    money = year(30 * MILLION)
    reserved(money, 20 * MILLION)
    with pytest.raises(OverBudget):
        amend_appropriation(
            FINANCE,
            appropriation_id=money.pk,
            amount_tiyn=19 * MILLION,
            order="cut",
            on=TODAY,
            now=NOW,
        )
    amend_appropriation(
        FINANCE,
        appropriation_id=money.pk,
        amount_tiyn=20 * MILLION,
        order="cut",
        on=TODAY,
        now=NOW,
    )
    assert sums(money) == {"amount": 20 * M, "reserved": 20 * M}


def test_a_year_is_closed_when_all_is_closed_or_carried_over() -> None:
    rate("500")
    money = year()
    row = committed(money, 15 * MILLION)
    waiting = reserved(money, 5 * MILLION)
    pay_advance(FINANCE, obligation_id=row.pk, payment=payment(10_000 * EUR), now=NOW)
    invoice_id = record_invoice(FINANCE, obligation_id=row.pk, bill=bill(25_000 * EUR), now=NOW)
    with pytest.raises(StillLive):
        close_year(FINANCE, appropriation_id=money.pk)
    with pytest.raises(NextYearMissing):
        carry_over(FINANCE, obligation_id=row.pk, now=NOW)
    after = year(16 * MILLION, 2027)
    new = Obligation.objects.get(pk=carry_over(FINANCE, obligation_id=row.pk, now=NOW))
    assert sums(after) == {"amount": 16 * M, "free": 6 * M, "committed": 10 * M}
    assert sums(money)["spent"] == 5 * M
    carry_over(FINANCE, obligation_id=waiting.pk, now=NOW)
    close_year(FINANCE, appropriation_id=money.pk)
    with pytest.raises(YearIsClosed):
        reserved(money)
    with pytest.raises(EarlierMoney):
        refund_advance(FINANCE, obligation_id=new.pk, payment=payment(1 * EUR), now=NOW)
    accept_invoice(FINANCE, invoice_id=invoice_id)
    pay_invoice(SECOND, invoice_id=invoice_id, on=TODAY, document="P", now=NOW)
    assert sums(new) == {"committed": 2_500_000, "spent": 7_500_000}
    close_obligation(FINANCE, obligation_id=new.pk, now=NOW)


def test_nothing_but_entries_moves_money() -> None:
    money = year()
    with pytest.raises(IntegrityError, match="entries only"), transaction.atomic():
        Appropriation.objects.filter(pk=money.pk).update(free_tiyn=1)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM funding_entry")
    row = reserved(money)
    with pytest.raises(IntegrityError, match="entries only"), transaction.atomic():
        Obligation.objects.filter(pk=row.pk).update(spent_tiyn=5)


def test_the_database_knows_no_way_to_spend_what_was_not_committed() -> None:
    money = year()
    row = reserved(money)
    with pytest.raises((IntegrityError, DataError)):
        Entry.objects.create(
            appropriation=money,
            obligation=row,
            kind="pay",
            amount_tiyn=1,
            source="committed",
            target="spent",
            document="x",
            on=SIGNED,
            at=NOW,
            by_id=1,
        )
