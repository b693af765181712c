"""A clinic abroad answers for itself: its offer, its report, its invoice; nothing of others."""

from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.drafts import Quote
from qanat.care.abroad.commands.extending import More, take_wish
from qanat.care.abroad.commands.offers import refuse_quote, take_correction, take_quote
from qanat.care.abroad.commands.treating import finish_treatment
from qanat.care.abroad.models import Case, Offer
from qanat.care.abroad.permissions import CHECK, CLINIC
from qanat.care.abroad.queries.money import PURPOSES
from qanat.care.abroad.states import OfferState
from qanat.care.abroad.wording import OFFER_CORRECTED
from qanat.care.funding.commands.invoices import Bill, NotCommitted, record_invoice
from qanat.care.funding.queries.obligations import find_live
from qanat.foundation.access.queries.contacts import accounts_of
from qanat.foundation.access_types import ScopeKind
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.commands import About, Recipient, send_message
from qanat.foundation.refusals import Conflict, NotFound

ABOUT: Final = "abroad.case"
MOST_TOLD: Final = 5


class RequestOver(Conflict):
    """A clinic answers while it is looked for."""

    code = "request_over"
    text = _("This request is over: nothing is to be answered any more.")


@command(needs=CLINIC)
def answer_request(actor: Actor, *, offer_id: int, quote: Quote, now: datetime) -> None:
    """Make an offer; raises as :func:`quote_offer` does, or RequestOver."""
    offer = _sought(actor, offer_id)
    take_quote(SYSTEM, offer, quote, now)


@command(needs=CLINIC)
def correct_answer(
    actor: Actor, *, offer_id: int, quote: Quote, reason: str, now: datetime
) -> None:
    """Correct the own offer until a clinic is chosen; raises as :func:`correct_offer` does."""
    offer = _sought(actor, offer_id)
    take_correction(SYSTEM, offer, quote, reason, now)
    _tell_of_correction(offer, now)


@command(needs=CLINIC)
def decline_request(actor: Actor, *, offer_id: int, note: str = "", now: datetime) -> None:
    """Decline a request for an offer.

    Raises:
        RequestOver: if no clinic is looked for any more.
    """
    offer = _sought(actor, offer_id)
    refuse_quote(SYSTEM, offer, note, now)


@command(needs=CLINIC)
def report_treatment(
    actor: Actor, *, offer_id: int, on: date, result: str, report: str, now: datetime
) -> None:
    """Report what a treatment came to; raises as :func:`end_treatment` does."""
    case, _offer = _own(actor, offer_id, is_chosen=True)
    finish_treatment(SYSTEM, case, on, result, report, now)


@command(needs=CLINIC)
def report_complication(actor: Actor, *, offer_id: int, more: More, now: datetime) -> int:
    """Ask for more days or money; raises as :func:`ask_for_more` does."""
    case, _offer = _own(actor, offer_id, is_chosen=True)
    return take_wish(actor, case, more, now)


@command(needs=CLINIC)
def send_invoice(actor: Actor, *, offer_id: int, bill: Bill, now: datetime) -> int:
    """Send the invoice of a treatment under contract; raises as :func:`record_invoice` does."""
    case, _offer = _own(actor, offer_id, is_chosen=True)
    obligation_id = find_live(case.matter, PURPOSES[case.decision])
    if obligation_id is None:
        raise NotCommitted
    return record_invoice(SYSTEM, obligation_id=obligation_id, bill=bill, now=now)


def _tell_of_correction(offer: Offer, now: datetime) -> None:
    """Write to who asked the clinic; where he works there no more, to others of the fund."""
    there = accounts_of(CHECK, ScopeKind.NATION, "", now)
    case = offer.case
    for account_id in [one for one in there if one == offer.asked_by] or there[:MOST_TOLD]:
        send_message(
            SYSTEM,
            to=Recipient(account_id=account_id),
            wording=OFFER_CORRECTED,
            values={"number": case.number, "clinic": offer.name},
            about=About(ABOUT, case.pk, case.region_id),
        )


def _sought(actor: Actor, offer_id: int) -> Offer:
    _case, offer = _own(actor, offer_id)
    if not Offer.objects.answerable().filter(pk=offer_id).exists():
        raise RequestOver
    return offer


def _own(actor: Actor, offer_id: int, *, is_chosen: bool = False) -> tuple[Case, Offer]:
    """Return an offer of the actor's own clinic and its case, both locked.

    Raises:
        NotFound: if it is another clinic's, or was not chosen.
    """
    rows = Offer.objects.of_clinics(actor).filter(pk=offer_id)
    if is_chosen:
        rows = rows.filter(state=OfferState.CHOSEN)
    case_id = rows.values_list("case", flat=True).first()
    if case_id is None:
        raise NotFound
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    return case, Offer.objects.select_for_update(of=("self",)).get(pk=offer_id)
