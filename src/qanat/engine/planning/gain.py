"""Which flights gain nothing: the ambulance that brings the patient is there sooner itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import numpy as np

from qanat.engine.planning.plans import Leg, LegKind, Plan, StopKind
from qanat.engine.travel import RoadTimes

NO_DUTIES: Final[Mapping[str, datetime | None]] = MappingProxyType({})
WITH_PATIENT: Final = frozenset({LegKind.DRIVE_WITH_PATIENT, LegKind.FLY_WITH_PATIENT})


def gains_nothing(
    plan: Plan, roads: RoadTimes, duties: Mapping[str, datetime | None] = NO_DUTIES
) -> bool:
    """Tell whether a plan flies and gains nothing by it.

    A flight gains nothing if the ambulance which takes the patient to it would, driving on to
    the same hospital, be there no later and drive with him no longer than is driven anyway, all
    within its duty. A flight to another hospital than by road is a matter of judgement: it stays.

    Args:
        plan: the plan.
        roads: driving times.
        duties: when ambulances must be done, where that is limited.
    """
    legs = [leg for leg in plan.legs if leg.kind in WITH_PATIENT]
    if not any(leg.kind is LegKind.FLY_WITH_PATIENT for leg in legs):
        return False
    first, last = legs[0], legs[-1]
    if first.kind is not LegKind.DRIVE_WITH_PATIENT or last.end.kind is not StopKind.HOSPITAL:
        return False
    straight_s = _drive_s(roads, first, last)
    driven_s = sum(_lasting_s(leg) for leg in legs if leg.kind is LegKind.DRIVE_WITH_PATIENT)
    if not straight_s <= driven_s:
        return False
    there_at = first.depart_at + timedelta(seconds=straight_s)
    duty_ends_at = duties.get(first.unit)
    return there_at <= last.arrive_at and (duty_ends_at is None or there_at <= duty_ends_at)


def _drive_s(roads: RoadTimes, first: Leg, last: Leg) -> float:
    start, end = (np.array([(at.lon, at.lat)]) for at in (first.start.at, last.end.at))
    return float(roads.likely_s(start, end)[0, 0])


def _lasting_s(leg: Leg) -> float:
    return (leg.arrive_at - leg.depart_at).total_seconds()
