"""Closed roads, airfields and landing sites."""

from typing import Annotated

from msgspec import Meta

from qanat.exchange.api.problems import wrong
from qanat.exchange.api.shapes import Code, Id, Moment, Sent, Text200, Told
from qanat.registry.places.states import ClosedKind

RoadCode = Annotated[str, Meta(max_length=20, pattern="^[^\\x00-\\x1f]*$")]
Km = Annotated[float, Meta(ge=0, le=10_000)]


class ClosureIn(Sent):
    """What is closed: a road between two of its kilometres, or an airfield or landing site.

    Without ``until_at`` until further notice; ``reason`` is a code of the list of closures.
    """

    kind: ClosedKind
    from_at: Moment
    reason: Code
    until_at: Moment | None = None
    note: Text200 = ""
    road_code: RoadCode = ""
    from_km: Km | None = None
    to_km: Km | None = None
    place_id: Id | None = None

    def stretch(self) -> tuple[float, float]:
        """Return the kilometres of a road."""
        for name in ("road_code", "from_km", "to_km"):
            if getattr(self, name) in (None, ""):
                raise wrong(name, "missing")
        return self.from_km or 0.0, self.to_km or 0.0

    def place(self) -> int:
        """Return the airfield or landing site."""
        if self.place_id is None:
            raise wrong("place_id", "missing")
        return self.place_id


class ClosureMade(Told):
    """A closure that is in force, now or from its start."""

    id: int


class ClosureOut(Told):
    """Something closed now or later; ``until_at`` null: until further notice."""

    id: int
    kind: ClosedKind
    what: str
    reason: str
    note: str
    source: str
    from_at: Moment
    until_at: Moment | None


class ClosureList(Told):
    """What is closed now or will be, the soonest first."""

    items: tuple[ClosureOut, ...]
