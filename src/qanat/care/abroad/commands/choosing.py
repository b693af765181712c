"""Choose the clinic among those which offered, with a place of a quota where there is one."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.finding import locked_case
from qanat.care.abroad.commands.offers import OfferOver
from qanat.care.abroad.models import Case, Offer
from qanat.care.abroad.permissions import CARRY
from qanat.care.abroad.states import OFFER, SENT, CaseState, OfferState
from qanat.care.clinics.commands.quotas import give_place_back, take_place
from qanat.care.funding.commands.reserving import need_clinic
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, NotFound
from qanat.web.wording import in_currency


class NothingToChoose(Conflict):
    """A clinic is chosen once the commission has decided, and before money is put aside."""

    code = "nothing_to_choose"
    text = _("A clinic is chosen after the decision and before money is put aside.")


class OfferCorrected(Conflict):
    """Who chooses knows what is offered."""

    code = "offer_corrected"
    text = _("The clinic has corrected its offer meanwhile: %(price)s now. Look at it again.")


@command(needs=CARRY)
def choose_offer(
    actor: Actor,
    *,
    offer_id: int,
    version: int | None = None,
    quota_id: int | None = None,
    now: datetime,
) -> None:
    """Choose the clinic in which the decision is carried out; another one before is let go.

    Args:
        actor: who chooses.
        offer_id: which offer.
        version: of the offer as it was looked at.
        quota_id: the quota from which a place is taken.
        now: the present moment.

    Raises:
        OfferCorrected: if the clinic has corrected its offer since it was looked at.
        NothingToChoose: if the case is not decided so, or money is put aside already.
        OfferOver: if the clinic keeps to its offer no longer.
        ClinicUnknown: if patients are not sent there.
        QuotaFull: if no place of the quota is left.
    """
    found = Offer.objects.filter(pk=offer_id).first()
    if found is None:
        raise NotFound
    case = locked_case(actor, found.case_id, CARRY)
    if case.state != CaseState.DECIDED or case.decision not in SENT:
        raise NothingToChoose
    rows = Offer.objects.select_for_update(of=("self",)).filter(case=case).order_by("id")
    offers = {one.pk: one for one in rows}
    offer = offers[offer_id]
    if offer.state == OfferState.CHOSEN:
        return
    if version not in (None, offer.version):
        raise OfferCorrected(price=in_currency(offer.amount_cents, offer.currency))
    _need_kept(offer, now)
    for other in offers.values():
        if other.state == OfferState.CHOSEN:
            drop_offer(actor, other, "other_way", now)
    if quota_id is not None:
        offer.quota_place_id = take_place(
            SYSTEM, quota_id=quota_id, matter=case.matter, number=case.number, now=now
        )
    make_move(actor, offer, OFFER, "choose", also=("quota_place",))


def _need_kept(offer: Offer, now: datetime) -> None:
    """See that a clinic keeps to its offer, and that patients are sent there."""
    if offer.valid_until is not None and offer.valid_until < national_day(now):
        raise OfferOver
    need_clinic(offer.clinic_id or 0)


def drop_offer(actor: Actor, offer: Offer, reason: str, now: datetime) -> None:
    """Let a chosen clinic go; the place of its quota is given back."""
    place, offer.quota_place = offer.quota_place_id, None
    make_move(actor, offer, OFFER, "drop", also=("quota_place",))
    if place is not None:
        give_place_back(SYSTEM, place_id=place, reason=reason, now=now)


def find_chosen(case: Case) -> Offer | None:
    """Return the offer which was chosen for a case."""
    return Offer.objects.filter(case=case, state=OfferState.CHOSEN).first()
