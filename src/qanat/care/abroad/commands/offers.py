"""Ask clinics for their consent and price; their offers in tenge by the rate of a day."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.drafts import Quote
from qanat.care.abroad.commands.finding import go_on, locked_case
from qanat.care.abroad.models import Case, EarlierOffer, Offer, Task
from qanat.care.abroad.parameters import LEAST_OPINIONS
from qanat.care.abroad.permissions import CHECK
from qanat.care.abroad.queries.norms import number_on
from qanat.care.abroad.states import OFFER, SEEKING, SENT, CaseState, TaskState
from qanat.care.clinics.queries.brief import clinic_briefs
from qanat.care.funding.commands.reserving import need_clinic
from qanat.care.funding.queries.rates import in_tenge
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid, NotFound


class OpinionsMissing(Conflict):
    """Experts are heard before clinics are asked."""

    code = "opinions_missing"
    text = _("At least %(least)s experts have to give their opinion first.")


class OfferOver(Invalid):
    """An offer holds for a while."""

    code = "offer_over"
    field = "valid_until"
    text = _("This day is over: an offer holds at least until today.")


class OfferBound(Conflict):
    """An offer is corrected until a clinic is bound."""

    code = "offer_bound"
    text = _("An offer is corrected until a clinic is chosen and money is put aside.")


QUOTED: Final = (
    "currency", "amount_cents", "amount_tiyn", "rate", "rate_on", "rate_source", "includes",
    "wait_days", "valid_until", "note", "answered_at",
)  # fmt: skip
"""What an offer says."""


@command(needs=CHECK)
def ask_clinic(actor: Actor, *, case_id: int, clinic_id: int, now: datetime) -> int:
    """Note that a clinic was asked; with the first one the case goes on. Twice is once.

    After an appeal, and once it is decided to send the patient, more clinics are asked and the
    case stays where it is: whom an appeal helped may have no offer yet, or one which is over.

    Raises:
        OpinionsMissing: if too few experts gave their opinion.
        WrongState: if the case is not there yet, or past it.
        ClinicUnknown: if patients are not sent to the clinic.
    """
    row = locked_case(actor, case_id, CHECK)
    need_clinic(clinic_id)
    clinic = clinic_briefs([clinic_id])[clinic_id]
    if row.state != CaseState.OFFERS and not may_ask_more(row.state, row.decision):
        need_opinions(row, now)
        go_on(actor, row, "ask_clinics", now)
    known = Offer.objects.filter(case=row, clinic=clinic_id).first()
    if known is not None:
        return known.pk
    offer = Offer.objects.create(
        case=row,
        clinic_id=clinic_id,
        name=clinic.name,
        country_id=clinic.country,
        asked_at=now,
        asked_by=actor.id,
    )
    return offer.pk


def may_ask_more(state: str, decision: str) -> bool:
    """Tell whether clinics are asked though the case was decided already, or is appealed."""
    return state == CaseState.APPEALED or (state == CaseState.DECIDED and decision in SENT)


@command(needs=CHECK)
def quote_offer(actor: Actor, *, offer_id: int, quote: Quote, now: datetime) -> None:
    """Take down what a clinic offers, and its price in tenge by the rate of the day.

    Raises:
        RateMissing: if there is no rate of its currency.
        OfferOver: if it holds no longer today.
    """
    take_quote(actor, _locked_offer(actor, offer_id), quote, now)


def take_quote(actor: Actor, offer: Offer, quote: Quote, now: datetime) -> None:
    """Take down within a command what a clinic offers."""
    also = _set_quote(offer, quote, now)
    make_move(actor, offer, OFFER, "quote", note=quote.note, also=also)


@command(needs=CHECK)
def correct_offer(actor: Actor, *, offer_id: int, quote: Quote, reason: str, now: datetime) -> None:
    """Take down what a clinic offers instead of what it did; raises as :func:`quote_offer` does."""
    take_correction(actor, _locked_offer(actor, offer_id), quote, reason, now)


def take_correction(actor: Actor, offer: Offer, quote: Quote, reason: str, now: datetime) -> None:
    """Take down within a command what a clinic offers instead; what it did is kept.

    Raises:
        WrongState: if there is no offer yet, or it is chosen.
        OfferBound: if money was put aside already: nothing is offered any more.
    """
    if offer.case.state not in SEEKING:
        raise OfferBound
    kept = {name: getattr(offer, name) for name in QUOTED}
    version = offer.version
    also = _set_quote(offer, quote, now)
    offer.version += 1
    make_move(
        actor, offer, OFFER, "correct", reason=reason, note=quote.note, also=(*also, "version")
    )
    EarlierOffer.objects.create(
        offer=offer, version=version, reason=reason, corrected_at=now, corrected_by=actor.id, **kept
    )


def _set_quote(offer: Offer, quote: Quote, now: datetime) -> tuple[str, ...]:
    """Write down a price, and what it is in tenge today; return the fields which changed."""
    today = national_day(now)
    if quote.valid_until is not None and quote.valid_until < today:
        raise OfferOver
    tenge = in_tenge(quote.amount_cents, quote.currency, today)
    offer.currency, offer.amount_cents = quote.currency, quote.amount_cents
    offer.amount_tiyn, offer.rate = tenge.tiyn, tenge.rate
    offer.rate_on, offer.rate_source = tenge.on, tenge.source
    offer.includes, offer.wait_days = list(quote.includes), quote.wait_days
    offer.valid_until, offer.note, offer.answered_at = quote.valid_until, quote.note, now
    return QUOTED


@command(needs=CHECK)
def decline_offer(actor: Actor, *, offer_id: int, note: str = "", now: datetime) -> None:
    """Note that a clinic does not take the patient."""
    refuse_quote(actor, _locked_offer(actor, offer_id), note, now)


def refuse_quote(actor: Actor, offer: Offer, note: str, now: datetime) -> None:
    """Note within a command that a clinic does not take the patient."""
    offer.answered_at, offer.note = now, note
    make_move(actor, offer, OFFER, "decline", note=note, also=("answered_at", "note"))


def need_opinions(row: Case, now: datetime) -> None:
    """See that enough experts gave their opinion.

    Raises:
        OpinionsMissing: if they did not.
    """
    least = number_on(LEAST_OPINIONS, national_day(row.registered_at or now))
    if Task.objects.filter(case=row, state=TaskState.GIVEN).count() < least:
        raise OpinionsMissing(least=least)


def _locked_offer(actor: Actor, offer_id: int) -> Offer:
    found = Offer.objects.filter(pk=offer_id).first()
    if found is None:
        raise NotFound
    locked_case(actor, found.case_id, CHECK)
    return Offer.objects.select_for_update(of=("self",)).get(pk=offer_id)
