"""What is to be flown: the patient to a hospital, or a hospital's team to the patient.

Both are told in the same words, so that one search serves both: from when somebody can be taken
on at each site, and how long it takes from each site to definitive care.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.planning.plans import Family
from qanat.engine.planning.problem import Hospital
from qanat.engine.planning.snapshot import NOBODY, Crews, Snapshot, points, whole
from qanat.engine.planning.windows import NEVER


class Cargo(Enum):
    """Who is flown."""

    PATIENT = "patient"
    TEAM = "team"


@dataclass(frozen=True)
class Task:
    """What is to be flown from which sites to which.

    Attributes:
        cargo: who is flown.
        crews: ambulances that bring to the aircraft and fetch from it.
        ready_s: when somebody can be taken on at each site, ``NEVER`` where nobody can.
        after_contact_s: from an ambulance's contact to its arrival at each site.
        is_brought: whether an ambulance brings the patient to the site.
        source: number in ``ends`` of the hospital whose team leaves from each site.
        ends: hospitals of destination, or those that send a team.
        is_fetched: whether an ambulance fetches from the site.
        drive_s: from each site to each end, shape ``(sites, ends)``; the scene is the only end
            of a team.
        hand_over_s: from an ambulance's arrival at each end to hand-over.
        care_s: from hand-over at each end to definitive care.
        own_end: the end which has each site at its door, ``NOBODY`` for other sites.
        load_s: for taking on.
        unload_s: for taking off.
    """

    cargo: Cargo
    crews: Crews
    ready_s: Ints
    after_contact_s: Ints
    is_brought: Bools
    source: Ints
    ends: tuple[Hospital, ...]
    is_fetched: Bools
    drive_s: Ints
    hand_over_s: Ints
    care_s: Ints
    own_end: Ints
    load_s: int
    unload_s: int

    @cached_property
    def fetch_tail_s(self) -> Ints:
        """Return the times from leaving each site by ambulance to care at each end."""
        tail_s: Ints = np.minimum(self.drive_s + self.hand_over_s + self.care_s, NEVER)
        return tail_s

    @cached_property
    def tail_s(self) -> Ints:
        """Return the least time from each site to care, ``NEVER`` where nobody can be taken off."""
        tail_s = np.where(self.is_fetched, self.fetch_tail_s.min(axis=1, initial=NEVER), NEVER)
        has_door = np.flatnonzero(self.own_end != NOBODY)
        tail_s[has_door] = self.care_s[self.own_end[has_door]]
        return tail_s

    @cached_property
    def first_meets_s(self) -> Ints:
        """Return when the first ambulance can be at each site."""
        return self.crews.first_meets_s()

    @cached_property
    def picks(self) -> Ints:
        """Return the sites where somebody can be taken on."""
        return np.flatnonzero(self.ready_s < NEVER)

    @cached_property
    def drops(self) -> Ints:
        """Return the sites where somebody can be taken off on the way to care."""
        meets = ~self.is_fetched | (self.first_meets_s < NEVER)
        return np.flatnonzero((self.tail_s < NEVER) & meets)

    def is_of(self, family: Family) -> Bools:
        """Return which flights between ``picks`` and ``drops`` belong to a family."""
        by_road: Bools = self.is_brought[self.picks][:, None] | self.is_fetched[self.drops]
        if family is Family.SPECIALIST:
            return np.ones_like(by_road)
        return ~by_road if family is Family.DIRECT else by_road


def patient_task(snapshot: Snapshot) -> Task:
    """Return the task of flying the patient to a hospital."""
    parameters, hospitals = snapshot.parameters, snapshot.destinations
    crews, is_place = snapshot.carriers, _is_place(snapshot)
    after_contact_s = parameters.road_load_s + _from_scene_s(snapshot)
    ready_s = np.minimum(crews.first_s() + after_contact_s, NEVER)
    ready_s = np.where(is_place, ready_s, NEVER)
    if snapshot.scene_site != NOBODY:
        ready_s[snapshot.scene_site] = 0
    return Task(
        cargo=Cargo.PATIENT,
        crews=crews,
        ready_s=ready_s,
        after_contact_s=after_contact_s,
        is_brought=is_place,
        source=np.full(len(snapshot.sites), NOBODY),
        ends=hospitals,
        is_fetched=is_place,
        drive_s=_by_place(snapshot, points(hospital.at for hospital in hospitals)),
        hand_over_s=np.full(len(hospitals), parameters.road_unload_s),
        care_s=whole([hospital.door_to_treatment_s for hospital in hospitals]),
        own_end=_own_end(snapshot, hospitals),
        load_s=parameters.air_load_s,
        unload_s=parameters.air_unload_s,
    )


def team_task(snapshot: Snapshot) -> Task:
    """Return the task of flying a hospital's team to the patient."""
    parameters, hospitals, sites = snapshot.parameters, snapshot.senders, len(snapshot.sites)
    is_place = _is_place(snapshot)
    team_s = team_ready_s(hospitals)
    to_places_s = team_s[:, None] + snapshot.drives_s(
        points(hospital.at for hospital in hospitals), snapshot.site_points[is_place]
    )
    ready_s: Ints = np.full(sites, NEVER)
    source: Ints = np.full(sites, NOBODY)
    if hospitals:
        ready_s[is_place] = np.minimum(to_places_s.min(axis=0), NEVER)
        source[is_place] = to_places_s.argmin(axis=0)
        door = _own_end(snapshot, hospitals)
        has_door = np.flatnonzero(door != NOBODY)
        ready_s[has_door], source[has_door] = team_s[door[has_door]], door[has_door]
    at_scene: Ints = np.full(sites, NOBODY)
    if snapshot.scene_site != NOBODY:
        at_scene[snapshot.scene_site] = 0
    return Task(
        cargo=Cargo.TEAM,
        crews=snapshot.shuttles,
        ready_s=ready_s,
        after_contact_s=np.zeros(sites, dtype=np.int64),
        is_brought=np.zeros(sites, dtype=bool),
        source=source,
        ends=hospitals,
        is_fetched=is_place,
        drive_s=_by_place(snapshot, snapshot.scene_point),
        hand_over_s=whole([0]),
        care_s=whole([parameters.team_setup_s]),
        own_end=at_scene,
        load_s=parameters.team_load_s,
        unload_s=parameters.team_unload_s,
    )


def team_ready_s(hospitals: tuple[Hospital, ...]) -> Ints:
    """Return when each team can leave."""
    return whole([hospital.team_ready_s or 0 for hospital in hospitals])


def _is_place(snapshot: Snapshot) -> Bools:
    """Return which sites are public places, reached by road."""
    is_place: Bools = np.arange(len(snapshot.sites)) < len(snapshot.problem.places)
    return is_place


def _from_scene_s(snapshot: Snapshot) -> Ints:
    drives_s: Ints = snapshot.drives_s(snapshot.scene_point, snapshot.site_points)
    return drives_s.reshape(-1)


def _by_place(snapshot: Snapshot, ends: Floats) -> Ints:
    """Return the drives from each place to each end, ``NEVER`` from other sites."""
    drives_s: Ints = np.full((len(snapshot.sites), len(ends)), NEVER)
    places = len(snapshot.problem.places)
    drives_s[:places] = snapshot.drives_s(snapshot.site_points[:places], ends)
    return drives_s


def _own_end(snapshot: Snapshot, hospitals: tuple[Hospital, ...]) -> Ints:
    """Return which hospital has each site at its door."""
    own: Ints = np.full(len(snapshot.sites), NOBODY)
    for number, hospital in enumerate(hospitals):
        if hospital.pad is not None:
            own[snapshot.site_of[hospital.pad.id]] = number
    return own
