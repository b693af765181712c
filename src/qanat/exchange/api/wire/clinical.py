"""Assessments, decisions, acceptance."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from qanat.exchange.api.shapes import Code, Id, Moment, Note, Sent, Text160, Told
from qanat.response.dispatch.queries.words import Consciousness, Support, Urgency
from qanat.response.dispatch.states import RequestState

ReviewDecision = Literal["fly_patient", "fly_specialist", "ground", "remote", "decline"]


class AssessmentIn(Sent):
    """What was found at a patient: /min, percent, mmHg, degrees Celsius; the rest is left out.

    Of the first person of the request where none is named.
    """

    at: Moment
    patient_id: Id | None = None
    respiratory_rate: Annotated[int, Meta(ge=0, le=120)] | None = None
    spo2: Annotated[int, Meta(ge=0, le=100)] | None = None
    is_on_oxygen: bool | None = None
    is_hypercapnic: bool = False
    systolic: Annotated[int, Meta(ge=0, le=320)] | None = None
    diastolic: Annotated[int, Meta(ge=0, le=250)] | None = None
    heart_rate: Annotated[int, Meta(ge=0, le=350)] | None = None
    consciousness: Consciousness | None = None
    temperature_c: Annotated[float, Meta(ge=15, le=45)] | None = None
    gcs_eye: Annotated[int, Meta(ge=1, le=4)] | None = None
    gcs_verbal: Annotated[int, Meta(ge=1, le=5)] | None = None
    gcs_motor: Annotated[int, Meta(ge=1, le=6)] | None = None
    fio2: Annotated[int, Meta(ge=21, le=100)] | None = None
    support: Annotated[tuple[Support, ...], Meta(max_length=7)] = ()
    note: Note = ""


class AssessmentMade(Told):
    """An assessment that was stored, with the scores which are valid for the patient."""

    id: int
    scores: dict[str, Any]


class ReviewIn(Sent):
    """A physician's decision; all but flying need a reason of its list.

    ``reason.ground_only``, ``reason.remote_only`` or ``reason.decline``. ``companion`` is the
    specialty of who must come along; it stays as it is where it is not sent.
    """

    decision: ReviewDecision
    reason: Code = ""
    urgency: Urgency | None = None
    note: Note = ""
    companion: Code | None = None


class ReviewMade(Told):
    """A decision that was stored, and the request as it stands now."""

    review_id: int
    id: int
    version: int
    state: RequestState


class AcceptanceIn(Sent):
    """A hospital's word that it accepts the patient."""

    facility_id: Id
    physician: Text160
    accepts_from: Moment | None = None
    note: Note = ""
