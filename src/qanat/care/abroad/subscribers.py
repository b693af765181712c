"""What treatment abroad does when a commission has decided."""

from uuid import UUID

from django.utils import timezone

from qanat.care.abroad.commands.deciding import take_decision, take_invoice, take_off_agenda
from qanat.care.abroad.commands.drafts import DecisionDraft
from qanat.care.abroad.queries.cases import case_row, find_matter
from qanat.care.abroad.states import MATTER, CaseState
from qanat.care.commission.queries.items import standing_of
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
    if case_row(SYSTEM, case_id).state != CaseState.AGENDA:
        return
    told = DecisionDraft(
        decision=event.outcome,
        reasons=standing.reasons,
        reference=standing.number or str(event.item_id),
        ground=event.ground,
        place_id=event.facility_id,
    )
    take_decision(SYSTEM, case_id=case_id, told=told, now=standing.decided_at or timezone.now())


@on(MatterWithdrawn)
def have_case_back(event: MatterWithdrawn) -> None:
    """Have a case back which was taken from the agenda."""
    case_id = find_matter(UUID(event.matter)) if event.matter_kind == MATTER else None
    if case_id is not None:
        take_off_agenda(SYSTEM, case_id=case_id, now=timezone.now())


@on(InvoiceChanged)
def hear_invoice(event: InvoiceChanged) -> None:
    """Note that the invoice of a treatment has come."""
    case_id = find_matter(UUID(event.matter))
    if case_id is not None and event.state == InvoiceState.RECEIVED:
        take_invoice(SYSTEM, case_id=case_id, now=timezone.now())
