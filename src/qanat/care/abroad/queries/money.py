"""What of a price is still asked of the budget when others pay too."""

from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from qanat.care.abroad.models import Case, Extension, Gift, Offer
from qanat.care.abroad.states import CARRIED_OUT, CaseState, Decision, GiftState, OfferState
from qanat.care.funding.queries.obligations import live_purposes
from qanat.care.funding.states import Purpose

PURPOSES: Final[Mapping[str, Purpose]] = {
    Decision.ABROAD: Purpose.TREATMENT,
    Decision.SPECIALIST: Purpose.SPECIALIST,
}
"""For what the money of a decision is put aside."""


def purposes_to_reserve(state: str, held: Collection[str]) -> list[Purpose]:
    """Return for which ways money can be put aside later than the rest, in a state of a case.

    Args:
        state: of the case.
        held: purposes for which money is held already.
    """
    if state == CaseState.DIED:
        ways: tuple[Purpose, ...] = (Purpose.REPATRIATION,)
    else:
        ways = (Purpose.TRAVEL, Purpose.ESCORT) if state in CARRIED_OUT else ()
    return [one for one in ways if one not in held]


def to_reserve(case_id: int) -> list[Purpose]:
    """Return the same of a case."""
    found = Case.objects.filter(pk=case_id).values_list("state", "matter").first()
    return purposes_to_reserve(found[0], live_purposes(found[1])) if found else []


def still_asked(offer: Offer) -> tuple[int, int]:
    """Return the price of an offer less what others pay: in tiyn, and in its own hundredths."""
    gifts = Gift.objects.filter(case=offer.case_id, state=GiftState.DEDUCTED).order_by("id")
    given = [(one.amount_tiyn, _gift_minor(one, offer)) for one in gifts]
    return (
        (offer.amount_tiyn or 0) - sum(tiyn for tiyn, _minor in given),
        (offer.amount_cents or 0) - sum(minor for _tiyn, minor in given),
    )


def _gift_minor(gift: Gift, offer: Offer) -> int:
    """Return what is given in hundredths of an offer's currency, by the offer's own rate."""
    if gift.currency == offer.currency:
        return gift.amount_minor
    exact = gift.amount_tiyn / (offer.rate or Decimal(1))
    return int(exact.to_integral_value(ROUND_HALF_UP))


def currency_of_case(case_id: int) -> str:
    """Return the currency of the offer which was chosen for a case; "" without one."""
    offers = Offer.objects.filter(case=case_id, state=OfferState.CHOSEN)
    return offers.values_list("currency", flat=True).first() or ""


def more_asked(extension_id: int) -> tuple[int, int]:
    """Return how many days more are wished, and how much money, in hundredths of its currency."""
    return Extension.objects.values_list("days", "amount_minor").get(pk=extension_id)


def asked_of_case(case_id: int) -> tuple[int, int] | tuple[None, None]:
    """Return the same of the offer which was chosen for a case; nothing without one."""
    offer = Offer.objects.filter(case=case_id, state=OfferState.CHOSEN).first()
    return still_asked(offer) if offer else (None, None)
