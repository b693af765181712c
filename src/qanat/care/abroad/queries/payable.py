"""Cases as finance sees them: a number, a decision, a clinic, its price; nobody's name."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from qanat.care.abroad.models import Case, CaseDecision, CaseQuerySet, Extension, Gift, Offer
from qanat.care.abroad.permissions import FUND, SEE
from qanat.care.abroad.queries.cases import to_bring_home
from qanat.care.abroad.queries.money import PURPOSES
from qanat.care.abroad.states import CaseState, ExtensionState, GiftState, OfferState
from qanat.care.funding.queries.obligations import committed_for
from qanat.care.funding.states import Purpose
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local

PAYABLE = tuple(PURPOSES)


@dataclass(frozen=True, slots=True)
class PayableRow:
    """A line of the list of finance.

    Attributes:
        wishes: more was asked for, and is not decided; gifts: others pay, and it is not settled.
    """

    id: int
    number: str
    state: str
    state_at: datetime
    due_at: datetime | None
    decision: str
    reference: str
    decided_at: datetime
    clinic: str
    country: str
    currency: str
    amount_cents: int | None
    amount_tiyn: int | None
    wishes: bool
    gifts: bool
    is_synthetic: bool


def payable_rows(
    actor: Actor, view: str, text: str = "", *, first: int = 0, count: int = 25
) -> list[PayableRow]:
    """Return cases for which the state pays: those which wait for finance by their clocks."""
    rows = _listed(actor, view, text)
    order = ("due_at", "id") if view == "mine" else ("-state_at", "-id")
    return _rows(rows.order_by(*order)[first : first + count])


def payable_count(actor: Actor, view: str, text: str = "") -> int:
    """Return how many there are."""
    return _listed(actor, view, text).order_by().count()


def payable_row(actor: Actor, case_id: int) -> PayableRow:
    """Return one.

    Raises:
        NotFound: if there is none for which the state pays, or the actor may not see it.
    """
    rows = _rows(_payable(actor).filter(pk=case_id))
    if not rows:
        raise NotFound
    return rows[0]


def _payable(actor: Actor) -> CaseQuerySet:
    return Case.objects.within(actor, FUND).filter(decision__in=PAYABLE)


def _listed(actor: Actor, view: str, text: str) -> CaseQuerySet:
    rows = _payable(actor)
    if view == "mine":
        chosen = Offer.objects.filter(case=OuterRef("pk"), state=OfferState.CHOSEN)
        asks = _wishes(is_agreed=True) | _gifts()
        decided = Q(Exists(chosen), state=CaseState.DECIDED)
        unpaid = to_bring_home() & ~Q(matter__in=committed_for(Purpose.REPATRIATION))
        rows = rows.filter(decided | Q(state=CaseState.RESERVED) | asks | unpaid)
    return rows.filter(number__icontains=text.strip()) if text.strip() else rows


def _wishes(*, is_agreed: bool = False) -> Q:
    asked = Extension.objects.filter(case=OuterRef("pk"), state=ExtensionState.ASKED)
    return Q(Exists(asked.exclude(decision="") if is_agreed else asked))


def _gifts() -> Q:
    return Q(Exists(Gift.objects.filter(case=OuterRef("pk"), state=GiftState.TOLD)))


def _rows(rows: CaseQuerySet) -> list[PayableRow]:
    found = list(rows.annotate(wishes=_wishes(), told=_gifts()))
    ids = [row.pk for row in found]
    offers = {
        one.case_id: one
        for one in Offer.objects.filter(case__in=ids, state=OfferState.CHOSEN).select_related(
            "country"
        )
    }
    references = dict(
        CaseDecision.objects.filter(case__in=ids).order_by("id").values_list("case", "reference")
    )
    return [_row(row, offers.get(row.pk), references.get(row.pk, "")) for row in found]


def _row(row: Case, offer: Offer | None, reference: str) -> PayableRow:
    return PayableRow(
        id=row.pk,
        number=row.number,
        state=row.state,
        state_at=row.state_at,
        due_at=row.due_at,
        decision=row.decision,
        reference=reference,
        decided_at=row.decided_at or row.state_at,
        clinic=offer.name if offer else "",
        country=local(offer.country.name) if offer else "",
        currency=offer.currency if offer else "",
        amount_cents=offer.amount_cents if offer else None,
        amount_tiyn=offer.amount_tiyn if offer else None,
        wishes=row.wishes,  # type: ignore[attr-defined] # annotated
        gifts=row.told,  # type: ignore[attr-defined] # annotated
        is_synthetic=row.is_synthetic,
    )


def may_see(actor: Actor, case_id: int) -> bool:
    """Tell whether an actor may see the case itself, not its money alone."""
    return actor.may(SEE) and Case.objects.visible_to(actor).filter(pk=case_id).exists()
