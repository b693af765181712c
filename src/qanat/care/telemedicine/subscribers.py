"""What telemedicine does when others announce."""

from django.utils import timezone

from qanat.care.telemedicine.commands import OrderDraft, order_consultation
from qanat.events.dispatch import ConsultationNeeded
from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox import on
from qanat.response.dispatch.queries.requests import get_request


@on(ConsultationNeeded)
def open_order(event: ConsultationNeeded) -> None:
    """Open a consultation order, once per request."""
    request = get_request(SYSTEM, event.request_id)
    now = timezone.now()
    draft = OrderDraft(
        ordered_at=request.decided_at or now,
        region=request.region_id or "",
        specialty=event.specialty,
        urgency=event.urgency,
        sending_facility_id=request.sending_facility_id,
        sending_name=request.sending_name,
        diagnosis=request.diagnosis,
        icd10=request.icd10,
        request_id=request.pk,
        patient_ids=tuple(request.people.values_list("patient_id", flat=True)),
        is_exercise=request.is_exercise,
        is_synthetic=request.is_synthetic,
    )
    order_consultation(SYSTEM, draft=draft, now=now)
