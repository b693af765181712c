"""Whatever is done in whatever order: entries and sums agree, nothing is below zero."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet, Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.care.funding.builders import (
    FINANCE,
    MILLION,
    NOW,
    SECOND,
    TODAY,
    bill,
    contract,
    payment,
    rate,
    reserved,
    year,
)
from tests.registry.racing import race

from qanat.care.funding.commands.budget import amend_appropriation
from qanat.care.funding.commands.contracts import (
    Raise,
    carry_over,
    close_obligation,
    commit_contract,
    raise_commitment,
)
from qanat.care.funding.commands.invoices import (
    accept_invoice,
    pay_invoice,
    record_invoice,
    reject_invoice,
)
from qanat.care.funding.commands.paying import pay_advance, refund_advance
from qanat.care.funding.commands.posting import OverBudget
from qanat.care.funding.commands.reserving import change_reserve, release_reserve
from qanat.care.funding.models import Appropriation, Entry, Invoice, Obligation
from qanat.care.funding.rules.movements import contracted, paid, paid_back, share, wanted_free
from qanat.care.funding.rules.prices import Spread, compared, spread_of
from qanat.care.funding.states import Bucket, EntryKind
from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import Refusal
from qanat.registry.terminology.commands import load_terminology

MONEY = st.integers(1, 10**13)
BUCKETS = ("free", "reserved", "committed", "advanced", "spent")


def check_books() -> None:
    """See that every sum is that of its entries, that they add up, that none is below zero."""
    for money in Appropriation.objects.all():
        found = _by_entries(Entry.objects.filter(appropriation=money))
        assert {one: getattr(money, f"{one}_tiyn") for one in BUCKETS} == found
        assert money.amount_tiyn == sum(found.values())
        assert min(found.values()) >= 0
        held = Obligation.objects.filter(appropriation=money)
        for one in BUCKETS[1:]:
            total = held.aggregate(s=Sum(f"{one}_tiyn"))["s"] or 0
            assert total == getattr(money, f"{one}_tiyn")
    for row in Obligation.objects.all():
        found = _by_entries(Entry.objects.filter(obligation=row))
        del found["free"]
        assert {one: getattr(row, f"{one}_tiyn") for one in BUCKETS[1:]} == found
        assert min(found.values()) >= 0


def _by_entries(entries: QuerySet[Entry]) -> dict[str, int]:
    found = dict.fromkeys(BUCKETS, 0)
    for source, target, tiyn in entries.values_list("source", "target", "amount_tiyn"):
        found[source] = found.get(source, 0) - tiyn
        found[target] = found.get(target, 0) + tiyn
    found.pop("outside", None)
    return found


def step(chance: random.Random, money: Appropriation) -> None:
    """Do one thing at random, which may well be refused."""
    rows = list(Obligation.objects.all())
    row = chance.choice(rows) if rows else None
    minor = chance.choice([1, 333, 10_001, 250_000, 3_000_000])
    tiyn = chance.choice([1, MILLION, 7 * MILLION, 33 * MILLION])
    day = TODAY - timedelta(days=chance.randrange(60))
    acts: list[Callable[[], object]] = [lambda: reserved(money, tiyn)]
    if row is not None:
        acts += _acts(chance, row.pk, minor, tiyn, day)
    acts.append(
        lambda: amend_appropriation(
            FINANCE, appropriation_id=money.pk, amount_tiyn=tiyn, order="o", on=TODAY, now=NOW
        )
    )
    with suppress(Refusal):
        chance.choice(acts)()


def _acts(
    chance: random.Random, pk: int, minor: int, tiyn: int, day: date
) -> list[Callable[[], object]]:
    of: dict[str, Any] = {"obligation_id": pk, "now": NOW}
    more = Raise(amount_minor=minor, reason="other", decision=str(minor), decided_on=TODAY)
    invoices = list(Invoice.objects.values_list("pk", flat=True))
    acts: list[Callable[[], object]] = [
        lambda: commit_contract(FINANCE, contract=contract(minor), **of),
        lambda: commit_contract(FINANCE, contract=contract(minor), **of),
        lambda: raise_commitment(FINANCE, more=more, **of),
        lambda: change_reserve(FINANCE, amount_tiyn=tiyn, document="o", **of),
        lambda: release_reserve(FINANCE, reason="patient_died", **of),
        lambda: pay_advance(FINANCE, payment=payment(minor, day), **of),
        lambda: pay_advance(FINANCE, payment=payment(minor, day), **of),
        lambda: refund_advance(FINANCE, payment=payment(minor, day), **of),
        lambda: record_invoice(FINANCE, bill=bill(minor, number=str(chance.random())), **of),
        lambda: close_obligation(FINANCE, **of),
        lambda: carry_over(FINANCE, **of),
    ]
    if invoices:
        one = chance.choice(invoices)
        acts += [
            lambda: accept_invoice(FINANCE, invoice_id=one),
            lambda: pay_invoice(SECOND, invoice_id=one, on=day, document="P", now=NOW),
            lambda: pay_invoice(SECOND, invoice_id=one, on=day, document="P", now=NOW),
            lambda: reject_invoice(FINANCE, invoice_id=one, reason="other"),
        ]
    return acts


class Sequences(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_terminology(SYSTEM)

    @settings(max_examples=6)
    @given(st.integers(0, 2**32))
    def test_any_sequence_leaves_the_books_right(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 (a sequence of acts)
        for back in range(60):
            rate(str(chance.randrange(4000, 6000) / 10), on=TODAY - timedelta(days=back))
        rate("500")
        money = year(chance.choice([20, 60, 200]) * MILLION)
        year(40 * MILLION, 2027)
        for _ in range(40):
            step(chance, money)
        check_books()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_commit_the_last_tenge_one_gets_it() -> None:
    rate("500")
    money = year(30 * MILLION)
    rows = [reserved(money, 1 * MILLION) for _ in range(2)]
    terms = [contract(40_000 * 100) for _ in rows]  # 20 million each, 28 are free
    answers = race(
        [
            partial(commit_contract, FINANCE, obligation_id=row.pk, contract=of, now=NOW)
            for row, of in zip(rows, terms, strict=True)
        ]
    )
    assert sorted(type(one).__name__ for one in answers) == ["NoneType", "OverBudget"]
    check_books()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_neither_overdraw_nor_lock_each_other_out() -> None:
    rate("500")
    money = year(50 * MILLION)
    rows = [reserved(money, 5 * MILLION) for _ in range(4)]
    commit = partial(commit_contract, FINANCE, now=NOW)
    acts: list[Callable[[], object]] = [
        *(partial(reserved, money, 9 * MILLION) for _ in range(4)),
        *(partial(commit, obligation_id=row.pk, contract=contract(2_000_000)) for row in rows),
    ]
    answers = race(acts)
    assert all(isinstance(one, OverBudget | Obligation) or one is None for one in answers)
    check_books()


@pytest.mark.django_db(transaction=True)
def test_an_invoice_sent_and_paid_by_two_at_once_is_stored_and_paid_once() -> None:
    rate("500")
    row = reserved(year(), 15 * MILLION)
    commit_contract(FINANCE, obligation_id=row.pk, contract=contract(), now=NOW)
    one = bill(100_000)
    ids = race([partial(record_invoice, FINANCE, obligation_id=row.pk, bill=one, now=NOW)] * 3)
    assert set(ids) == {Invoice.objects.get().pk}
    invoice_id = Invoice.objects.get().pk
    accept_invoice(FINANCE, invoice_id=invoice_id)
    pay = partial(pay_invoice, SECOND, invoice_id=invoice_id, on=TODAY, now=NOW)
    paid_ones = race([partial(pay, document="A"), partial(pay, document="B")])
    assert sum(one is None for one in paid_ones) == 1
    check_books()


@given(MONEY, MONEY)
def test_a_contract_takes_its_reserve_and_no_more_than_it_lacks(kept: int, price: int) -> None:
    moves = contracted(kept, price)
    into = sum(m.tiyn for m in moves if m.target == Bucket.COMMITTED)
    out = sum(m.tiyn for m in moves if m.source == Bucket.RESERVED)
    assert (into, out) == (price, kept)
    assert wanted_free(moves) == max(0, price - kept)


@given(MONEY, MONEY)
def test_a_payment_costs_what_it_costs_and_takes_what_was_held(worth: int, cost: int) -> None:
    moves = paid(EntryKind.PAY, Bucket.SPENT, worth, cost)
    committed = sum(
        (m.target == Bucket.COMMITTED) * m.tiyn - (m.source == Bucket.COMMITTED) * m.tiyn
        for m in moves
    )
    assert -committed == worth
    assert sum(m.tiyn for m in moves if m.target == Bucket.SPENT) == cost
    assert wanted_free(moves) == max(0, cost - worth)


@given(MONEY, st.integers(0, 10**13))
def test_what_comes_back_and_what_was_lost_are_the_advance(worth: int, received: int) -> None:
    assert sum(m.tiyn for m in paid_back(worth, received)) == worth


@given(MONEY, st.lists(st.integers(1, 10**9), min_size=1, max_size=8))
def test_parts_taken_one_by_one_leave_nothing_over(tiyn: int, parts: list[int]) -> None:
    left, whole = tiyn, sum(parts)
    for part in parts:
        taken = share(left, part, whole)
        assert 0 <= taken <= left
        left, whole = left - taken, whole - part
    assert left == 0


@given(st.lists(MONEY, min_size=5, max_size=30), st.integers(2, 50))
def test_a_price_is_compared_in_its_own_scale(prices: list[int], times: int) -> None:
    one = compared(prices[0], prices, least=5, far=3.5)
    scaled = compared(prices[0] * times, [p * times for p in prices], least=5, far=3.5)
    assert one is not None
    assert scaled is not None
    assert one.is_far == scaled.is_far
    assert one.ratio == pytest.approx(scaled.ratio)


def test_a_price_is_compared_by_hand() -> None:
    earlier = [10, 11, 12, 13, 30]
    found = compared(30, earlier, least=5, far=3.5)
    assert found is not None
    assert (found.earlier, found.ratio) == (Spread(5, 11, 12, 13), 2.5)
    assert found.far == 3.5
    assert found.score == pytest.approx(0.6745 * 18 / 1)
    assert found.is_dear
    assert compared(30, earlier[:4], least=5, far=3.5) is None
    assert spread_of([7]) == Spread(1, 7, 7, 7)
    same = compared(10, [10] * 5, least=5, far=3.5)
    assert same is not None
    assert not same.is_far
