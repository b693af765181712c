"""Why an aircraft has no plan of a family: the first thing that rules every way out.

The things are asked in the order in which a dispatcher would: may it fly and carry at all, can it
land, does its range suffice, is it light and open, does the duty last.
"""

from dataclasses import replace

import numpy as np

from qanat.engine.arrays import Bools, Ints
from qanat.engine.geodesy import great_circles_m
from qanat.engine.planning.air import AirSearch, Bounds
from qanat.engine.planning.flights import Flights
from qanat.engine.planning.plans import Code, Family, Reason
from qanat.engine.planning.problem import Aircraft
from qanat.engine.planning.screening import (
    Reasons,
    why_not_available,
    why_not_carry,
    why_not_fly_here,
    why_not_land,
    why_not_team,
)
from qanat.engine.planning.snapshot import NOBODY, Snapshot
from qanat.engine.planning.tasks import Cargo, Task
from qanat.engine.planning.windows import NEVER


def why_grounded(snapshot: Snapshot, aircraft: Aircraft, cargo: Cargo) -> Reasons:
    """Return why an aircraft can't fly this cargo, wherever it goes."""
    request = snapshot.request
    reasons = list(why_not_available(aircraft, request, snapshot.horizon_s))
    carry = why_not_carry if cargo is Cargo.PATIENT else why_not_team
    reasons += carry(aircraft, request)
    standing = snapshot.site_of.get(aircraft.standing_at or "", NOBODY)
    if standing != NOBODY:
        reasons += why_not_fly_here(aircraft, snapshot.sites[standing])
    return tuple(reasons)


def why_no_task(snapshot: Snapshot, task: Task, family: Family) -> Reasons:
    """Return why no aircraft at all can have a plan of a family."""
    if not task.ends:
        is_team = task.cargo is Cargo.TEAM
        return (Reason(Code.NO_TEAM if is_team else Code.NO_HOSPITAL, {}),)
    if task.is_of(family).any():
        return ()
    if family is Family.DIRECT:
        has_scene = snapshot.scene_site != NOBODY
        return (Reason(Code.NO_PAD_AT_HOSPITAL if has_scene else Code.NO_LANDING_AT_SCENE, {}),)
    if not snapshot.problem.places:
        return (Reason(Code.NO_LANDING_PLACE, {}),)
    return (Reason(Code.NO_ROAD if len(task.crews.number) else Code.NO_AMBULANCE, {}),)


def why_no_plan(flights: Flights, task: Task, limits: Bounds, family: Family) -> Reasons:
    """Return why an aircraft which may fly this cargo has no plan of a family.

    Args:
        flights: of the aircraft.
        task: what is to be flown.
        limits: its bounds in the task.
        family: the family without a plan.
    """
    left = task.is_of(family)
    if not (left & limits.may_land).any():
        return _why_not_landing(flights, task, left)
    left &= limits.may_land
    if not (left & limits.in_range).any():
        return (_out_of_range(flights, task, left),)
    left &= limits.in_range
    if not (left & (limits.landed_s < NEVER)).any():
        return (_not_light(flights, task, left),)
    left &= limits.landed_s < NEVER
    return (_too_late(flights, limits, left) or _no_combination(flights, task, family),)


def _why_not_landing(flights: Flights, task: Task, left: Bools) -> Reasons:
    """Return what keeps it from the site nearest to the patient among those of one end."""
    picks, drops = task.picks[left.any(axis=1)], task.drops[left.any(axis=0)]
    ends = [sites for sites in (picks, drops) if not flights.may_land[sites].any()]
    sites = ends[0] if ends else drops
    for site in _by_distance(flights.snapshot, sites):
        if reasons := why_not_land(flights.aircraft, flights.snapshot.sites[site]):
            return reasons
    return (Reason(Code.NO_COMBINATION, {}),)


def _by_distance(snapshot: Snapshot, sites: Ints) -> Ints:
    """Return sites, the nearest to the patient first."""
    away_m = great_circles_m(snapshot.scene_point, snapshot.site_points[sites])
    return sites[np.argsort(away_m[0], kind="stable")]


def _out_of_range(flights: Flights, task: Task, left: Bools) -> Reason:
    """Return the least range that would be needed, and the one there is."""
    picks, drops = task.picks, task.drops
    is_reached = flights.reachable[picks]
    has_m = flights.tank_m
    if is_reached[left.any(axis=1)].any():
        needed = flights.need_m[np.ix_(picks, drops)] + flights.escape_m[drops]
        needed = needed[left & is_reached[:, None]]
        has_m = flights.full_m
    else:
        needed = flights.start_need_m[picks[left.any(axis=1)]]
    least_m = needed.min()
    values = {"range_m": round(has_m)}
    if np.isfinite(least_m):
        values["needed_m"] = round(float(least_m))
    return Reason(Code.OUT_OF_RANGE, values)


def _not_light(flights: Flights, task: Task, left: Bools) -> Reason:
    """Tell darkness from closing hours, by asking whether it would land if it were always day."""
    picks, drops = task.picks, task.drops
    opens = flights.snapshot.open
    arrive_s = opens.next_in(flights.ready_s + flights.start_fly_s)[picks]
    on_board_s = np.maximum(arrive_s, task.ready_s[picks]) + task.load_s
    leave_s = opens.of(picks).next_in(on_board_s)
    landed_s = leave_s[:, None] + flights.fly_s[np.ix_(picks, drops)]
    would_land = opens.of(drops).next_in(np.minimum(landed_s, NEVER)) < NEVER
    if (would_land & left).any():
        return Reason(Code.NO_NIGHT_LANDING, {})
    return _shut(flights, task, left, np.where(leave_s < NEVER, landed_s.T, NEVER).T)


def _shut(flights: Flights, task: Task, left: Bools, landed_s: Ints) -> Reason:
    """Return the nearest place that is shut, or that it comes there after all plans end."""
    horizon_s = flights.snapshot.horizon_s
    leaves = left & (landed_s < NEVER)
    sites = task.drops[leaves.any(axis=0)] if leaves.any() else task.picks[left.any(axis=1)]
    reach_s = landed_s[leaves] if leaves.any() else (flights.ready_s + flights.start_fly_s)[sites]
    if (reach_s > horizon_s).all():
        return Reason(Code.BEYOND_HORIZON, {"horizon_s": horizon_s})
    nearest = flights.snapshot.sites[_by_distance(flights.snapshot, sites)[0]]
    return Reason(Code.CLOSED, {"place": nearest.id})


def _too_late(flights: Flights, limits: Bounds, left: Bools) -> Reason | None:
    snapshot = flights.snapshot
    if not (left & limits.on_duty).any():
        needed_s = int(limits.landed_s[left].min())
        return Reason(Code.DUTY_ENDS, {"ends_s": flights.duty_s, "needed_s": needed_s})
    if not (left & limits.is_possible).any():
        return Reason(Code.BEYOND_HORIZON, {"horizon_s": snapshot.horizon_s})
    return None


def _no_combination(flights: Flights, task: Task, family: Family) -> Reason:
    """Return what breaks the last combination, by asking without the duties of ambulances."""
    endless = replace(task.crews, duty_s=np.full_like(task.crews.duty_s, NEVER))
    if AirSearch(flights, replace(task, crews=endless)).find_best(family) is not None:
        return Reason(Code.AMBULANCE_DUTY_ENDS, {})
    is_relay = family is Family.RELAY and len(task.crews.number) == 1
    return Reason(Code.NO_SECOND_AMBULANCE if is_relay else Code.NO_COMBINATION, {})
