"""A request in brief, as a frozen row for those who go on from it."""

from dataclasses import dataclass
from datetime import datetime

from qanat.foundation.actors import Actor
from qanat.response.dispatch.queries.requests import get_request


@dataclass(frozen=True, slots=True)
class RequestBrief:
    """Where a request comes from, what is wrong, and with whom."""

    id: int
    number: str
    state: str
    urgency: int
    specialty: str
    region: str
    sending_facility_id: int | None
    sending_name: str
    diagnosis: str
    icd10: str
    decided_at: datetime | None
    patient_ids: tuple[int, ...]
    is_exercise: bool
    is_synthetic: bool


def request_brief(actor: Actor, request_id: int) -> RequestBrief:
    """Return a request in brief.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = get_request(actor, request_id)
    return RequestBrief(
        id=row.pk,
        number=row.number,
        state=row.state,
        urgency=row.urgency,
        specialty=row.specialty,
        region=row.region_id or "",
        sending_facility_id=row.sending_facility_id,
        sending_name=row.sending_name,
        diagnosis=row.diagnosis,
        icd10=row.icd10,
        decided_at=row.decided_at,
        patient_ids=tuple(row.people.order_by("position").values_list("patient_id", flat=True)),
        is_exercise=row.is_exercise,
        is_synthetic=row.is_synthetic,
    )
