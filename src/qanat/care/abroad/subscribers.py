"""What treatment abroad does when a commission has decided, and of what applicants are told."""

from typing import Final
from uuid import UUID

from django.utils import timezone

from qanat.care.abroad.commands.deciding import take_decision, take_invoice, take_off_agenda
from qanat.care.abroad.commands.drafts import DecisionDraft
from qanat.care.abroad.commands.extending import take_agreement
from qanat.care.abroad.commands.news import tell_news
from qanat.care.abroad.queries.cases import case_row, find_matter
from qanat.care.abroad.queries.news import is_after_appeal
from qanat.care.abroad.states import MATTER, CaseState, News
from qanat.care.commission.queries.coming import find_to_come
from qanat.care.commission.queries.items import standing_of
from qanat.care.commission.states import FURTHER
from qanat.care.funding.states import InvoiceState
from qanat.events.abroad import CaseMoved, ExtensionGranted, JourneyPlanned
from qanat.events.commission import MatterDecided, MatterWithdrawn, SittingChanged
from qanat.events.funding import InvoiceChanged
from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox import on

MOVES: Final = {
    "return_papers": News.RETURNED,
    "put_on_agenda": News.AGENDA,
    "decide": News.DECIDED,
}
"""Moves of a case of which its applicant is told."""


@on(MatterDecided)
def hear_decision(event: MatterDecided) -> None:
    """Take down what was decided about a case, once; one which ended meanwhile stays so."""
    case_id = find_matter(UUID(event.matter)) if event.matter_kind == MATTER else None
    standing = standing_of(UUID(event.matter))
    if case_id is None or standing is None:
        return
    decided_at = standing.decided_at or timezone.now()
    if event.outcome in FURTHER:
        if standing.item_id == event.item_id:  # of an earlier one it was heard before
            by = standing.number or str(event.item_id)
            take_agreement(
                SYSTEM, case_id=case_id, outcome=event.outcome, decision=by, now=decided_at
            )
        return
    if case_row(SYSTEM, case_id).state != CaseState.AGENDA:
        return
    told = DecisionDraft(
        decision=event.outcome,
        reasons=standing.reasons,
        reference=standing.number or str(event.item_id),
        ground=event.ground,
        place_id=event.facility_id,
    )
    take_decision(SYSTEM, case_id=case_id, told=told, now=decided_at)


@on(MatterWithdrawn)
def have_case_back(event: MatterWithdrawn) -> None:
    """Have a case back which was taken from the agenda."""
    case_id = find_matter(UUID(event.matter)) if event.matter_kind == MATTER else None
    standing = standing_of(UUID(event.matter))
    if case_id is None or standing is None:
        return
    now = timezone.now()
    take_off_agenda(SYSTEM, case_id=case_id, now=now)
    if standing.item_id == event.item_id:
        take_agreement(SYSTEM, case_id=case_id, outcome="", decision="", now=now)


@on(InvoiceChanged)
def hear_invoice(event: InvoiceChanged) -> None:
    """Note that the invoice of a treatment has come."""
    case_id = find_matter(UUID(event.matter))
    if case_id is not None and event.state == InvoiceState.RECEIVED:
        take_invoice(SYSTEM, case_id=case_id, now=timezone.now())


@on(CaseMoved)
def tell_of_move(event: CaseMoved) -> None:
    """Write to the applicant that his case went on."""
    news = MOVES.get(event.move)
    if news == News.DECIDED and is_after_appeal(event.case_id):
        news = News.APPEAL
    if news is not None:
        tell_news(SYSTEM, case_id=event.case_id, news=news, at=event.at, now=timezone.now())


@on(JourneyPlanned)
def tell_of_journey(event: JourneyPlanned) -> None:
    """Write to the applicant that a journey is planned."""
    now = timezone.now()
    tell_news(SYSTEM, case_id=event.case_id, news=News.JOURNEY, at=event.at, now=now)


@on(ExtensionGranted)
def tell_of_extension(event: ExtensionGranted) -> None:
    """Write to the applicant that more was granted for the treatment."""
    now = timezone.now()
    tell_news(SYSTEM, case_id=event.case_id, news=News.LONGER, at=event.at, now=now)


@on(SittingChanged)
def tell_of_sitting(event: SittingChanged) -> None:
    """Write to the applicants whose cases were placed in a sitting, or whose sitting was moved."""
    now = timezone.now()
    sitting = find_to_come(event.sitting_id, MATTER, now)
    for matter in sitting.matters if sitting else ():
        if sitting and (case_id := find_matter(matter)) is not None:
            at = sitting.starts_at
            tell_news(SYSTEM, case_id=case_id, news=News.SITTING, at=at, now=now)
