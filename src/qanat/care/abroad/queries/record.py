"""Everything about one case, as far as the reader's part of it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from qanat.care.abroad.models import Case, CaseDecision, EarlierOffer, Offer, Task, TaskQuerySet
from qanat.care.abroad.permissions import CHECK
from qanat.care.abroad.queries.cases import CaseRow, case_row
from qanat.care.abroad.queries.news import Reached, reached
from qanat.care.abroad.queries.papers import PaperRow, checklist_of, papers_of
from qanat.care.abroad.queries.rights import act_of, finding_of
from qanat.care.abroad.rules.acts import Act
from qanat.care.abroad.rules.checklist import Item
from qanat.care.abroad.rules.eligibility import Finding
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.audit.queries import EntryRow, history
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.registry.facilities.queries import facility_title
from qanat.web.wording import said

TABLE: Final = "abroad_case"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An expert who is asked, and what he holds."""

    id: int
    number: str
    expert_id: int
    state: str
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None
    verdict: str
    text: str


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """What a clinic offered before it corrected its offer, and why it did."""

    currency: str
    amount_cents: int
    amount_tiyn: int
    includes: tuple[str, ...]
    wait_days: int | None
    valid_until: date | None
    note: str
    answered_at: datetime
    reason: str
    corrected_at: datetime

    @property
    def amount(self) -> float:
        """The price in units of its currency."""
        return self.amount_cents / 100


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A clinic which is asked, and what it offers.

    Attributes:
        rate: by which the price was reckoned.
        version: one more with each correction.
        earlier: what was corrected, the newest first; of one case alone, not in lists.
    """

    id: int
    clinic: str
    clinic_id: int | None
    country: str
    country_name: str
    state: str
    asked_at: datetime
    answered_at: datetime | None
    currency: str
    amount_cents: int | None
    amount_tiyn: int | None
    rate: float | None
    rate_on: date | None
    rate_source: str
    includes: tuple[str, ...]
    wait_days: int | None
    valid_until: date | None
    note: str
    version: int
    earlier: tuple[EarlierRow, ...]

    @property
    def amount(self) -> float | None:
        """The price in units of its currency."""
        return None if self.amount_cents is None else self.amount_cents / 100


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision, and the appeal against it if there is one."""

    decision: str
    act: str
    ground: str
    place: str
    reasons: str
    reference: str
    at: datetime
    appeal: str
    appealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case with all that belongs to it; experts and offers for the working body alone.

    Attributes:
        told: what is said of the case, by the name of the field.
        names: of the accounts that appear.
    """

    row: CaseRow
    told: Mapping[str, object]
    act: Act
    finding: Finding
    papers: tuple[PaperRow, ...]
    items: tuple[Item, ...]
    tasks: tuple[TaskRow, ...]
    offers: tuple[OfferRow, ...]
    decisions: tuple[DecisionRow, ...]
    moves: tuple[EntryRow, ...]
    names: Mapping[int | None, str]
    reached: Reached


TOLD: Final = (
    "icd10", "disease", "summary", "is_available_at_home", "is_citizen", "is_pregnant",
    "is_injured_on_duty", "is_transportable", "can_benefit", "is_self_arranged", "is_represented",
    "urgent_because", "applicant_language", "wants_sms", "wants_email", "code",
    "made_by",
)  # fmt: skip


def case_record(actor: Actor, case_id: int, now: datetime) -> CaseRecord:
    """Return a case.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = case_row(actor, case_id)
    case = Case.objects.get(pk=case_id)
    papers = papers_of(case_id)
    tasks, offers = _examined(actor, case_id)
    moves = tuple(entry for entry in history(TABLE, case_id) if entry.move)
    accounts: set[int | None] = {case.made_by, *(paper.by_id for paper in papers)}
    accounts |= {task.expert_id for task in tasks} | {move.actor_id for move in moves}
    return CaseRecord(
        row=row,
        told={name: getattr(case, name) for name in TOLD},
        act=act_of(case, now),
        finding=finding_of(case, now),
        papers=tuple(papers),
        items=checklist_of(case, papers, now),
        tasks=tasks,
        offers=offers,
        decisions=decisions_of(case_id),
        moves=moves,
        names=names_of(accounts),
        reached=reached(case),
    )


def _examined(actor: Actor, case_id: int) -> tuple[tuple[TaskRow, ...], tuple[OfferRow, ...]]:
    """Return what the working body alone sees."""
    if not actor.may(CHECK):
        return (), ()
    return task_rows(Task.objects.filter(case=case_id)), offers_of(case_id)


def task_rows(tasks: TaskQuerySet) -> tuple[TaskRow, ...]:
    """Return tasks of experts in the order in which they were asked."""
    return tuple(map(_task, tasks.order_by("id")))


def offers_of(case_id: int) -> tuple[OfferRow, ...]:
    """Return the offers of clinics for a case, the cheapest first."""
    offers = Offer.objects.filter(case=case_id).select_related("country")
    earlier: dict[int, list[EarlierOffer]] = {}
    for one in EarlierOffer.objects.filter(offer__case=case_id).order_by("-id"):
        earlier.setdefault(one.offer_id, []).append(one)
    rows = offers.order_by("amount_tiyn", "id")
    return tuple(offer_row(row, earlier.get(row.pk, ())) for row in rows)


def earlier_of(offer_id: int) -> list[EarlierOffer]:
    """Return what a clinic offered before, the newest first."""
    return list(EarlierOffer.objects.filter(offer=offer_id).order_by("-id"))


def decisions_of(case_id: int) -> tuple[DecisionRow, ...]:
    """Return what was decided about a case, the newest first, with the appeals."""
    rows = CaseDecision.objects.filter(case=case_id).select_related("place__settlement", "appeal")
    return tuple(map(_decision, rows.order_by("-id")))


def _decision(r: CaseDecision) -> DecisionRow:
    appeal = getattr(r, "appeal", None)
    return DecisionRow(
        decision=r.decision,
        act=r.act,
        ground=r.ground,
        place=facility_title(r.place),
        reasons=said(r.reasons),
        reference=r.reference,
        at=r.at,
        appeal=appeal.text if appeal else "",
        appealed_at=appeal.at if appeal else None,
    )


def _task(r: Task) -> TaskRow:
    return TaskRow(
        id=r.pk,
        number=r.number,
        expert_id=r.expert_id,
        state=r.state,
        asked_at=r.asked_at,
        due_at=r.due_at,
        ended_at=r.ended_at,
        verdict=r.verdict,
        text=r.text,
    )


def offer_row(r: Offer, earlier: Sequence[EarlierOffer] = ()) -> OfferRow:
    """Return an offer as a line."""
    return OfferRow(
        id=r.pk,
        clinic=r.name,
        clinic_id=r.clinic_id,
        country=r.country_id,
        country_name=local(r.country.name),
        state=r.state,
        asked_at=r.asked_at,
        answered_at=r.answered_at,
        currency=r.currency,
        amount_cents=r.amount_cents,
        amount_tiyn=r.amount_tiyn,
        rate=float(r.rate) if r.rate else None,
        rate_on=r.rate_on,
        rate_source=r.rate_source,
        includes=tuple(r.includes),
        wait_days=r.wait_days,
        valid_until=r.valid_until,
        note=r.note,
        version=r.version,
        earlier=tuple(map(_earlier, earlier)),
    )


def _earlier(r: EarlierOffer) -> EarlierRow:
    return EarlierRow(
        currency=r.currency,
        amount_cents=r.amount_cents,
        amount_tiyn=r.amount_tiyn,
        includes=tuple(r.includes),
        wait_days=r.wait_days,
        valid_until=r.valid_until,
        note=r.note,
        answered_at=r.answered_at,
        reason=r.reason,
        corrected_at=r.corrected_at,
    )


def told_by(actor: Actor, case_id: int, now: datetime) -> tuple[dict[str, object], Act]:
    """Return what a case says, as a form is filled with it, and its act.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    case = Case.objects.visible_to(actor).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    names = (*TOLD, "diagnosis", "treatment", "urgency", "version")
    told = {name: getattr(case, name) for name in names}
    told["has_phone"] = case.applicant_phone is not None
    told["has_email"] = case.applicant_email is not None
    return told, act_of(case, now)
