"""Incidents handed in by another service, such as 112.

Plain names for the components of the Emergency Incident Data Object (NENA-STA-021): incident,
call, location, persons, notes; ``eido`` takes the rest.
"""

from typing import Annotated, Any

from msgspec import Meta

from qanat.exchange.api.shapes import (
    Id,
    Lat,
    Lon,
    Moment,
    Note,
    Reference,
    Region,
    Sent,
    Text8,
    Text30,
    Text120,
    Text160,
    Text300,
    Told,
    out_of_bounds,
)
from qanat.response.dispatch.queries.words import Category


class CallerTold(Sent):
    """Who called there."""

    name: Text160 = ""
    phone: Text30 = ""
    language: Text8 = ""


class PersonTold(Sent):
    """People concerned; several of one condition may be told together."""

    count: Annotated[int, Meta(ge=1, le=10_000)] = 1
    condition: Text300 = ""
    age_years: Annotated[int, Meta(ge=0, le=130)] | None = None
    sex: Text8 = ""


class NoteTold(Sent):
    """A line of the sender's log."""

    text: Note
    at: Moment | None = None


class HandInIn(Sent):
    """An incident; only its number at the sender and the time are obligatory.

    The same message may be sent again at any time. What changed comes as a higher ``revision``.
    """

    reference: Reference
    reported_at: Moment
    revision: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    kind: Text120 = ""
    description: Note = ""
    category: Category | None = None
    region: Region = ""
    settlement: Text120 = ""
    settlement_id: Id | None = None
    address: Text300 = ""
    lon: Lon | None = None
    lat: Lat | None = None
    accuracy_m: Annotated[float, Meta(ge=0, le=1e7)] | None = None
    callers: Annotated[tuple[CallerTold, ...], Meta(max_length=10)] = ()
    persons: Annotated[tuple[PersonTold, ...], Meta(max_length=50)] = ()
    notes: Annotated[tuple[NoteTold, ...], Meta(max_length=100)] = ()
    dangers: Annotated[tuple[Text120, ...], Meta(max_length=20)] = ()
    is_exercise: bool = False
    eido: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.lon is None) != (self.lat is None):
            raise out_of_bounds("lat" if self.lat is None else "lon")


class HandInMade(Told):
    """The ambulance call, and what was assumed or left out.

    ``doubts``: ``category_assumed``, ``place_unknown``, ``settlement_unknown``,
    ``coordinates_abroad``, ``coordinates_elsewhere``, ``nothing_told``.
    """

    id: int
    call_id: int
    call_number: str
    is_new: bool
    doubts: tuple[str, ...]
