"""Critical patients of the watch, and findings which a hospital's system reports."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta

from qanat.care.critical.states import LifeSupport, Profile, WatchState, Why
from qanat.exchange.api.shapes import Cursor, Id, Moment, Note, Sent, Text40, Told
from qanat.exchange.api.wire.pages import PageQuery
from qanat.response.dispatch.queries.words import Consciousness

Condition = Literal["moderate", "serious", "grave", "terminal"]
Effort = Literal["normal", "mild", "moderate", "severe"]
Dose = Annotated[float, Meta(ge=0, le=100)]
"""Micrograms per kilogram and minute."""


class WatchesQuery(PageQuery):
    """Which critical patients: those watched now, of one hospital, in one bed."""

    facility_id: Id | None = None
    bed: Text40 = ""


class WatchOut(Told):
    """A critical patient as the watch knows him; no name.

    ``asked_at`` is since when a specialist waits for findings, ``score`` the newest of the warning
    score for his age.
    """

    id: int
    number: str
    state: WatchState
    patient_id: int
    facility_id: int
    bed: str
    profile: Profile
    condition: Condition
    diagnosis: str
    included_at: datetime
    findings_at: datetime | None
    findings_due_at: datetime
    asked_at: datetime | None
    worsened_at: datetime | None
    score_name: str
    score: int | None
    level: str
    sofa: int | None
    seen_at: datetime | None
    advice: str
    request_id: int | None
    ended_at: datetime | None
    is_exercise: bool


class WatchList(Told):
    """A page of critical patients, the newest first."""

    items: tuple[WatchOut, ...]
    next: Cursor | None


class FindingsIn(Sent):
    """What was measured at a time; the rest is left out.

    Units: /min, percent, mmHg, degrees Celsius, s, 10⁹/l, µmol/l, ml a day; doses in micrograms per
    kilogram and minute. Without a condition it stays as it was; without support nothing is said of
    what supports him, an empty list says that nothing does.
    """

    at: Moment
    condition: Condition | None = None
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
    capillary_refill_s: Annotated[float, Meta(ge=0, le=20)] | None = None
    effort: Effort | None = None
    pao2: Annotated[float, Meta(ge=0, le=900)] | None = None
    platelets: Annotated[float, Meta(ge=0, le=5000)] | None = None
    bilirubin: Annotated[float, Meta(ge=0, le=2000)] | None = None
    creatinine: Annotated[float, Meta(ge=0, le=5000)] | None = None
    urine: Annotated[float, Meta(ge=0, le=20_000)] | None = None
    dopamine: Dose | None = None
    dobutamine: Dose | None = None
    adrenaline: Dose | None = None
    noradrenaline: Dose | None = None
    support: Annotated[tuple[LifeSupport, ...], Meta(max_length=8)] | None = None
    note: Note = ""


class FindingsMade(Told):
    """Findings that were stored: the scores valid for the patient, and in what he is worse."""

    id: int
    scores: dict[str, Any]
    worse_in: tuple[Why, ...]
    watch: WatchOut
