"""A physician asks a specialist first: his decision and the order, in one step."""

from dataclasses import dataclass, replace
from datetime import datetime

from qanat.care.telemedicine.commands.drafts import OrderDraft
from qanat.care.telemedicine.commands.orders import order_consultation
from qanat.care.telemedicine.permissions import ORDER
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.registry.facilities.queries import region_of_facility
from qanat.response.dispatch.commands.clinical import Judgement, review_request
from qanat.response.dispatch.queries.brief import RequestBrief, request_brief


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAsked:
    """Whom a physician asks first, what, and why; without a specialty that of the request."""

    reason: str
    specialty: str = ""
    question: str = ""
    is_threat: bool = False


@command(needs=ORDER)
def consult_first(
    actor: Actor, *, request_id: int, version: int | None, asked: FirstAsked, now: datetime
) -> int:
    """Decide that a specialist is asked first, and order the consultation; return the order.

    Raises:
        NotAllowed: if the actor may not decide on requests.
        Stale: if somebody changed the request after it was read.
    """
    judgement = Judgement(decision="remote", reason=asked.reason, note=asked.question[:2000])
    review_request(actor, request_id=request_id, version=version, judgement=judgement, now=now)
    draft = draft_of(request_brief(actor, request_id), now)
    draft = replace(
        draft,
        specialty=asked.specialty or draft.specialty,
        question=asked.question,
        is_threat=asked.is_threat,
    )
    return order_consultation(actor, draft=draft, now=now)


def draft_of(about: RequestBrief, now: datetime) -> OrderDraft:
    """Return the order of a consultation about a request, filled with what the request says."""
    region = about.region
    if not region and about.sending_facility_id:
        region = region_of_facility(about.sending_facility_id)
    return OrderDraft(
        ordered_at=min(about.decided_at or now, now),
        region=region,
        specialty=about.specialty,
        urgency=about.urgency,
        sending_facility_id=about.sending_facility_id,
        sending_name=about.sending_name,
        diagnosis=about.diagnosis,
        icd10=about.icd10,
        request_id=about.id,
        patient_ids=about.patient_ids,
    )
