"""What of a price is still asked of the budget when others pay too."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from qanat.care.abroad.models import Gift, Offer
from qanat.care.abroad.states import Decision, GiftState, OfferState
from qanat.care.funding.states import Purpose

PURPOSES: Final[Mapping[str, Purpose]] = {
    Decision.ABROAD: Purpose.TREATMENT,
    Decision.SPECIALIST: Purpose.SPECIALIST,
}
"""For what the money of a decision is put aside."""


def still_asked(offer: Offer) -> tuple[int, int]:
    """Return the price of an offer less what others pay: in tiyn, and in its own hundredths."""
    gifts = Gift.objects.filter(case=offer.case_id, state=GiftState.DEDUCTED).order_by("id")
    given = [(one.amount_tiyn, gift_minor(one, offer)) for one in gifts]
    return (
        (offer.amount_tiyn or 0) - sum(tiyn for tiyn, _minor in given),
        (offer.amount_cents or 0) - sum(minor for _tiyn, minor in given),
    )


def gift_minor(gift: Gift, offer: Offer) -> int:
    """Return what is given in hundredths of an offer's currency, by the offer's own rate."""
    if gift.currency == offer.currency:
        return gift.amount_minor
    exact = gift.amount_tiyn / (offer.rate or Decimal(1))
    return int(exact.to_integral_value(ROUND_HALF_UP))


def asked_of_case(case_id: int) -> tuple[int, int] | tuple[None, None]:
    """Return the same of the offer which was chosen for a case; nothing without one."""
    offer = Offer.objects.filter(case=case_id, state=OfferState.CHOSEN).first()
    return still_asked(offer) if offer else (None, None)
