"""Carry a planned decision out: clinic, money, journeys, treatment, return, follow-up, the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from qanat.care.abroad.commands.choosing import choose_offer
from qanat.care.abroad.commands.deciding import close_case, take_invoice
from qanat.care.abroad.commands.following import record_follow_up
from qanat.care.abroad.commands.funding import Aside, Signed, contract_for_case, reserve_for_case
from qanat.care.abroad.commands.journeys import (
    JourneyDraft,
    begin_journey,
    end_journey,
    plan_journey,
)
from qanat.care.abroad.commands.treating import begin_at_home, end_treatment
from qanat.care.abroad.queries.cases import case_row, matter_of
from qanat.care.abroad.queries.money import asked_of_case
from qanat.care.abroad.states import MONTHS
from qanat.care.funding.commands.contracts import Contract, close_obligation, commit_contract
from qanat.care.funding.commands.invoices import Bill, accept_invoice, pay_invoice, record_invoice
from qanat.care.funding.commands.paying import Payment, pay_advance
from qanat.care.funding.queries.obligations import find_live, obligation_row
from qanat.care.funding.queries.rates import HOME
from qanat.care.funding.states import Purpose
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import months_later, national_day
from qanat.ops.demo.sent.plan import OF_AGE, Planned

DAY: Final = timedelta(days=1)
FARE_TIYN: Final = 90_000_000
"""Tickets of a patient and an escort; an order of magnitude."""
FOR_TREATMENT: Final = (Purpose.TREATMENT, Purpose.SPECIALIST)
FOR_JOURNEYS: Final = (Purpose.TRAVEL, Purpose.ESCORT)
RESULTS: Final = ("recovered", "improved", "improved", "improved", "unchanged")
STAYED: Final = 20


@dataclass(frozen=True, slots=True)
class Purse:
    """The money of a year, who accepts invoices (the system pays them), and today."""

    appropriation_id: int
    finance: Actor
    today: date


def carry_out(purse: Purse, one: Planned, case_id: int, offer_id: int) -> None:
    """Carry the decision about a case out as far as it has come by today."""
    at = one.decided_at
    is_sent = one.outcome == "abroad"
    choose_offer(SYSTEM, offer_id=offer_id, now=at + DAY)
    aside = Aside(
        year_id=purse.appropriation_id,
        treatment=asked_of_case(case_id)[0] or 0,
        travel=FARE_TIYN if is_sent else None,
        escort=FARE_TIYN if is_sent and one.years < OF_AGE else None,
    )
    reserve_for_case(SYSTEM, case_id=case_id, aside=aside, now=at + 2 * DAY)
    _sign(case_id, at + 6 * DAY)
    if is_sent:
        _travel(one, case_id, "out", at + 14 * DAY)
    else:
        _admit_here(case_id, at + 15 * DAY)
    result = _end(one, case_id, at + 34 * DAY)
    _pay(purse, case_id, FOR_TREATMENT, at + 38 * DAY)
    take_invoice(SYSTEM, case_id=case_id, now=at + 38 * DAY)
    if is_sent:
        _travel(one, case_id, "back", at + 44 * DAY)
        _pay(purse, case_id, FOR_JOURNEYS, at + 46 * DAY)
    home_on = national_day(at + (45 if is_sent else 34) * DAY)
    _follow(purse, case_id, home_on, result, dies=one.dies)


def treat_at_home(purse: Purse, one: Planned, case_id: int) -> None:
    """Treat somebody where the commission said, in a hospital of the country."""
    over = one.decided_at + 20 * DAY
    _admit_here(case_id, one.decided_at + 5 * DAY)
    _follow(purse, case_id, national_day(over), _end(one, case_id, over))


def _admit_here(case_id: int, began: datetime) -> None:
    on = national_day(began)
    begin_at_home(SYSTEM, case_id=case_id, on=on, until=on + STAYED * DAY, now=began)


def _end(one: Planned, case_id: int, over: datetime) -> str:
    """End a treatment; return what it came to."""
    result = RESULTS[one.chosen % len(RESULTS)]
    end_treatment(
        SYSTEM,
        case_id=case_id,
        on=national_day(over),
        result=result,
        report="Выписной эпикриз. Синтетические данные.",
        now=over,
    )
    return result


def _sign(case_id: int, now: datetime) -> None:
    """Sign the contracts and pay them wholly in advance."""
    on = national_day(now)
    row = case_row(SYSTEM, case_id)
    signed = Signed(number=f"{row.number}/1", signed_on=on, amount=asked_of_case(case_id)[1] or 0)
    contract_for_case(SYSTEM, case_id=case_id, signed=signed, now=now)
    for purpose, obligation_id in _live(case_id, FOR_JOURNEYS):
        contract = Contract(
            number=f"{row.number}/{purpose}",
            signed_on=on,
            currency=HOME,
            amount_minor=obligation_row(SYSTEM, obligation_id).sums["reserved"],
            payee="Синтетический перевозчик",
        )
        commit_contract(SYSTEM, obligation_id=obligation_id, contract=contract, now=now)
    for _purpose, obligation_id in _live(case_id, (*FOR_TREATMENT, *FOR_JOURNEYS)):
        held = obligation_row(SYSTEM, obligation_id)
        payment = Payment(amount_minor=held.open_minor, on=on, document=f"{held.contract}/A")
        pay_advance(SYSTEM, obligation_id=obligation_id, payment=payment, now=now)


def _live(case_id: int, purposes: Sequence[Purpose]) -> list[tuple[Purpose, int]]:
    """Return the obligations of a case which are not over."""
    matter = matter_of(case_id)
    found = ((purpose, find_live(matter, purpose)) for purpose in purposes)
    return [(purpose, pk) for purpose, pk in found if pk is not None]


def _travel(one: Planned, case_id: int, way: str, now: datetime) -> None:
    on = national_day(now)
    draft = JourneyDraft(
        means="tickets",
        planned_on=on,
        needs_care=False,
        escorts=int(one.years < OF_AGE),
        visa="granted",
        passport_until=on + 900 * DAY,
        fit_until=on + 60 * DAY,
        risk="low",
        note="",
        days=STAYED,
    )
    journey = plan_journey(SYSTEM, case_id=case_id, way=way, draft=draft, now=now - DAY)
    begin_journey(SYSTEM, journey_id=journey, on=on, now=now)
    later = now + DAY
    until = national_day(later) + STAYED * DAY if way == "out" else None
    end_journey(SYSTEM, journey_id=journey, on=national_day(later), until=until, now=later)


def _pay(purse: Purse, case_id: int, purposes: Sequence[Purpose], now: datetime) -> None:
    """Take the invoices, use the advances up, and close what is paid."""
    for _purpose, obligation_id in _live(case_id, purposes):
        held = obligation_row(SYSTEM, obligation_id)
        bill = Bill(
            number=f"{held.contract}/B",
            amount_minor=held.advanced_minor,
            service_from=national_day(now - 24 * DAY),
            service_until=national_day(now - 4 * DAY),
            received_on=national_day(now),
        )
        invoice = record_invoice(SYSTEM, obligation_id=obligation_id, bill=bill, now=now)
        accept_invoice(purse.finance, invoice_id=invoice)
        later = now + 2 * DAY
        document = f"{held.contract}/C"
        pay_invoice(
            SYSTEM, invoice_id=invoice, on=national_day(later), document=document, now=later
        )
        close_obligation(SYSTEM, obligation_id=obligation_id, now=later + DAY)


def _follow(purse: Purse, case_id: int, home_on: date, result: str, *, dies: bool = False) -> None:
    """Have the patient seen until today; close the case after the last time, or a death."""
    row = case_row(SYSTEM, case_id)
    now = row.state_at
    for month in MONTHS:
        seen = months_later(home_on, month) + DAY
        if seen > purse.today:
            return
        now = row.state_at + (seen - national_day(row.state_at))
        told = "died" if dies and month > MONTHS[0] else result
        record_follow_up(SYSTEM, case_id=case_id, month=month, seen_on=seen, result=told, now=now)
        if told == "died":
            return
    close_case(SYSTEM, case_id=case_id, now=now + DAY)
