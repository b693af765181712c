"""Free beds of hospitals."""

from typing import Annotated

from msgspec import Meta

from qanat.exchange.api.shapes import Id, Moment, Sent, Told

Free = Annotated[int, Meta(ge=0, le=2000)]


class BedsIn(Sent):
    """How many beds of a hospital are free now; kinds left out stay as they were."""

    facility_id: Id
    ward: Free | None = None
    icu: Free | None = None
    newborn: Free | None = None


class BedOut(Told):
    """What a hospital says of one kind of bed; nothing is told of what was said too long ago."""

    facility_id: int
    hospital: str
    kind: str
    free: int
    stated_at: Moment


class BedList(Told):
    """The free beds of which hospitals spoke lately."""

    items: tuple[BedOut, ...]
