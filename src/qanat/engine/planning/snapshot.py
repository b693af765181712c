"""A problem as arrays: whole seconds from now, one row for each thing.

Durations are rounded up to whole seconds here, once; from then on times are exact.
Landing places of all kinds share one numbering, called sites: the places first, then the one
at the scene, then the pads of hospitals.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.geodesy import Point, great_circles_m
from qanat.engine.planning.problem import (
    Aircraft,
    AircraftKind,
    Ambulance,
    Hospital,
    LandingPlace,
    Problem,
    Sky,
    Surface,
)
from qanat.engine.planning.screening import (
    Reasons,
    why_no_team,
    why_not_available,
    why_not_carry,
    why_not_destination,
)
from qanat.engine.planning.windows import (
    NEVER,
    Windows,
    always,
    daylight_windows,
    open_windows,
)

NOBODY: Final = -1
"""Number of a vehicle or place that is not there."""


@dataclass(frozen=True, slots=True)
class Crews:
    """Ambulances that may serve, in the order in which they reach the patient.

    Attributes:
        number: of each in the problem.
        ready_s: when it can leave.
        contact_s: when it reaches the patient.
        meets_s: when it reaches each site, shape ``(sites, crews)``.
        duty_s: when it must be done.
        rate: tiyn per hour.
    """

    number: Ints
    ready_s: Ints
    contact_s: Ints
    meets_s: Ints
    duty_s: Ints
    rate: Ints

    def only(self, is_kept: Bools) -> "Crews":
        """Return some of the crews, in the same order."""
        return Crews(
            number=self.number[is_kept],
            ready_s=self.ready_s[is_kept],
            contact_s=self.contact_s[is_kept],
            meets_s=self.meets_s[:, is_kept],
            duty_s=self.duty_s[is_kept],
            rate=self.rate[is_kept],
        )

    def first_s(self) -> int:
        """Return when the patient is reached first, ``NEVER`` if not at all."""
        return int(self.contact_s[0]) if len(self.contact_s) else NEVER

    def first_meets_s(self) -> Ints:
        """Return when each site is reached first."""
        first: Ints = np.min(self.meets_s, axis=1, initial=NEVER)
        return first


class Snapshot:
    """The arrays of a problem, made when first asked for.

    Args:
        problem: what is planned.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.request = problem.request
        self.parameters = problem.parameters
        self.horizon_s = problem.parameters.horizon_s
        pads = [hospital.pad for hospital in problem.hospitals if hospital.pad is not None]
        landing = [problem.request.landing] if problem.request.landing is not None else []
        self.sites: tuple[LandingPlace, ...] = (*problem.places, *landing, *pads)
        self.site_of = {site.id: number for number, site in enumerate(self.sites)}
        self.scene_site = len(problem.places) if landing else NOBODY

    @cached_property
    def kept_away(self) -> list[tuple[Hospital, Reasons]]:
        """Return, of every hospital, why it can't take the patient."""
        return [
            (hospital, why_not_destination(hospital, self.request))
            for hospital in self.problem.hospitals
        ]

    @cached_property
    def destinations(self) -> tuple[Hospital, ...]:
        """Return the hospitals which can take the patient."""
        return tuple(hospital for hospital, reasons in self.kept_away if not reasons)

    @cached_property
    def senders(self) -> tuple[Hospital, ...]:
        """Return the hospitals which can send a team."""
        every = self.problem.hospitals
        return tuple(hospital for hospital in every if not why_no_team(hospital, self.request))

    @cached_property
    def idle(self) -> list[tuple[Ambulance, Reasons, Reasons]]:
        """Return, of every ambulance, why it can't be used, and why not for this patient."""
        return [
            (
                unit,
                why_not_available(unit, self.request, self.horizon_s),
                why_not_carry(unit, self.request),
            )
            for unit in self.problem.ambulances
        ]

    @cached_property
    def carriers(self) -> Crews:
        """Return the ambulances that may carry the patient."""
        fit = np.array([not unfit for _, _, unfit in self.idle], dtype=bool)
        return self.shuttles.only(fit[self.shuttles.number])

    @cached_property
    def shuttles(self) -> Crews:
        """Return the ambulances that may carry a team."""
        return self._crews([n for n, (_, no, _) in enumerate(self.idle) if not no])

    @cached_property
    def site_points(self) -> Floats:
        """Return where the sites are."""
        return points(site.at for site in self.sites)

    @cached_property
    def scene_point(self) -> Floats:
        """Return where the patient is."""
        return points([self.request.scene])

    @cached_property
    def apart_m(self) -> Floats:
        """Return the great circles between sites."""
        return great_circles_m(self.site_points, self.site_points)

    @cached_property
    def from_start_m(self) -> Floats:
        """Return the great circles from each aircraft to each site."""
        starts = points(aircraft.at for aircraft in self.problem.aircraft)
        return great_circles_m(starts, self.site_points)

    @cached_property
    def open(self) -> Windows:
        """Return when each site is open."""
        return open_windows([site.open for site in self.sites], self.request.now, self.horizon_s)

    @cached_property
    def open_by_day(self) -> Windows:
        """Return when each site is open in daylight."""
        return self.open.meet(self._daylight(self.site_points))

    @cached_property
    def open_or_lit(self) -> Windows:
        """Return when each site may be landed on by a crew that flies by night."""
        is_lit: Bools = np.array([site.is_lit is True for site in self.sites], dtype=bool)
        return self.open.where(is_lit, self.open_by_day)

    @cached_property
    def start_by_day(self) -> Windows:
        """Return when it is day where each aircraft is."""
        return self._daylight(points(aircraft.at for aircraft in self.problem.aircraft))

    @cached_property
    def start_any_time(self) -> Windows:
        """Return windows that let each aircraft start at any time."""
        return always(len(self.problem.aircraft), self.horizon_s)

    @cached_property
    def fuels(self) -> Bools:
        """Return which sites sell fuel to everybody."""
        return np.array([site.has_fuel is True for site in self.sites], dtype=bool)

    def landable(self, aircraft: Aircraft) -> Bools:
        """Return where an aircraft can land, as ``screening.why_not_land`` says site by site."""
        closed, instruments, runway_m, surface = self._site_limits
        may = ~closed if aircraft.flies_instruments else ~(closed | instruments)
        if aircraft.kind is AircraftKind.ROTOR:
            return may
        with_length = np.isnan(runway_m) | ((runway_m > 0) & (runway_m >= aircraft.runway_need_m))
        usable = [list(Surface).index(kind) for kind in {*aircraft.surfaces, Surface.UNKNOWN}]
        on_surface: Bools = np.isin(surface, usable)
        return may & with_length & on_surface

    def seconds(self, at: datetime) -> int:
        """Return a moment as whole seconds from now, rounded up, not below 0."""
        return max(0, math.ceil((at - self.request.now).total_seconds()))

    def moment(self, at_s: int) -> datetime:
        """Return whole seconds from now as a moment."""
        return self.request.now + timedelta(seconds=at_s)

    def duty_s(self, ends_at: datetime | None) -> int:
        """Return when a duty ends, rounded down; a limitless one ends ``NEVER``."""
        if ends_at is None:
            return NEVER
        return math.floor((ends_at - self.request.now).total_seconds())

    def drives_s(self, a: Floats, b: Floats) -> Ints:
        """Return driving times in whole seconds, rounded up, ``NEVER`` where there is no way."""
        if not (len(a) and len(b)):
            return np.full((len(a), len(b)), NEVER)
        likely_s = self.problem.roads.likely_s(a, b)
        whole = np.ceil(np.where(np.isfinite(likely_s), likely_s, 0.0)).astype(np.int64)
        return np.where(np.isfinite(likely_s), whole, NEVER)

    @cached_property
    def _site_limits(self) -> tuple[Bools, Bools, Floats, Ints]:
        skies = [site.weather.sky for site in self.sites]
        closed = [site.is_closed for site in self.sites]
        runway_m = [math.nan if site.runway_m is None else site.runway_m for site in self.sites]
        surface = [list(Surface).index(site.surface) for site in self.sites]
        return (
            np.array(closed, dtype=bool)
            | np.array([sky is Sky.NO_GO for sky in skies], dtype=bool),
            np.array([sky is Sky.INSTRUMENTS for sky in skies], dtype=bool),
            np.array(runway_m, dtype=np.float64),
            np.array(surface, dtype=np.int64),
        )

    def _daylight(self, places: Floats) -> Windows:
        night = self.parameters.night_below_deg
        return daylight_windows(places, self.request.now, self.horizon_s, night)

    def _crews(self, numbers: Sequence[int]) -> Crews:
        """Return ambulances in the order in which they reach the patient, then by number."""
        units = [self.problem.ambulances[number] for number in numbers]
        at = points(unit.at for unit in units)
        ready_s = whole([self.seconds(unit.ready_at) for unit in units])
        places = len(self.problem.places)
        contact_s = ready_s + self.drives_s(at, self.scene_point)[:, 0]
        order = np.argsort(contact_s, kind="stable")
        to_places_s = ready_s[:, None] + self.drives_s(at, self.site_points[:places])
        meets_s: Ints = np.full((len(self.sites), len(units)), NEVER)
        meets_s[:places] = np.minimum(to_places_s[order].T, NEVER)
        return Crews(
            number=whole(numbers)[order],
            ready_s=ready_s[order],
            contact_s=np.minimum(contact_s[order], NEVER),
            meets_s=meets_s,
            duty_s=whole([self.duty_s(unit.duty_ends_at) for unit in units])[order],
            rate=whole([unit.cost_tiyn_per_h for unit in units])[order],
        )


def points(places: Iterable[Point]) -> Floats:
    """Return places as rows of longitude and latitude."""
    rows = [(place.lon, place.lat) for place in places]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def whole(values: Sequence[int]) -> Ints:
    """Return whole numbers as an array, also an empty one."""
    return np.array(values, dtype=np.int64)
