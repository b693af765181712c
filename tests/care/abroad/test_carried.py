"""What follows a decision: clinic, money, journey, treatment, the way home, follow-up."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.care.abroad.builders import (
    DAY,
    DEPARTMENT,
    WORKING_BODY,
    admitted,
    aside,
    child,
    chosen,
    commit_ways,
    contracted,
    decided,
    followed,
    fresh,
    fund,
    journey,
    planned,
    reserved,
    signed,
    somebody,
    treated,
    ward,
)
from tests.care.funding.builders import FINANCE, SECOND
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser
from tests.response.dispatch.builders import NOW

from qanat.care.abroad.commands.choosing import NothingToChoose, choose_offer
from qanat.care.abroad.commands.deciding import (
    CarriedOut,
    FollowUpsOpen,
    MoneyOpen,
    close_case,
    take_invoice,
)
from qanat.care.abroad.commands.extending import (
    More,
    NotAgreedYet,
    ask_for_more,
    grant_more,
    take_agreement,
)
from qanat.care.abroad.commands.following import (
    NotFollowed,
    SeenEarly,
    record_follow_up,
)
from qanat.care.abroad.commands.funding import (
    ClinicNotChosen,
    ContractBeyondOffer,
    GiftsOpen,
    PaidByOthers,
    ReserveBeyondOffer,
    WentAlone,
    contract_for_case,
    free_money,
    reserve_for_case,
    reserve_more,
)
from qanat.care.abroad.commands.gifts import (
    GiftDraft,
    deduct_gift,
    dismiss_gift,
    find_gift,
    tell_gift,
)
from qanat.care.abroad.commands.journeys import (
    DaysCrossed,
    EscortsTooMany,
    JourneyKnown,
    NoJourney,
    NotReady,
    PlannedEarly,
    begin_journey,
    cancel_journey,
    change_journey,
    end_journey,
    plan_journey,
    turn_back_journey,
)
from qanat.care.abroad.commands.preparing import note_death, withdraw_case
from qanat.care.abroad.commands.treating import (
    NotTreated,
    begin_at_home,
    end_treatment,
    note_death_abroad,
)
from qanat.care.abroad.models import Case, Extension, FollowUp, Gift, Journey, Offer, Stay
from qanat.care.abroad.pages.carried import carried_words
from qanat.care.abroad.pages.labels import how_much_more
from qanat.care.abroad.queries.carried import carried_of
from qanat.care.abroad.queries.cases import Wanted, case_rows
from qanat.care.abroad.queries.payable import payable_rows
from qanat.care.clinics.commands.quotas import QuotaDraft, offer_quota
from qanat.care.clinics.models import Quota, QuotaPlace
from qanat.care.funding.commands.contracts import close_obligation
from qanat.care.funding.commands.invoices import Bill, accept_invoice, pay_invoice, record_invoice
from qanat.care.funding.commands.paying import BeyondContract, PaymentsStopped
from qanat.care.funding.commands.posting import OverBudget
from qanat.care.funding.commands.reserving import SelfArranged
from qanat.care.funding.models import Invoice, Obligation
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import months_later
from qanat.foundation.lifecycle import ReasonMissing, WrongState
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.response.dispatch.models import Request, RequestPatient
from qanat.web import wording

pytestmark = pytest.mark.usefixtures("world", "db")
TODAY = NOW.date()


def obligation(case: Case, purpose: str = "treatment") -> Obligation:
    return Obligation.objects.filter(matter=case.matter, purpose=purpose).latest("id")


def bill(case: Case, amount: int = 1_900_000) -> int:
    row = obligation(case, "treatment" if case.decision == "abroad" else "specialist")
    sent = Bill(
        number=f"R-{case.pk}",
        amount_minor=amount,
        service_from=TODAY,
        service_until=TODAY,
        received_on=TODAY,
    )
    return record_invoice(FINANCE, obligation_id=row.pk, bill=sent, now=NOW)


def settle(case: Case) -> None:
    """Pay what was invoiced and close or release what is left."""
    invoice_id = bill(case)
    accept_invoice(FINANCE, invoice_id=invoice_id)
    pay_invoice(SECOND, invoice_id=invoice_id, on=TODAY, document="P-1", now=NOW)
    for row in Obligation.objects.filter(matter=case.matter, state="committed"):
        close_obligation(FINANCE, obligation_id=row.pk, now=NOW)


def seen(case: Case, *months: int, result: str = "improved") -> None:
    """Have the patient seen on the days on which he is to be."""
    for month in months:
        on = months_later(TODAY, month)
        now = NOW + (on - TODAY)
        record_follow_up(ward(), case_id=case.pk, month=month, seen_on=on, result=result, now=now)


def next_told(case: Case) -> str:
    carried = carried_of(SYSTEM, case.pk, NOW)
    return str(carried_words(SYSTEM, case.pk, fresh(case.pk).state, "abroad", carried)["next"])


def test_a_case_goes_from_the_decision_to_its_end() -> None:
    case = followed()
    assert case.state == "follow_up"
    owed = list(FollowUp.objects.order_by("month").values_list("month", "due_on"))
    assert [month for month, _day in owed] == [1, 3, 6, 12]
    assert case.due_at is not None
    with pytest.raises(FollowUpsOpen):
        close_case(WORKING_BODY, case_id=case.pk, now=NOW)
    assert next_told(case) == "The hospital sees the patient after 1, 3, 6 and 12 months."
    seen(case, 1, 3, 6, 12)
    assert next_told(case).startswith("Finance settles what is still open")
    with pytest.raises(MoneyOpen):
        close_case(WORKING_BODY, case_id=case.pk, now=NOW)
    settle(case)
    close_case(WORKING_BODY, case_id=case.pk, now=NOW)
    assert fresh(case.pk).state == "closed"


def test_money_is_put_aside_for_a_chosen_clinic_and_not_far_beyond_its_offer() -> None:
    case = decided()
    with pytest.raises(ClinicNotChosen):
        reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW)
    offer = Offer.objects.earliest("id")
    choose_offer(WORKING_BODY, offer_id=offer.pk, now=NOW)
    with pytest.raises(ReserveBeyondOffer):
        reserve_for_case(FINANCE, case_id=case.pk, aside=aside(treatment=13_500_000_00), now=NOW)
    assert not Obligation.objects.exists()
    reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW)
    row = obligation(case)
    assert (row.reserved_tiyn, row.decision, row.clinic_id) == (
        13_000_000_00, "1/1", offer.clinic_id,
    )  # fmt: skip
    with pytest.raises(NothingToChoose):
        choose_offer(WORKING_BODY, offer_id=offer.pk, now=NOW)


def test_more_than_the_year_has_is_not_put_aside_and_nothing_changes() -> None:
    from tests.care.abroad.builders import fund

    case = chosen()
    year_id = fund(10_000_000_00)
    with pytest.raises(OverBudget):
        reserve_for_case(FINANCE, case_id=case.pk, aside=aside(year_id=year_id), now=NOW)
    assert fresh(case.pk).state == "decided"
    assert not Obligation.objects.exists()


def test_a_contract_is_no_dearer_than_the_offer_and_none_is_older_than_the_decision() -> None:
    case = reserved()
    for terms, refused in (
        (signed(amount=2_000_001), ContractBeyondOffer),
        (signed(signed_on=TODAY - DAY), SelfArranged),
    ):
        with pytest.raises(refused):
            contract_for_case(FINANCE, case_id=case.pk, signed=terms, now=NOW)
        assert fresh(case.pk).state == "reserved"
    contract_for_case(FINANCE, case_id=case.pk, signed=signed(), now=NOW)
    assert obligation(case).state == "committed"


def test_money_given_back_lets_another_clinic_be_chosen() -> None:
    case = reserved()
    free_money(FINANCE, case_id=case.pk, reason="decision_changed", now=NOW)
    assert fresh(case.pk).state == "decided"
    assert set(Obligation.objects.values_list("state", flat=True)) == {"released"}
    other = Offer.objects.latest("id")
    choose_offer(WORKING_BODY, offer_id=other.pk, now=NOW)
    assert [one.pk for one in Offer.objects.filter(state="chosen")] == [other.pk]


def test_who_goes_on_his_own_is_paid_at_no_door() -> None:
    case = chosen(is_self_arranged=True)
    with pytest.raises(WentAlone) as refusal:
        reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW)
    assert refusal.value.code == "SELF_ARRANGED_NOT_REIMBURSED"
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="reserved")
    close_case(WORKING_BODY, case_id=case.pk, now=NOW)

    case = contracted(who=child())
    early = TODAY - DAY
    pk = planned(case, escorts=1)
    with pytest.raises(SelfArranged):
        begin_journey(WORKING_BODY, journey_id=pk, on=early, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Journey.objects.filter(pk=pk).update(departed_on=early)
    sent = Bill(
        number="R", amount_minor=1, service_from=early, service_until=TODAY, received_on=TODAY
    )
    with pytest.raises(SelfArranged):
        record_invoice(FINANCE, obligation_id=obligation(case).pk, bill=sent, now=NOW)
    withdraw_case(ward(), case_id=case.pk, reason="self_arranged", now=NOW)
    assert fresh(case.pk).is_self_arranged


@pytest.mark.parametrize(
    ("said", "obstacle"),
    [
        ({"visa": "applied"}, "visa"),
        ({"passport_until": TODAY - DAY}, "passport"),
        ({"fit_until": None}, "fitness"),
        ({"risk": "unknown"}, "risk"),
        ({"risk": "high"}, "risk"),
        ({"needs_care": True}, "alone"),
    ],
)
def test_nobody_departs_past_the_checklist(said: dict[str, Any], obstacle: str) -> None:
    case = contracted()
    pk = planned(case, **said)
    (row,) = carried_of(WORKING_BODY, case.pk, NOW).journeys
    assert row.obstacles == (obstacle,)
    with pytest.raises(NotReady):
        begin_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    change_journey(WORKING_BODY, journey_id=pk, draft=journey(), now=NOW)
    begin_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    assert fresh(case.pk).state == "travelling"


def test_nobody_is_sent_before_the_commission_decided() -> None:
    with pytest.raises(PlannedEarly):
        planned(contracted(), planned_on=NOW.date() - DAY)
    assert not Journey.objects.exists()


def test_no_departure_without_money_for_the_treatment_the_fare_and_the_escort() -> None:
    case = reserved(who=child())
    pk = planned(case, escorts=1)
    (row,) = carried_of(WORKING_BODY, case.pk, NOW).journeys
    assert set(row.obstacles) == {"money", "fare", "escort_fare"}
    with pytest.raises(NotReady):
        begin_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)


def test_the_budget_pays_an_escort_of_children_and_of_who_needs_care() -> None:
    grown = contracted()
    with pytest.raises(EscortsTooMany):
        planned(grown, escorts=1)
    planned(grown, escorts=1, needs_care=True)
    small = contracted(who=child())
    with pytest.raises(EscortsTooMany):
        planned(small, escorts=2)
    pk = planned(small)
    with pytest.raises(JourneyKnown):
        planned(small)
    (row,) = carried_of(WORKING_BODY, small.pk, NOW).journeys
    assert row.obstacles == ("alone",)
    change_journey(WORKING_BODY, journey_id=pk, draft=journey(escorts=1), now=NOW)
    begin_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    with pytest.raises(NoJourney):
        planned(small)


def test_a_medical_flight_is_a_request_of_the_flight_centre_without_a_fare() -> None:
    case = contracted()
    pk = planned(case, means="flight", risk="high")
    asked = Request.objects.get()
    assert (asked.need, asked.channel) == ("outbound", "abroad")
    assert asked.accepting_name == "Klinik 0, Berlin"
    people = RequestPatient.objects.filter(request=asked)
    assert list(people.values_list("patient", flat=True)) == [case.patient_id]
    change_journey(WORKING_BODY, journey_id=pk, draft=journey(means="flight", risk="high"), now=NOW)
    assert Request.objects.count() == 1


def test_who_cannot_fly_alone_is_brought_home_by_the_flight_centre() -> None:
    case = treated()
    planned(case, "back", means="flight", risk="high", visa="needed")
    asked = Request.objects.get()
    assert (asked.need, asked.country_id) == ("evacuation", "DE")
    assert asked.accepting_facility_id == case.facility_id


def test_a_cancelled_journey_makes_room_for_another() -> None:
    case = contracted()
    cancel_journey(WORKING_BODY, journey_id=planned(case), reason="no_visa", now=NOW)
    planned(case)
    assert Journey.objects.count() == 2


def test_a_journey_which_turned_back_lets_another_be_planned_on_either_way() -> None:
    case = contracted()
    pk = planned(case)
    turn = partial(turn_back_journey, WORKING_BODY, reason="patient_worse", now=NOW)
    with pytest.raises(WrongState):
        turn(journey_id=pk, on=TODAY)
    begin_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    with pytest.raises(DaysCrossed):
        turn(journey_id=pk, on=TODAY - DAY)
    with pytest.raises(ReasonMissing):
        turn(journey_id=pk, on=TODAY, reason="")
    turn(journey_id=pk, on=TODAY)
    assert Journey.objects.get(pk=pk).turned_on == TODAY
    assert fresh(case.pk).state == "contracted"
    begin_journey(WORKING_BODY, journey_id=planned(case), on=TODAY, now=NOW)
    home = admitted(who=somebody(name="Иной Пациент", iin=""))
    end_treatment(
        WORKING_BODY, case_id=home.pk, on=TODAY, result="improved", report="Gut.", now=NOW
    )
    back = planned(home, "back")
    begin_journey(WORKING_BODY, journey_id=back, on=TODAY, now=NOW)
    turn(journey_id=back, on=TODAY)
    assert fresh(home.pk).state == "treated"


def test_a_longer_stay_and_a_complication_take_a_new_decision() -> None:
    case = admitted()
    more = More(why="complication", text="Сепсис", days=10, amount=300_000)
    pk = ask_for_more(WORKING_BODY, case_id=case.pk, more=more, now=NOW)
    with pytest.raises(NotAgreedYet):
        grant_more(FINANCE, extension_id=pk, now=NOW)
    before = Stay.objects.get().planned_until
    take_agreement(SYSTEM, case_id=case.pk, outcome="more", decision="2/1", now=NOW)
    grant_more(FINANCE, extension_id=pk, now=NOW)
    assert Stay.objects.get().planned_until == before + 10 * DAY
    assert obligation(case).contract_minor == 2_300_000
    assert Extension.objects.get().state == "granted"


def test_who_died_abroad_waits_for_finance_and_the_working_body_until_he_is_home() -> None:
    case = admitted()
    note_death_abroad(WORKING_BODY, case_id=case.pk, on=TODAY, report="Tod.", now=NOW)

    def waits_for() -> tuple[list[int], list[int]]:
        mine = case_rows(WORKING_BODY, Wanted(), NOW)
        return [one.id for one in payable_rows(FINANCE, "mine")], [one.id for one in mine]

    assert waits_for() == ([case.pk], [case.pk])
    reserve_more(
        FINANCE,
        case_id=case.pk,
        purpose="repatriation",
        year_id=fund(),
        amount=2_000_000_00,
        now=NOW,
    )
    assert waits_for() == ([case.pk], [case.pk])
    commit_ways(case, "repatriation")
    assert waits_for() == ([], [case.pk])
    pk = plan_journey(WORKING_BODY, case_id=case.pk, way="repatriation", draft=journey(), now=NOW)
    begin_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    end_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    assert waits_for() == ([], [])


def test_who_died_at_home_after_the_treatment_is_not_to_be_brought_home(people: Accounts) -> None:
    case = followed()
    note_death(ward(), case_id=case.pk, note="Дома.", now=NOW)
    assert not payable_rows(FINANCE, "mine")
    for role, to in (("working_body", "abroad:case"), ("finance", "abroad:payable")):
        page = text(browser(people.account(role)), to, case.pk)
        assert "brings the deceased home" not in page
        assert "Put more aside" not in page


def test_a_death_abroad_ends_the_case_and_he_is_brought_home() -> None:
    case = admitted()
    note_death_abroad(WORKING_BODY, case_id=case.pk, on=TODAY, report="Tod.", now=NOW)
    case = fresh(case.pk)
    assert (case.state, Stay.objects.get().result) == ("died", "died")
    pk = plan_journey(WORKING_BODY, case_id=case.pk, way="repatriation", draft=journey(), now=NOW)
    with pytest.raises(NotReady):
        begin_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    reserve_more(
        FINANCE,
        case_id=case.pk,
        purpose="repatriation",
        year_id=fund(),
        amount=2_000_000_00,
        now=NOW,
    )
    commit_ways(case, "repatriation")
    begin_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    end_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    assert Journey.objects.get(pk=pk).state == "arrived"


def test_a_specialist_who_comes_and_treatment_at_home_go_their_shorter_ways() -> None:
    until = TODAY + 9 * DAY
    case = chosen("specialist")
    with pytest.raises(NotTreated):
        begin_at_home(WORKING_BODY, case_id=case.pk, on=TODAY, until=until, now=NOW)
    reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW)
    contract_for_case(FINANCE, case_id=case.pk, signed=signed(), now=NOW)
    with pytest.raises(NoJourney):
        planned(case)
    for one in (case, decided("home", who=child())):
        begin_at_home(WORKING_BODY, case_id=one.pk, on=TODAY, until=until, now=NOW)
        end_treatment(
            WORKING_BODY, case_id=one.pk, on=TODAY, result="recovered", report="Ок", now=NOW
        )
        assert fresh(one.pk).state == "follow_up"
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(decision="home").update(state="invoiced")


def test_a_case_which_is_to_be_carried_out_is_not_closed() -> None:
    for decision, who in (("abroad", None), ("specialist", child())):
        case = decided(decision, who=who)
        with pytest.raises(CarriedOut):
            close_case(WORKING_BODY, case_id=case.pk, now=NOW)


def test_an_invoice_moves_a_case_on_whose_treatment_is_over() -> None:
    case = admitted()
    bill(case)
    take_invoice(SYSTEM, case_id=case.pk, now=NOW)
    assert fresh(case.pk).state == "admitted"
    end_treatment(WORKING_BODY, case_id=case.pk, on=TODAY, result="improved", report="Ок", now=NOW)
    assert fresh(case.pk).state == "invoiced"


def test_a_case_withdrawn_before_the_contract_gives_its_money_and_its_place_back() -> None:
    told = QuotaDraft(year=TODAY.year, country="DE", agreement="A", offered=1, source="s")
    quota_id = offer_quota(FINANCE, draft=told, now=NOW)
    case = decided()
    offer = Offer.objects.earliest("id")
    choose_offer(WORKING_BODY, offer_id=offer.pk, quota_id=quota_id, now=NOW)
    assert Quota.objects.get().used == 1
    reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW)
    withdraw_case(ward(), case_id=case.pk, reason="by_applicant", now=NOW)
    assert Quota.objects.get().used == 0
    assert set(Obligation.objects.values_list("state", flat=True)) == {"released"}


def test_a_place_of_a_quota_is_used_by_who_was_treated() -> None:
    told = QuotaDraft(year=TODAY.year, country="DE", agreement="A", offered=1, source="s")
    quota_id = offer_quota(FINANCE, draft=told, now=NOW)
    case = decided()
    choose_offer(WORKING_BODY, offer_id=Offer.objects.earliest("id").pk, quota_id=quota_id, now=NOW)
    reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW)
    contract_for_case(FINANCE, case_id=case.pk, signed=signed(), now=NOW)
    from tests.care.abroad.builders import commit_ways

    commit_ways(case)
    pk = planned(case)
    begin_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    end_journey(WORKING_BODY, journey_id=pk, on=TODAY, until=TODAY, now=NOW)
    end_treatment(WORKING_BODY, case_id=case.pk, on=TODAY, result="untreated", report="Ок", now=NOW)
    assert QuotaPlace.objects.get().state == "untreated"


GIFT = GiftDraft(giver="Фонд «Пример»", currency="EUR", amount=500_000, teller="department")


def test_what_others_pay_is_deducted_before_anything_is_put_aside() -> None:
    case = chosen()
    pk = tell_gift(DEPARTMENT, case_id=case.pk, draft=GIFT, now=NOW)
    assert tell_gift(DEPARTMENT, case_id=case.pk, draft=GIFT, now=NOW) == pk
    with pytest.raises(GiftsOpen):
        reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW)
    deduct_gift(FINANCE, gift_id=pk, document="Письмо 1", now=NOW)
    with pytest.raises(ReserveBeyondOffer):
        reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW)
    reserve_for_case(FINANCE, case_id=case.pk, aside=aside(treatment=9_500_000_00), now=NOW)
    with pytest.raises(ContractBeyondOffer):
        contract_for_case(FINANCE, case_id=case.pk, signed=signed(), now=NOW)
    contract_for_case(FINANCE, case_id=case.pk, signed=signed(amount=1_500_000), now=NOW)


def test_what_others_pay_in_full_the_state_does_not() -> None:
    case = chosen()
    whole = GiftDraft(giver="Фонд", currency="EUR", amount=2_000_000, teller="applicant")
    pk = find_gift(WORKING_BODY, case_id=case.pk, draft=whole, now=NOW)
    deduct_gift(FINANCE, gift_id=pk, document="Письмо", now=NOW)
    with pytest.raises(PaidByOthers):
        reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW)


def money_line(case: Case) -> str:
    """Return the amounts in the line of the treatment on a case's page."""
    carried = carried_of(FINANCE, case.pk, NOW)
    words = carried_words(FINANCE, case.pk, fresh(case.pk).state, "abroad", carried)
    [line] = (one for one in words["obligations"] if one["row"].purpose == "treatment")
    return str(line["amount"]).replace(wording.NBSP, " ")


def test_the_line_of_the_money_says_the_same_in_both_currencies() -> None:
    case = treated()
    assert money_line(case) == "20,000 EUR · 12,250,000 ₸"
    pk = find_gift(WORKING_BODY, case_id=case.pk, draft=GIFT, now=NOW)
    deduct_gift(FINANCE, gift_id=pk, document="Письмо", now=NOW)
    assert money_line(case) == "15,000 EUR · 9,187,500 ₸"
    invoice_id = bill(case, 1_400_000)
    accept_invoice(FINANCE, invoice_id=invoice_id)
    pay_invoice(SECOND, invoice_id=invoice_id, on=TODAY, document="P-1", now=NOW)
    close_obligation(FINANCE, obligation_id=obligation(case).pk, now=NOW)
    assert money_line(case) == "14,000 EUR · 8,575,000 ₸"


def test_payments_stop_when_it_is_found_that_others_pay_and_go_on_when_it_is_settled() -> None:
    case = treated()
    invoice_id = bill(case, 1_600_000)
    pk = find_gift(WORKING_BODY, case_id=case.pk, draft=GIFT, now=NOW)
    with pytest.raises(PaymentsStopped):
        accept_invoice(FINANCE, invoice_id=invoice_id)
    deduct_gift(FINANCE, gift_id=pk, document="Письмо", now=NOW)
    row = obligation(case)
    assert (row.open_minor, row.others_minor, row.is_stopped) == (1_500_000, 500_000, False)
    with pytest.raises(Refusal):
        accept_invoice(FINANCE, invoice_id=invoice_id)  # more than is left of the contract
    assert Invoice.objects.get().state == "received"


def test_what_others_pay_in_tenge_is_taken_out_of_the_contract_at_the_contracts_own_rate() -> None:
    case = treated()
    given = GiftDraft(giver="Фонд", currency="KZT", amount=1_225_000_00, teller="clinic")
    pk = find_gift(WORKING_BODY, case_id=case.pk, draft=given, now=NOW)
    before = obligation(case)
    deduct_gift(FINANCE, gift_id=pk, document="Письмо", now=NOW)
    after = obligation(case)
    assert before.committed_tiyn - after.committed_tiyn == given.amount
    assert after.others_minor == before.open_minor * given.amount // before.committed_tiyn
    more = replace(given, giver="Другой фонд", amount=after.committed_tiyn + 1)
    pk = find_gift(WORKING_BODY, case_id=case.pk, draft=more, now=NOW)
    with pytest.raises(BeyondContract):
        deduct_gift(FINANCE, gift_id=pk, document="Письмо", now=NOW)


def test_money_for_another_purpose_is_dismissed_with_a_reason() -> None:
    case = contracted()
    pk = tell_gift(DEPARTMENT, case_id=case.pk, draft=GIFT, now=NOW)
    assert obligation(case).is_stopped
    dismiss_gift(FINANCE, gift_id=pk, reason="other_purpose", now=NOW)
    assert not obligation(case).is_stopped
    assert Gift.objects.get().state == "dismissed"


def test_a_death_at_follow_up_ends_the_case() -> None:
    case = followed()
    seen(case, 1)
    with pytest.raises(NotFollowed):
        seen(case, 1)
    seen(case, 3, result="died")
    assert fresh(case.pk).state == "died"


def test_a_follow_up_is_not_taken_long_before_its_month_but_a_death_is() -> None:
    case = followed()
    first = months_later(TODAY, 1) - 14 * DAY
    early = partial(record_follow_up, ward(), case_id=case.pk, month=1, now=NOW + 40 * DAY)
    for day in (TODAY, first - DAY):
        with pytest.raises(SeenEarly) as refusal:
            early(seen_on=day, result="improved")
        assert wording.day(first) in refusal.value.message()
    assert not FollowUp.objects.filter(seen_on__isnull=False).exists()
    early(seen_on=first, result="improved")
    record_follow_up(ward(), case_id=case.pk, month=3, seen_on=TODAY, result="died", now=NOW)
    assert fresh(case.pk).state == "died"


def test_who_enters_a_follow_up_too_early_reads_from_when_on_and_keeps_what_he_typed(
    people: Accounts,
) -> None:
    case = followed()
    hospital = browser(people.account("referring", str(case.facility_id)))
    page = reverse("abroad:do", args=("see_12", case.pk))
    typed = {"seen_on": f"{TODAY:%d.%m.%Y}", "result": "improved", "note": "Говорит"}
    answer = hospital.post(page, typed)
    first = wording.day(months_later(TODAY, 12) - 14 * DAY)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f"this follow-up can be entered for {first} or later" in shown
    assert "Говорит" in shown
    assert not FollowUp.objects.filter(seen_on__isnull=False).exists()


def test_a_death_told_by_the_hospital_during_treatment_ends_the_treatment_too() -> None:
    case = admitted()
    note_death(ward(), case_id=case.pk, now=NOW)
    assert Stay.objects.get().result == "died"


def test_each_does_his_part_and_no_other() -> None:
    case = contracted()
    offer = Offer.objects.earliest("id")
    acts: list[tuple[Callable[[Actor], object], Actor]] = [
        (lambda a: choose_offer(a, offer_id=offer.pk, now=NOW), FINANCE),
        (lambda a: planned_by(a, case), DEPARTMENT),
        (lambda a: reserve_for_case(a, case_id=case.pk, aside=aside(), now=NOW), WORKING_BODY),
        (lambda a: seen_by(a, case), WORKING_BODY),
    ]
    for run, who in acts:
        with pytest.raises(NotAllowed):
            run(who)
    with pytest.raises(NotFound):
        seen_by(ward("001", 90_099), case)


def planned_by(actor: Actor, case: Case) -> None:
    plan_journey(actor, case_id=case.pk, way="out", draft=journey(), now=NOW)


def seen_by(actor: Actor, case: Case) -> None:
    record_follow_up(actor, case_id=case.pk, month=1, seen_on=TODAY, result="lost", now=NOW)


def text(client: Client, name: str, *args: object) -> str:
    """Return a page as it is read."""
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_once_a_clinic_is_chosen_it_is_the_turn_of_finance(people: Accounts) -> None:
    body, case = browser(people.account("working_body")), decided()
    assert "The working body chooses the clinic" in text(body, "abroad:case", case.pk)
    choose_offer(WORKING_BODY, offer_id=Offer.objects.filter(case=case)[0].pk, now=NOW)
    assert "The working body chooses the clinic" not in text(body, "abroad:case", case.pk)
    assert "Finance puts money aside for the clinic" in text(body, "abroad:case", case.pk)


def test_who_chooses_a_quota_reads_how_many_of_the_offered_places_are_used(
    people: Accounts,
) -> None:
    case = decided()
    offer = Offer.objects.filter(case=case)[0]
    draft = QuotaDraft(
        country=offer.country_id, agreement="Memorandum", year=NOW.year, offered=10, source="test"
    )
    offer_quota(WORKING_BODY, draft=draft, now=NOW)
    body = browser(people.account("working_body"))
    asked = text(body, "abroad:do", "choose", offer.pk)
    assert "Memorandum: 0 of 10 offered places used" in asked


def test_money_of_the_ways_is_not_closed_unwarned_while_the_patient_is_abroad(
    people: Accounts,
) -> None:
    desk, case = browser(people.account("finance")), treated()
    travel, warning = obligation(case, "travel"), "The patient is still abroad"
    assert warning in text(desk, "funding:move", travel.pk, "close")
    assert warning not in text(desk, "funding:move", obligation(case).pk, "close")
    close_obligation(FINANCE, obligation_id=travel.pk, now=NOW)
    assert "no money is put aside for the way home" in text(desk, "abroad:payable", case.pk)
    planned(case, "back", means="flight")
    assert "no money is put aside for the way home" not in text(desk, "abroad:payable", case.pk)


def test_at_home_nobody_needs_a_visa_and_of_the_dead_no_fitness_to_fly_is_asked(
    people: Accounts,
) -> None:
    body, case = browser(people.account("working_body")), treated()
    home = text(body, "abroad:do", "plan_back", case.pk)
    assert 'name="fit_until"' in home
    assert 'name="visa"' not in home
    last = text(body, "abroad:do", "plan_repatriation", case.pk)
    assert not any(f'name="{one}"' in last for one in ("visa", "passport_until", "fit_until"))


def test_one_wish_for_more_is_asked_after_another_and_a_reason_has_no_empty_line(
    people: Accounts,
) -> None:
    body, case = browser(people.account("working_body")), admitted()
    wish = reverse("abroad:do", args=("ask_more", case.pk))
    assert wish in text(body, "abroad:case", case.pk)
    asked = text(body, "abroad:do", "ask_more", case.pk)
    assert 'type="radio" name="why" value="complication"' in asked
    assert 'type="radio" name="why" value=""' not in asked
    more = More(why="complication", text="Сепсис", days=10, amount=0)
    ask_for_more(WORKING_BODY, case_id=case.pk, more=more, now=NOW)
    assert wish not in text(body, "abroad:case", case.pk)


def test_follow_ups_are_entered_one_after_another(people: Accounts) -> None:
    case = followed()
    hospital = browser(people.account("referring", str(case.facility_id)))
    offered = [reverse("abroad:do", args=(f"see_{month}", case.pk)) for month in (1, 3)]
    page = text(hospital, "abroad:case", case.pk)
    assert [one in page for one in offered] == [True, False]
    assert "After 1 month" in text(hospital, "abroad:do", "see_1", case.pk)
    seen(case, 1)
    page = text(hospital, "abroad:case", case.pk)
    assert [one in page for one in offered] == [False, True]


def test_who_grants_more_reads_in_the_dialog_how_much(people: Accounts) -> None:
    case = admitted()
    more = More(why="complication", text="Сепсис", days=10, amount=300_000)
    pk = ask_for_more(WORKING_BODY, case_id=case.pk, more=more, now=NOW)
    asked = text(browser(people.account("finance")), "abroad:do", "grant", pk)
    assert how_much_more(10, 300_000, "EUR") in asked
