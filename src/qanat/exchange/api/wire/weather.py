"""Weather of places."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from qanat.exchange.api.shapes import Id, Moment, Region, Sent, Text200, Told

Source = Annotated[str, Meta(pattern="^[a-z0-9_.-]{1,30}$", max_length=30)]
Metres = Annotated[float, Meta(ge=0, le=100_000)]
Speed = Annotated[float, Meta(ge=0, le=100)]
Phenomenon = Annotated[str, Meta(pattern="^[+-]?[A-Z]{2,9}$", max_length=10)]
Kind = Literal["airfield", "pad", "settlement"]


class PlaceIn(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A place by kind and number."""

    kind: Kind
    id: Id


class ReportIn(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A METAR, SPECI or TAF as it is written; its station is the place if none is named."""

    text: Annotated[str, Meta(min_length=1, max_length=1_200)]
    place: PlaceIn | None = None


class ValuesIn(Sent):
    """What was observed at a place; what is not known is left out."""

    place: PlaceIn
    observed_at: Moment
    until: Moment | None = None
    wind_mps: Speed | None = None
    gust_mps: Speed | None = None
    visibility_m: Metres | None = None
    ceiling_m: Metres | None = None
    """Height of the lowest layer which covers more than half of the sky; 30000 for none."""
    phenomena: Annotated[tuple[Phenomenon, ...], Meta(max_length=10)] = ()
    """In the letters of METAR, such as FZRA."""
    note: Text200 = ""


class WeatherIn(Sent):
    """A batch of reports and values; what was stated before is stored once."""

    source: Source
    reports: Annotated[tuple[ReportIn, ...], Meta(max_length=500)] = ()
    values: Annotated[tuple[ValuesIn, ...], Meta(max_length=500)] = ()


class NotTakenOut(Told):
    """A statement which was not taken: its number in the batch, reports first, from 0; and why."""

    number: int
    problem: str


class WeatherTaken(Told):
    """What became of a batch."""

    new: int
    repeated: int
    problems: tuple[NotTakenOut, ...]


class WeatherQuery(Sent):
    """Of which region; of all if none is named."""

    region: Region = ""


class WeatherOut(Told):
    """What is known of a place, with its age told apart; ``null`` is not known.

    ``flying``: by sight, by instruments only, nobody, or unknown, by the minima of now.
    """

    kind: str
    id: int
    name: str
    code: str
    region: str
    form: str
    observed_at: Moment
    until: Moment | None
    is_stale: bool
    wind_mps: float | None
    gust_mps: float | None
    visibility_m: float | None
    ceiling_m: float | None
    phenomena: tuple[str, ...]
    flying: str
    text: str
    forecast: str
    unread: tuple[str, ...]
    source: str
    is_synthetic: bool


class WeatherList(Told):
    """The places of which somebody said something that still counts."""

    items: tuple[WeatherOut, ...]
