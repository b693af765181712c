"""A case as who decides about it reads it: without names, with opinions, offers and the rules."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qanat.care.abroad.models import Case, Extension, Offer, Task
from qanat.care.abroad.queries.record import (
    DecisionRow,
    OfferRow,
    TaskRow,
    decisions_of,
    offers_of,
    task_rows,
)
from qanat.care.abroad.queries.rights import act_of, finding_of
from qanat.care.abroad.queries.tasks import AnonymousFile, file_of
from qanat.care.abroad.rules.acts import Act
from qanat.care.abroad.rules.eligibility import Finding
from qanat.care.abroad.states import CaseState, OfferState, TaskState
from qanat.care.commission.queries.items import item_row, standing_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Wish:
    """What a treatment takes more: days, and money in hundredths of the contract's currency."""

    why: str
    text: str
    days: int
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What the members of a commission have before them.

    Attributes:
        has_died: the patient; what is wished is money which is owed all the same.
        urgent_because: why the case can't wait, if somebody confirmed that it names nobody.
        earlier: what was decided before about the case, the newest first, with the appeals.
    """

    case_id: int
    item_id: int
    number: str
    act: Act
    finding: Finding
    file: AnonymousFile
    opinions: tuple[TaskRow, ...]
    offers: tuple[OfferRow, ...]
    wish: Wish | None
    has_died: bool
    urgent_because: str
    earlier: tuple[DecisionRow, ...]


def brief_of(actor: Actor, matter: UUID, now: datetime) -> Brief:
    """Return the case behind a matter, for who has a seat in the commission it is before.

    Raises:
        NotFound: if there is none, or the actor has no such seat.
    """
    case = Case.objects.filter(matter=matter).first()
    standing = standing_of(matter)
    if case is None or standing is None:
        raise NotFound
    item_row(actor, standing.item_id)
    given = Task.objects.filter(case=case, state=TaskState.GIVEN)
    return Brief(
        case_id=case.pk,
        item_id=standing.item_id,
        number=case.number,
        act=act_of(case, now),
        finding=finding_of(case, now),
        file=file_of(case),
        opinions=task_rows(given),
        offers=offers_of(case.pk),
        wish=_wish(case.pk),
        has_died=case.state == CaseState.DIED,
        urgent_because=case.urgent_because if case.is_urgency_anonymous else "",
        earlier=tuple(one for one in decisions_of(case.pk) if one.reference != standing.number),
    )


def _wish(case_id: int) -> Wish | None:
    """Return what the commission is asked to grant, or was asked last."""
    row = Extension.objects.filter(case=case_id).order_by("-id").first()
    if row is None:
        return None
    chosen = Offer.objects.filter(case=case_id, state=OfferState.CHOSEN).first()
    currency = chosen.currency if chosen else ""
    return Wish(row.why, row.text, row.days, row.amount_minor, currency)
