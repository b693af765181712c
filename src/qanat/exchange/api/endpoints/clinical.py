"""What physicians write about a request."""

from typing import Any

from msgspec.structs import asdict

from qanat.exchange.api.codes import check_codes
from qanat.exchange.api.endpoints.requests import REASONED, now_of
from qanat.exchange.api.router import Call, Wish, endpoint
from qanat.exchange.api.wire.clinical import (
    AcceptanceIn,
    AssessmentIn,
    AssessmentMade,
    ReviewIn,
    ReviewMade,
)
from qanat.exchange.api.wire.requests import OutcomeIn, RequestNow
from qanat.response.dispatch.commands import clinical
from qanat.response.dispatch.commands.clinical import (
    FindingImpossible,
    Judgement,
    NothingMeasured,
    NotThisPatient,
    TooEarly,
    Vitals,
)
from qanat.response.dispatch.commands.finding import Stale
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.permissions import ASSESS, OUTCOME, REGISTER, REVIEW
from qanat.response.dispatch.queries.request_details import (
    PersonOfRequest,
    RequestDetails,
    request_details,
)


@endpoint(
    "POST",
    "/requests/{request_id}/assessments",
    needs=ASSESS,
    status=201,
    errors=(FindingImpossible, FromTheFuture, NothingMeasured, NotThisPatient),
)
def assess_request(call: Call, request_id: int, body: AssessmentIn) -> AssessmentMade:
    """Record the condition of a patient; the scores valid for his age are made from it."""
    about = request_details(call.actor, request_id, call.now)
    person = _person(about, body.patient_id)
    made = clinical.assess_request(
        call.actor,
        request_id=request_id,
        patient_id=person.patient_id if person else body.patient_id,
        vitals=_vitals(body, person, about),
        at=body.at,
        now=call.now,
        note=body.note,
    )
    stored = request_details(call.actor, request_id, call.now).assessments
    return AssessmentMade(id=made, scores=next(a.scores for a in stored if a.id == made))


@endpoint(
    "POST",
    "/requests/{request_id}/reviews",
    needs=REVIEW,
    status=201,
    errors=(Stale, *REASONED),
    version=Wish.OPTIONAL,
)
def review_request(call: Call, request_id: int, body: ReviewIn) -> ReviewMade:
    """Decide on a request; the decision with its reason is kept for ever."""
    if body.companion:
        check_codes(companion=("specialty", body.companion))
    judgement = Judgement(
        decision=body.decision,
        reason=body.reason,
        note=body.note,
        urgency=body.urgency.value if body.urgency else None,
        companion=body.companion,
    )
    made = clinical.review_request(
        call.actor,
        request_id=request_id,
        version=call.version,
        judgement=judgement,
        now=call.now,
    )
    after = now_of(call, request_id)
    return ReviewMade(review_id=made, id=after.id, version=after.version, state=after.state)


@endpoint(
    "POST",
    "/requests/{request_id}/acceptance",
    needs=REGISTER,
    errors=(Stale,),
    version=Wish.OPTIONAL,
)
def record_acceptance(call: Call, request_id: int, body: AcceptanceIn) -> RequestNow:
    """Record that a hospital accepts the patient, and who said so there."""
    clinical.record_acceptance(
        call.actor,
        request_id=request_id,
        version=call.version,
        facility_id=body.facility_id,
        physician=body.physician,
        accepts_from=body.accepts_from,
        note=body.note,
        now=call.now,
    )
    return now_of(call, request_id)


@endpoint(
    "POST", "/requests/{request_id}/outcomes", needs=OUTCOME, errors=(NotThisPatient, TooEarly)
)
def record_outcome(call: Call, request_id: int, body: OutcomeIn) -> RequestNow:
    """Record whether a patient lives 24 hours, 7 or 30 days after his hand-over."""
    clinical.record_outcome(
        call.actor,
        request_id=request_id,
        patient_id=body.patient_id,
        point=body.point.value,
        vital=body.vital.value,
        learned_from=body.learned_from,
        now=call.now,
    )
    return now_of(call, request_id)


def _person(about: RequestDetails, patient_id: int | None) -> PersonOfRequest | None:
    """Return the person who is named, or else the first of the request."""
    people = (p for p in about.people if patient_id in (None, p.patient_id))
    return next(people, None)


def _vitals(body: AssessmentIn, person: PersonOfRequest | None, about: RequestDetails) -> Vitals:
    found: dict[str, Any] = asdict(body)
    for name in ("at", "patient_id", "note"):
        del found[name]
    return Vitals(
        **found
        | {
            "consciousness": body.consciousness.value if body.consciousness else "",
            "support": tuple(s.value for s in body.support),
        },
        age_years=person.age_years if person else None,
        is_pregnant=about.gestation_weeks is not None,
    )
