"""The legs of a plan while they are put in their places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qanat.engine.kbest.legs import Leg
from qanat.engine.planning.plans import Binding, LegKind

LOADED: Final = frozenset({LegKind.FLY_WITH_PATIENT, LegKind.FLY_WITH_TEAM})
POSITIONING: Final = frozenset({LegKind.FLY_EMPTY, LegKind.FLY_WITH_COMPANION})
APPROACHES: Final = POSITIONING | {LegKind.DRIVE_TO_PATIENT}
FLIGHTS: Final = LOADED | POSITIONING | {LegKind.FLY_HOME}


@dataclass(slots=True)
class Part:
    """A leg being put in its place: seconds from the nation's moment."""

    kind: LegKind
    unit: str
    start: str
    end: str
    ready_s: float
    depart_s: float
    arrive_s: float
    binds: Binding

    def move(self, by_s: float) -> None:
        """Leave later, for a meeting."""
        if by_s > 0:
            self.depart_s += by_s
            self.arrive_s += by_s
            self.binds = Binding.MEETING


def come_later(legs: Sequence[Leg], parts: Sequence[Part], ahead_s: float) -> None:
    """Let vehicles come for an organ a little before it is ready, and not hours before."""
    for unit in dict.fromkeys(part.unit for part in parts):
        own = [(leg, p) for leg, p in zip(legs, parts, strict=True) if p.unit == unit]
        coming = [(leg.slack_s, part) for leg, part in own if part.kind in APPROACHES]
        by_s = min((slack_s for slack_s, _ in coming), default=0.0) - ahead_s
        for _, part in coming:
            part.move(by_s)


def part_of(leg: Leg) -> Part:
    """Return a leg as it was chosen."""
    kind = LegKind(leg.kind)
    binds = Binding(leg.binds) if leg.binds else Binding.UNIT
    if kind is LegKind.FLY_EMPTY and binds is Binding.UNIT:
        binds = Binding.START_UP
    return Part(kind, leg.unit, leg.start, leg.end, leg.ready_s, leg.depart_s, leg.arrive_s, binds)
