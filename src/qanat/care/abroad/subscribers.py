"""What treatment abroad does when a commission has decided."""

from uuid import UUID

from django.utils import timezone

from qanat.care.abroad.commands.deciding import take_decision, take_invoice, take_off_agenda
from qanat.care.abroad.commands.drafts import DecisionDraft
from qanat.care.abroad.commands.extending import take_agreement
from qanat.care.abroad.queries.cases import case_row, find_matter
from qanat.care.abroad.states import MATTER, CaseState
from qanat.care.commission.queries.items import standing_of
from qanat.care.commission.states import FURTHER
from qanat.care.funding.states import InvoiceState
from qanat.events.commission import MatterDecided, MatterWithdrawn
from qanat.events.funding import InvoiceChanged
from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox import on


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
