"""How long before they leave vehicles and people must be told: the last moment to say "go".

A nation says when everybody can leave at the earliest, as of one moment of planning. Who is told
later leaves later by as much, so that a plan must be begun that much before its last departure.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.daylight import seconds_since_2000, sun_elevations_deg
from qanat.engine.kbest.model import Nation

MINUTE_S: Final = 60.0
ToldBy = Callable[[float], float]
"""The last moment to tell somebody who must be ready by another moment."""


def at_once(ready_by_s: float) -> float:
    """Return when somebody must be told who needs no time."""
    return ready_by_s


@dataclass(frozen=True, slots=True)
class Notices:
    """How long it takes from being told to being ready, already counted in when all are ready.

    Attributes:
        van_s: an idle ambulance, until it sets out.
        team_s: the team of a hospital.
        guest_s: a specialist.
        day_s, night_s: each aircraft, until airborne, begun by day and by night.
    """

    van_s: float
    team_s: float
    day_s: Floats
    night_s: Floats
    guest_s: float = 0.0

    def van(self, ready_by_s: float) -> float:
        """Return when an ambulance must be told."""
        return ready_by_s - self.van_s

    def team(self, ready_by_s: float) -> float:
        """Return when a team must be told."""
        return ready_by_s - self.team_s

    def guest(self, ready_by_s: float) -> float:
        """Return when a specialist must be told."""
        return ready_by_s - self.guest_s

    def aircraft(self, nation: Nation, number: int) -> ToldBy:
        """Return when an aircraft must be told, by the light then."""
        day_s, night_s = float(self.day_s[number]), float(self.night_s[number])
        plane = nation.aircraft[number]
        point = np.array([[plane.lon, plane.lat]])

        def told_by(ready_by_s: float) -> float:
            if not math.isfinite(ready_by_s):
                return ready_by_s
            longer_s = max(0.0, night_s - day_s)
            tries = ready_by_s - day_s - np.arange(0.0, longer_s + MINUTE_S, MINUTE_S)
            seconds = seconds_since_2000(nation.at) + tries
            is_day = sun_elevations_deg(point, seconds[None, :])[0] > nation.night_below_deg
            by_day = tries[is_day & (tries >= ready_by_s - day_s - longer_s)]
            return max(ready_by_s - day_s - longer_s, float(by_day.max(initial=-math.inf)))

        return told_by
