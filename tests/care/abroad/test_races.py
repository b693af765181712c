"""Tried at once after a decision: money is given once, a step is taken once, stopped is stopped."""

from functools import partial

import pytest
from tests.care.abroad.builders import (
    WORKING_BODY,
    aside,
    chosen,
    commit_ways,
    contracted,
    decided,
    fresh,
    fund,
    planned,
    reserved,
    signed,
    somebody,
)
from tests.care.abroad.test_carried_paths import STEPS, TODAY
from tests.care.funding.builders import FINANCE
from tests.care.funding.test_sums import check_books
from tests.registry.racing import race
from tests.response.dispatch.builders import NOW

from qanat.care.abroad.commands.choosing import OfferCorrected, choose_offer
from qanat.care.abroad.commands.drafts import Quote
from qanat.care.abroad.commands.funding import contract_for_case, reserve_for_case
from qanat.care.abroad.commands.journeys import begin_journey
from qanat.care.abroad.commands.offers import correct_offer
from qanat.care.abroad.models import Gift, Offer
from qanat.care.funding.commands.paying import PaymentsStopped
from qanat.care.funding.models import Entry, Invoice, Obligation
from qanat.care.funding.states import EntryKind
from qanat.foundation.lifecycle import WrongState

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db(transaction=True)]


def test_of_two_cases_which_want_the_last_money_one_gets_it() -> None:
    cases = [chosen(), chosen(who=somebody(name="Иной Пациент", iin=""))]
    year_id = fund(20_000_000_00)
    put = partial(
        reserve_for_case, FINANCE, aside=aside(year_id=year_id, travel=None, escort=None), now=NOW
    )
    answers = race([partial(put, case_id=case.pk) for case in cases])
    assert sorted(type(one).__name__ for one in answers) == ["NoneType", "OverBudget"]
    assert sorted(fresh(case.pk).state for case in cases) == ["decided", "reserved"]
    check_books()


def test_two_who_sign_or_see_off_at_once_do_it_once() -> None:
    case = reserved()
    sign = partial(contract_for_case, FINANCE, case_id=case.pk, signed=signed(), now=NOW)
    assert sum(one is None for one in race([sign, sign])) == 1
    commit_ways(case)
    pk = planned(case)
    leave = partial(begin_journey, WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    assert sum(one is None for one in race([leave, leave])) == 1
    assert fresh(case.pk).state == "travelling"
    assert Entry.objects.filter(kind=EntryKind.COMMIT, obligation__purpose="treatment").count() == 1


def test_an_offer_is_not_chosen_at_another_price_than_was_looked_at() -> None:
    case = decided()
    offer = Offer.objects.filter(case=case).earliest("id")
    cheaper = Quote(currency="EUR", amount_cents=1_850_000)
    correct = partial(
        correct_offer, WORKING_BODY, offer_id=offer.pk, quote=cheaper, reason="price_agreed",
        now=NOW,
    )  # fmt: skip
    choose = partial(choose_offer, WORKING_BODY, offer_id=offer.pk, version=1, now=NOW)
    corrected, taken = race([correct, choose])
    row = Offer.objects.get(pk=offer.pk)
    if taken is None:
        assert isinstance(corrected, WrongState)
        assert (row.state, row.version, row.amount_cents) == ("chosen", 1, offer.amount_cents)
    else:
        assert isinstance(taken, OfferCorrected)
        assert (row.state, row.version, row.amount_cents) == ("quoted", 2, 1_850_000)
        assert corrected is None


def test_a_payment_and_the_news_that_others_pay_do_not_cross() -> None:
    case = contracted()
    STEPS["bill"](case)
    STEPS["accept"](case)
    answer, told = race([partial(STEPS["pay"], case), partial(STEPS["gift"], case)])
    assert told is None
    assert Gift.objects.filter(case=case, state="told").count() == 1
    row = Obligation.objects.get(matter=case.matter, purpose="treatment")
    assert row.is_stopped
    is_paid = Invoice.objects.get().state == "paid"
    assert (answer is None) if is_paid else isinstance(answer, PaymentsStopped)
    assert Entry.objects.filter(obligation=row, kind=EntryKind.PAY).exists() == is_paid
    check_books()
