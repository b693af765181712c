"""What a plan looks like in time."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a plan in one vehicle without a stop.

    Attributes:
        unit: id of the vehicle; empty where nobody moves.
        start: id of where it begins; empty where the vehicle is.
        end: id of where it ends.
        ready_s: when it could leave.
        depart_s: when it leaves.
        arrive_s: when it arrives.
        binds: what its departure waited for last.
        slack_s: how much later it could be ready without any change for the patient, all duties
            kept.
        kind: what happens.
    """

    unit: str
    start: str
    end: str
    ready_s: float
    depart_s: float
    arrive_s: float
    binds: str = ""
    slack_s: float = 0.0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A plan in time.

    Attributes:
        contact_s: first contact; after a first hospital, when that treats.
        care_s: definitive care, infinite if it is never given.
        legs: in the order of the patient's or the team's way.
        works_until_s: last moment of planning at which this very plan meets its windows, duties
            and deadline; infinite if none of them ends, minus infinity if it misses one.
    """

    contact_s: float
    care_s: float
    legs: tuple[Leg, ...]
    works_until_s: float = math.inf
