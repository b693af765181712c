"""Plans by road alone: the patient to a hospital, or a team to the patient."""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Ints
from qanat.engine.planning.plans import Code, Reason
from qanat.engine.planning.snapshot import Snapshot, points, whole
from qanat.engine.planning.tasks import team_ready_s
from qanat.engine.planning.windows import NEVER


class Ride(NamedTuple):
    """A plan of one ambulance.

    Attributes:
        care_s: when definitive care begins.
        crew: row in the crews of the snapshot.
        end: number of the hospital among the destinations.
    """

    care_s: int
    crew: int
    end: int


class TeamRide(NamedTuple):
    """A team's own drive to the patient; ``end`` is its hospital among the senders."""

    care_s: int
    end: int


class GroundSearch:
    """The best plan by road of every ambulance.

    Args:
        snapshot: the problem.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.crews = crews = snapshot.carriers
        hospitals = snapshot.destinations
        parameters = snapshot.parameters
        to_ends_s = snapshot.drives_s(snapshot.scene_point, points(h.at for h in hospitals))[0]
        self.door_s = whole([hospital.door_to_treatment_s for hospital in hospitals])
        self.drive_s: Ints = to_ends_s
        leave_s = crews.contact_s + parameters.road_load_s
        self.done_s: Ints = leave_s[:, None] + to_ends_s + parameters.road_unload_s
        care_s = self.done_s + self.door_s
        is_possible = (self.done_s <= crews.duty_s[:, None]) & (care_s <= snapshot.horizon_s)
        self.care_s: Ints = np.where(is_possible, care_s, NEVER)
        self.best_s: Ints = self.care_s.min(axis=1, initial=NEVER)

    def feasible(self) -> int:
        """Return how many ambulances have a plan."""
        return int(np.count_nonzero(self.best_s < NEVER))

    def rides(self, limit: int) -> list[Ride]:
        """Return the best plan of each ambulance, soonest care first, up to a limit."""
        order = np.argsort(self.best_s, kind="stable")[:limit]
        return [
            Ride(int(self.best_s[crew]), int(crew), int(self.care_s[crew].argmin()))
            for crew in order
            if self.best_s[crew] < NEVER
        ]

    def left_out(self) -> list[tuple[int, Reason]]:
        """Return the rows of the crews without a plan, and why."""
        rows = np.flatnonzero(self.best_s >= NEVER)
        if not len(self.door_s):
            return [(row, Reason(Code.NO_HOSPITAL, {})) for row in rows.tolist()]
        no_road = Reason(Code.NO_ROAD, {})
        too_late = Reason(Code.BEYOND_HORIZON, {"horizon_s": self.snapshot.horizon_s})
        first_s = self.done_s[rows].min(axis=1, initial=NEVER)
        found = []
        for row, done_s, duty_s in zip(
            rows.tolist(), first_s.tolist(), self.crews.duty_s[rows].tolist(), strict=True
        ):
            why = no_road if done_s >= NEVER else too_late
            if duty_s < done_s < NEVER:
                why = Reason(Code.DUTY_ENDS, {"ends_s": duty_s, "needed_s": done_s})
            found.append((row, why))
        return found


def find_team_ride(snapshot: Snapshot) -> TeamRide | None:
    """Return the team which reaches the patient first by its own car."""
    hospitals = snapshot.senders
    if not hospitals:
        return None
    drive_s = snapshot.drives_s(points(h.at for h in hospitals), snapshot.scene_point)[:, 0]
    care_s = team_ready_s(hospitals) + drive_s + snapshot.parameters.team_setup_s
    end = int(np.argmin(care_s))
    return TeamRide(int(care_s[end]), end) if care_s[end] <= snapshot.horizon_s else None
