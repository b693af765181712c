"""The money of a planned case: put aside, under contract, paid, closed, as finance does it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from qanat.care.abroad.queries.cases import CaseRow, matter_of
from qanat.care.clinics.queries.brief import ClinicBrief
from qanat.care.funding.commands.contracts import Contract, close_obligation, commit_contract
from qanat.care.funding.commands.invoices import Bill, accept_invoice, pay_invoice, record_invoice
from qanat.care.funding.commands.paying import Payment, pay_advance
from qanat.care.funding.commands.reserving import Reserve, reserve
from qanat.care.funding.queries.rates import HOME, in_tenge
from qanat.care.funding.states import Purpose
from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.ops.demo.sent.plan import Planned

DAY: Final = timedelta(days=1)

JOURNEY_MLN: Final = 0.9
"""Tickets of a patient and an escort; an order of magnitude."""

PAYER: Final = replace(SYSTEM, id=-1)
"""Who pays what another accepted."""


@dataclass(frozen=True, slots=True)
class Purse:
    """The money of a year, and the currencies in which countries bill."""

    appropriation_id: int
    currencies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bought:
    """Something paid for: what, from whom, in which currency, and when it was decided."""

    purpose: str
    payee: str
    clinic_id: int | None
    currency: str
    millions: float
    decided_on: date


def settle(purse: Purse, one: Planned, row: CaseRow, clinic: ClinicBrief) -> None:
    """Pay the treatment of a case, and the journey of who is sent."""
    decided = national_day(row.decided_at or one.decided_at)
    currency = purse.currencies[clinic.country]
    if one.outcome == "specialist":
        payee = f"{clinic.name}, специалист (синтетические данные)"
        bought = Bought(Purpose.SPECIALIST, payee, None, currency, one.price_mln, decided)
        _buy(purse, one, row, bought)
        return
    bought = Bought(Purpose.TREATMENT, "", clinic.id, currency, one.price_mln, decided)
    _buy(purse, one, row, bought)
    fare = JOURNEY_MLN * (1 + one.chosen / 200)
    carrier = "Синтетический перевозчик"
    _buy(purse, one, row, Bought(Purpose.TRAVEL, carrier, None, HOME, fare, decided))


def _buy(purse: Purse, one: Planned, row: CaseRow, bought: Bought) -> None:
    """Pay something wholly in advance, so that it costs what its contract says."""
    at = one.decided_at
    signed = bought.decided_on + 6 * DAY
    rate = in_tenge(100, bought.currency, signed).rate
    amount = int(Decimal(str(bought.millions)) * 1_000_000 / rate * 100)
    worth = in_tenge(amount, bought.currency, signed).tiyn
    draft = Reserve(
        appropriation_id=purse.appropriation_id,
        matter=matter_of(row.id),
        case_number=row.number,
        purpose=bought.purpose,
        amount_tiyn=worth + worth // 10,
        decision=row.number,
        decided_on=bought.decided_on,
        icd10=one.illness.icd10,
        clinic_id=bought.clinic_id,
        payee=bought.payee,
    )
    pk = reserve(SYSTEM, draft=draft, now=at + DAY)
    number = f"{row.number}/{bought.purpose}"
    contract = Contract(
        number=number, signed_on=signed, currency=bought.currency, amount_minor=amount
    )
    commit_contract(SYSTEM, obligation_id=pk, contract=contract, now=at + 6 * DAY)
    payment = Payment(amount_minor=amount, on=signed, document=f"{number}/1")
    pay_advance(SYSTEM, obligation_id=pk, payment=payment, now=at + 6 * DAY)
    bill = Bill(
        number=f"{number}/2",
        amount_minor=amount,
        service_from=signed + 5 * DAY,
        service_until=signed + 30 * DAY,
        received_on=signed + 36 * DAY,
    )
    later = at + 45 * DAY
    invoice = record_invoice(SYSTEM, obligation_id=pk, bill=bill, now=later)
    accept_invoice(SYSTEM, invoice_id=invoice)
    on = signed + 38 * DAY
    pay_invoice(PAYER, invoice_id=invoice, on=on, document=f"{number}/3", now=later)
    close_obligation(SYSTEM, obligation_id=pk, now=later)
