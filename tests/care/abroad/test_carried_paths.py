"""Whatever is tried after a decision: no payment without a commitment, no step is left out."""

import random
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.care.abroad.builders import (
    DAY,
    WORKING_BODY,
    aside,
    commit_ways,
    decided,
    fresh,
    fund,
    planned,
    signed,
    ward,
)
from tests.care.funding.builders import FINANCE, SECOND
from tests.care.funding.test_sums import check_books
from tests.response.dispatch.builders import NOW

from qanat.care.abroad.commands.choosing import choose_offer
from qanat.care.abroad.commands.extending import More, ask_for_more, grant_more, take_agreement
from qanat.care.abroad.commands.following import record_follow_up
from qanat.care.abroad.commands.funding import (
    contract_for_case,
    free_money,
    reserve_for_case,
)
from qanat.care.abroad.commands.gifts import GiftDraft, deduct_gift, find_gift
from qanat.care.abroad.commands.journeys import begin_journey, end_journey, turn_back_journey
from qanat.care.abroad.commands.preparing import withdraw_case
from qanat.care.abroad.commands.treating import end_treatment
from qanat.care.abroad.models import Case, Extension, Gift, Journey, Offer
from qanat.care.abroad.queries.record import TABLE
from qanat.care.abroad.states import CARRIED_OUT, CASE
from qanat.care.funding.commands.invoices import Bill, accept_invoice, pay_invoice, record_invoice
from qanat.care.funding.commands.paying import Payment, pay_advance
from qanat.care.funding.models import Entry, Invoice, Obligation
from qanat.care.funding.states import EntryKind
from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.queries import history
from qanat.foundation.refusals import Refusal

TODAY = NOW.date()
Step = Callable[[Case], object]
WAY = ("decide", "reserve", "contract", "depart", "arrive", "treat", "set_out_home", "come_home")


def _treatment(case: Case) -> Obligation:
    return Obligation.objects.filter(matter=case.matter, purpose="treatment").latest("id")


def _journey(case: Case) -> int:
    return Journey.objects.filter(case=case).latest("id").pk


def _bill(case: Case) -> None:
    number = str(Invoice.objects.count())
    sent = Bill(
        number=number,
        amount_minor=600_000,
        service_from=TODAY,
        service_until=TODAY,
        received_on=TODAY,
    )
    record_invoice(FINANCE, obligation_id=_treatment(case).pk, bill=sent, now=NOW)


def _pay(case: Case) -> None:
    pk = Invoice.objects.latest("id").pk
    pay_invoice(SECOND, invoice_id=pk, on=TODAY, document="P", now=NOW)


def _advance(case: Case) -> None:
    payment = Payment(amount_minor=500_000, on=TODAY, document=f"A{Entry.objects.count()}")
    pay_advance(FINANCE, obligation_id=_treatment(case).pk, payment=payment, now=NOW)


def _gift(case: Case) -> None:
    draft = GiftDraft(giver="Фонд", currency="EUR", amount=300_000, teller="found")
    find_gift(WORKING_BODY, case_id=case.pk, draft=draft, now=NOW)


def _more(case: Case) -> None:
    more = More(why="complication", text="Ещё", days=1, amount=100_000)
    ask_for_more(WORKING_BODY, case_id=case.pk, more=more, now=NOW)


STEPS: dict[str, Step] = {
    "choose": lambda case: choose_offer(
        WORKING_BODY, offer_id=Offer.objects.filter(case=case).earliest("id").pk, now=NOW
    ),
    "reserve": lambda case: reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW),
    "contract": lambda case: contract_for_case(FINANCE, case_id=case.pk, signed=signed(), now=NOW),
    "ways": commit_ways,
    "free": lambda case: free_money(FINANCE, case_id=case.pk, reason="other", now=NOW),
    "plan": planned,
    "depart": lambda case: begin_journey(
        WORKING_BODY, journey_id=_journey(case), on=TODAY, now=NOW
    ),
    "arrive": lambda case: end_journey(
        WORKING_BODY, journey_id=_journey(case), on=TODAY, until=TODAY + DAY, now=NOW
    ),
    "turn back": lambda case: turn_back_journey(
        WORKING_BODY, journey_id=_journey(case), on=TODAY, reason="patient_worse", now=NOW
    ),
    "advance": _advance,
    "gift": _gift,
    "deduct": lambda _case: deduct_gift(
        FINANCE, gift_id=Gift.objects.latest("id").pk, document="Письмо", now=NOW
    ),
    "more": _more,
    "agree": lambda case: take_agreement(
        SYSTEM, case_id=case.pk, outcome="more", decision="2/1", now=NOW
    ),
    "grant": lambda _case: grant_more(
        FINANCE, extension_id=Extension.objects.latest("id").pk, now=NOW
    ),
    "treat": lambda case: end_treatment(
        WORKING_BODY, case_id=case.pk, on=TODAY, result="improved", report="Ок", now=NOW
    ),
    "bill": _bill,
    "accept": lambda _case: accept_invoice(FINANCE, invoice_id=Invoice.objects.latest("id").pk),
    "pay": _pay,
    "plan back": lambda case: planned(case, "back"),
    "see": lambda case: record_follow_up(
        ward(),
        case_id=case.pk,
        month=1,
        seen_on=TODAY + 30 * DAY,
        result="improved",
        now=NOW + 30 * DAY,
    ),
    "withdraw": lambda case: withdraw_case(ward(), case_id=case.pk, reason="by_applicant", now=NOW),
}
FORWARD = [
    "choose", "reserve", "contract", "ways", "plan", "depart", "arrive", "bill", "accept", "pay",
    "treat", "plan back", "depart", "arrive", "see",
]  # fmt: skip
MISSING = (Offer.DoesNotExist, Journey.DoesNotExist, Obligation.DoesNotExist, Gift.DoesNotExist,
           Extension.DoesNotExist, Invoice.DoesNotExist, AssertionError)  # fmt: skip


def check(case: Case) -> None:
    """See that nobody travels or is treated, and nothing is paid, without a commitment."""
    entries = Entry.objects.filter(obligation__matter=case.matter).order_by("id")
    committed = False
    for kind in entries.filter(obligation__purpose="treatment").values_list("kind", flat=True):
        committed |= kind == EntryKind.COMMIT
        assert committed or kind not in (EntryKind.ADVANCE, EntryKind.PAY, EntryKind.SETTLE)
    if case.state in CARRIED_OUT and case.state != "reserved":
        assert committed
    check_books()


@pytest.mark.usefixtures("world", "db")
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False), millions=st.sampled_from([9, 14, 15, 400]))
def test_whatever_is_tried_nothing_is_paid_uncommitted_and_no_step_is_left_out(
    chance: random.Random, millions: int
) -> None:
    names = list(FORWARD)
    for _extra in range(9):
        names.insert(chance.randrange(len(names) + 1), chance.choice(sorted(STEPS)))
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        case = decided()
        fund(millions * 10**8)
        for name in names:
            with suppress(Refusal, *MISSING):
                STEPS[name](fresh(case.pk))
            check(fresh(case.pk))
        moves = [entry.move for entry in history(TABLE, case.pk) if entry.move]
        transaction.set_rollback(True)
    passed = [one for one in moves if one in WAY]
    for before, after in pairwise(WAY):
        if after in passed:
            assert before in passed[: passed.index(after)]


@pytest.mark.usefixtures("world", "db")
def test_the_straight_way_leads_home() -> None:
    case = decided()
    for name in FORWARD:
        STEPS[name](fresh(case.pk))
        check(fresh(case.pk))
    assert fresh(case.pk).state == "follow_up"


def test_every_way_past_the_decision_is_declared() -> None:
    pairs = CASE.pairs()
    into = {one.value: {a for a, b in pairs if b == one} for one in CARRIED_OUT}
    assert into["contracted"] == {"reserved", "travelling"}
    assert into["travelling"] == {"contracted"}
    assert into["returning"] == {"treated", "invoiced"}
