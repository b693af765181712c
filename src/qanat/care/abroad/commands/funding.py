"""The money of a decided case: put aside, committed by a contract, given back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.choosing import find_chosen
from qanat.care.abroad.commands.finding import decided_case, go_on
from qanat.care.abroad.models import Case, CaseDecision, Gift, Offer
from qanat.care.abroad.parameters import MARGIN
from qanat.care.abroad.permissions import FUND
from qanat.care.abroad.queries.journeys import FARES
from qanat.care.abroad.queries.money import PURPOSES, purposes_to_reserve, still_asked
from qanat.care.abroad.states import GiftState, Way
from qanat.care.funding.commands.contracts import Contract, commit_contract
from qanat.care.funding.commands.reserving import (
    Reserve,
    SelfArranged,
    release_reserve,
    reserve,
)
from qanat.care.funding.queries.obligations import find_live, find_reserved, live_purposes
from qanat.care.funding.states import Purpose
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict, Invalid

FLOWN: Final = "medical_flight"
"""Reason of the list ``release_obligation``."""


class WentAlone(SelfArranged):
    """Who goes on his own is never paid, whatever was decided."""

    text = _("The patient has gone, or paid, on his own: that is never paid back.")


class ClinicNotChosen(Conflict):
    """Money is put aside for a clinic."""

    code = "clinic_not_chosen"
    text = _("The working body has to choose the clinic first.")


class GiftsOpen(Conflict):
    """It is settled first what others pay."""

    code = "gifts_open"
    text = _("Others pay for this treatment too. Settle first what is deducted.")


class PaidByOthers(Conflict):
    """What others pay in full is not paid by the state."""

    code = "paid_by_others"
    text = _("Others pay the whole of this treatment: nothing is paid by the state.")


class ReserveBeyondOffer(Invalid):
    """No more is put aside than the clinic asks for, with a margin."""

    code = "reserve_beyond_offer"
    field = "treatment"
    text = _("No more is put aside than what the clinic asks for and %(percent)s per cent of it.")


class ContractBeyondOffer(Invalid):
    """A contract is no dearer than the offer the commission saw, less what others pay."""

    code = "contract_beyond_offer"
    field = "amount"
    text = _("The contract is dearer than the offer, less what others pay.")


class NotPaidLater(Conflict):
    """Travel is paid for while a decision is carried out."""

    code = "not_paid_later"
    text = _("Money for this is not put aside now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """How much is put aside of which year's money; travel and escort only where it is needed."""

    year_id: int
    treatment: int
    travel: int | None = None
    escort: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The contract with the clinic, in hundredths of the offer's currency."""

    number: str
    signed_on: date
    amount: int


@command(needs=FUND)
def reserve_for_case(actor: Actor, *, case_id: int, aside: Aside, now: datetime) -> None:
    """Put money aside for what the commission decided.

    Raises:
        WrongState: if the case is not decided, or money is put aside already.
        WentAlone: if the patient went on his own.
        ClinicNotChosen: if the clinic is not.
        GiftsOpen, PaidByOthers: if others pay too, or everything.
        ReserveBeyondOffer: if more is put aside than the offer with its margin.
        OverBudget: if there is not enough free money.
    """
    row = decided_case(actor, case_id, FUND)
    _need_payable(row)
    offer = _chosen(row)
    _need_settled(row)
    asked, _minor = still_asked(offer)
    if asked <= 0:
        raise PaidByOthers
    percent = parameter(MARGIN, on=national_day(now)).number
    if aside.treatment > asked * (100 + percent) / 100:
        raise ReserveBeyondOffer(percent=round(percent))
    go_on(actor, row, "reserve", now)
    amounts = (
        (PURPOSES[row.decision], aside.treatment, offer.clinic_id),
        (Purpose.TRAVEL, aside.travel, None),
        (Purpose.ESCORT, aside.escort, None),
    )
    for purpose, amount, clinic_id in amounts:
        if amount:
            draft = _draft(row, aside.year_id, purpose, amount, clinic_id)
            reserve(actor, draft=draft, now=now)


@command(needs=FUND)
def reserve_more(
    actor: Actor, *, case_id: int, purpose: str, year_id: int, amount: int, now: datetime
) -> int:
    """Put money aside for a way which is needed later: travel, escort, repatriation.

    Raises:
        NotPaidLater: if the case is not carried out now, or this is not paid so.
        OverBudget: if there is not enough free money.
    """
    row = decided_case(actor, case_id, FUND)
    _need_payable(row)
    if purpose not in purposes_to_reserve(row.state, ()):
        raise NotPaidLater
    return reserve(actor, draft=_draft(row, year_id, purpose, amount, None), now=now)


@command(needs=FUND)
def contract_for_case(actor: Actor, *, case_id: int, signed: Signed, now: datetime) -> None:
    """Commit the money by the contract with the chosen clinic.

    Raises:
        WrongState: if no money is put aside, or the contract is signed.
        SelfArranged: if it was signed before the decision.
        GiftsOpen: if it is not settled what others pay.
        ContractBeyondOffer: if it is dearer than the offer.
        OverBudget: if the reserve and the free money are not enough.
    """
    row = decided_case(actor, case_id, FUND)
    _need_payable(row)
    _need_settled(row)
    offer = _chosen(row)
    obligation_id = find_live(row.matter, PURPOSES[row.decision])
    _tiyn, asked = still_asked(offer)
    if signed.amount > asked:
        raise ContractBeyondOffer
    go_on(actor, row, "contract", now)
    contract = Contract(
        number=signed.number,
        signed_on=signed.signed_on,
        currency=offer.currency,
        amount_minor=signed.amount,
        clinic_id=offer.clinic_id,
    )
    commit_contract(actor, obligation_id=obligation_id or 0, contract=contract, now=now)


@command(needs=FUND)
def free_money(actor: Actor, *, case_id: int, reason: str, note: str = "", now: datetime) -> None:
    """Give the money of a case back before there is a contract: another clinic is chosen."""
    row = decided_case(actor, case_id, FUND)
    go_on(actor, row, "free", now, reason=reason, note=note)
    release_all(actor, row, reason, now)


def release_all(actor: Actor, row: Case, reason: str, now: datetime) -> None:
    """Release every reserve of a case under which there is no contract."""
    for purpose in live_purposes(row.matter):
        obligation_id = find_live(row.matter, purpose) or 0
        release_reserve(actor, obligation_id=obligation_id, reason=reason, now=now)


def release_fare(row: Case, way: str, now: datetime) -> None:
    """Give back, within a command, what is put aside for a fare which nobody pays any more."""
    obligation_id = find_reserved(row.matter, FARES.get(Way(way), Purpose.TRAVEL))
    if obligation_id is not None:
        release_reserve(SYSTEM, obligation_id=obligation_id, reason=FLOWN, now=now)


def _need_payable(row: Case) -> None:
    if row.is_self_arranged:
        raise WentAlone


def _need_settled(row: Case) -> None:
    if Gift.objects.filter(case=row, state=GiftState.TOLD).exists():
        raise GiftsOpen


def _chosen(row: Case) -> Offer:
    if (offer := find_chosen(row)) is None:
        raise ClinicNotChosen
    return offer


def _draft(row: Case, year_id: int, purpose: str, amount: int, clinic_id: int | None) -> Reserve:
    decided = CaseDecision.objects.filter(case=row).latest("id")
    return Reserve(
        appropriation_id=year_id,
        matter=row.matter,
        case_number=row.number,
        purpose=purpose,
        amount_tiyn=amount,
        decision=decided.reference,
        decided_on=national_day(decided.at),
        icd10=row.icd10,
        clinic_id=clinic_id,
    )
