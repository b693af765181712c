"""What can't serve a request whatever the timing, and why.

Every function returns all the reasons it finds: an empty tuple lets the thing in.
"""

from datetime import datetime, timedelta

from qanat.engine.planning.plans import Code, Reason
from qanat.engine.planning.problem import (
    Aircraft,
    AircraftKind,
    Ambulance,
    Hospital,
    LandingPlace,
    Parameters,
    Request,
    Sky,
    Surface,
)

Reasons = tuple[Reason, ...]


def why_not_carry(unit: Ambulance | Aircraft, request: Request) -> Reasons:
    """Return why a vehicle can't carry this patient."""
    reasons = []
    if missing := request.equipment & ~unit.equipment:
        reasons.append(Reason(Code.EQUIPMENT_MISSING, {"missing": missing}))
    if unit.stretchers < request.stretchers:
        has = {"has": unit.stretchers, "needed": request.stretchers}
        reasons.append(Reason(Code.TOO_FEW_STRETCHERS, has))
    if unit.seats < request.escorts:
        reasons.append(Reason(Code.TOO_FEW_SEATS, {"has": unit.seats, "needed": request.escorts}))
    return (
        (*reasons, *_why_not_cabin(unit, request)) if isinstance(unit, Aircraft) else tuple(reasons)
    )


def why_not_team(aircraft: Aircraft, request: Request) -> Reasons:
    """Return why an aircraft can't carry the specialist's team."""
    if aircraft.seats < request.team_size:
        has = {"has": aircraft.seats, "needed": request.team_size}
        return (Reason(Code.TOO_FEW_SEATS, has),)
    return ()


def why_not_available(unit: Ambulance | Aircraft, request: Request, horizon_s: int) -> Reasons:
    """Return why a vehicle can't be used before the horizon at all."""
    if not unit.is_serviceable:
        return (Reason(Code.UNSERVICEABLE, {}),)
    if unit.ready_at > request.now + timedelta(seconds=horizon_s):
        return (Reason(Code.BUSY_UNTIL, {"until_s": _seconds(unit.ready_at, request)}),)
    if unit.duty_ends_at is not None and unit.duty_ends_at <= max(unit.ready_at, request.now):
        return (Reason(Code.DUTY_ENDS, {"ends_s": _seconds(unit.duty_ends_at, request)}),)
    return ()


def why_busy(unit: Ambulance | Aircraft, request: Request) -> Reasons:
    """Return until when a vehicle is promised to something else, if it is."""
    if unit.ready_at <= request.now:
        return ()
    return (Reason(Code.BUSY_UNTIL, {"until_s": _seconds(unit.ready_at, request)}),)


def hospital_warnings(hospital: Hospital, request: Request) -> Reasons:
    """Return what must be looked at before a patient is brought to a hospital."""
    here = {"hospital": hospital.id}
    reasons = []
    lacking = request.capabilities & ~hospital.capabilities
    if missing := lacking & ~hospital.unconfirmed:
        reasons.append(Reason(Code.CAPABILITY_MISSING, {**here, "missing": missing}))
    if unknown := lacking & hospital.unconfirmed:
        reasons.append(Reason(Code.CAPABILITY_UNKNOWN, {**here, "unknown": unknown}))
    if hospital.free_beds is None:
        reasons.append(Reason(Code.BEDS_UNKNOWN, here))
    elif hospital.free_beds < request.stretchers:
        counts = {"has": hospital.free_beds, "needed": request.stretchers}
        reasons.append(Reason(Code.NO_FREE_BED, {**here, **counts}))
    return tuple(reasons)


def why_closed(place: LandingPlace) -> Reasons:
    """Return why nobody can use a landing place."""
    if place.is_closed:
        return (Reason(Code.CLOSED, {"place": place.id}),)
    if place.weather.sky is Sky.NO_GO:
        return (Reason(Code.WEATHER_NO_GO, {"place": place.id}),)
    return ()


def why_not_fly_here(aircraft: Aircraft, place: LandingPlace) -> Reasons:
    """Return why the weather or a closure keeps an aircraft from a place."""
    if place.weather.sky is Sky.INSTRUMENTS and not aircraft.flies_instruments:
        return (*why_closed(place), Reason(Code.WEATHER_INSTRUMENTS, {"place": place.id}))
    return why_closed(place)


def landing_warnings(
    aircraft: Aircraft, place: LandingPlace, request: Request, parameters: Parameters
) -> Reasons:
    """Return what must be looked at before an aircraft uses a place."""
    here = {"place": place.id}
    reasons = []
    if aircraft.kind is AircraftKind.WING and place.runway_m is None:
        reasons.append(Reason(Code.RUNWAY_UNKNOWN, {**here, "needed_m": aircraft.runway_need_m}))
    if aircraft.kind is AircraftKind.WING and place.surface is Surface.UNKNOWN:
        reasons.append(Reason(Code.SURFACE_UNKNOWN, here))
    if place.open is None:
        reasons.append(Reason(Code.HOURS_UNKNOWN, here))
    observed_at = place.weather.observed_at
    if place.weather.sky is Sky.UNKNOWN or observed_at is None:
        reasons.append(Reason(Code.WEATHER_UNKNOWN, here))
    elif (age_s := int((request.now - observed_at).total_seconds())) > parameters.weather_stale_s:
        reasons.append(Reason(Code.WEATHER_STALE, {**here, "age_s": age_s}))
    return tuple(reasons)


def _seconds(at: datetime, request: Request) -> int:
    return int((at - request.now).total_seconds())


def _why_not_cabin(aircraft: Aircraft, request: Request) -> Reasons:
    if request.needs_pressurised and not aircraft.is_pressurised:
        return (Reason(Code.NOT_PRESSURISED, {}),)
    limit = request.max_cabin_altitude_m
    if limit is None:
        return ()
    if aircraft.cabin_altitude_m is None:
        return (Reason(Code.CABIN_UNKNOWN, {"limit_m": limit}),)
    if aircraft.cabin_altitude_m > limit:
        altitudes = {"altitude_m": aircraft.cabin_altitude_m, "limit_m": limit}
        return (Reason(Code.CABIN_TOO_HIGH, altitudes),)
    return ()
