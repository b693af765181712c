"""The report of medical aviation, with the same JSON as ``qanat report aviation --format json``."""

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, field

from qanat.exchange.api.shapes import Region, Sent, Told

_DIMENSION = "(region|nosology|month|aircraft|operator|country|organ)"
Dimensions = Annotated[str, Meta(pattern=f"^({_DIMENSION}(,{_DIMENSION})*)?$", max_length=60)]


class ReportQuery(Sent):
    """The period, both days included, in national time; what to compare it with, and split by."""

    first: date = field(name="from")
    last: date = field(name="to")
    region: Region = ""
    compare_from: date | None = None
    compare_to: date | None = None
    by: Dimensions = ""


class Figures(Told):
    """Every figure of a period or a part of it."""

    requests: int
    requests_not_flown: int
    evacuation_requests: int
    evacuations: int
    flights: int
    flights_with_services: int
    flights_without_medical_service: int
    flights_regional: int
    flights_astana: int
    flights_almaty: int
    flights_international: int
    flights_interregional: int
    organ_missions: int
    services: int
    transport_services: int
    onsite_consultations: int
    operations: int
    remote_consultations: int
    patients_transported: int
    patients: int
    road_trips: int
    road_services: int
    road_patients: int


class ComparedFigures(Figures):
    """The figures of the period compared with."""

    first: date = field(name="from")
    last: date = field(name="to")


class GrowthOut(Told):
    """Growth of a figure; the percentage is absent when the base is 0."""

    percent: float | None
    absolute: int


class ReportOut(ComparedFigures):
    """The report; ``by`` is {dimension: {key: figures}}, regions by ISO code."""

    region: str | None
    rejected_rows: int | UnsetType = UNSET
    repeated_rows: int | UnsetType = UNSET
    compare: ComparedFigures | UnsetType = UNSET
    growth: dict[str, GrowthOut] | UnsetType = UNSET
    by: dict[str, dict[str, Figures | int]] | UnsetType = UNSET
