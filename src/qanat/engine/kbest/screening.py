"""What can't serve a request whatever the timing, and the first reason."""

from collections.abc import Iterator

import numpy as np

from qanat.engine.arrays import Bools
from qanat.engine.kbest.columns import mask_of
from qanat.engine.kbest.legs import Leg
from qanat.engine.kbest.model import Aircraft, Ambulance, Hospital, Place
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import NOBODY, Ask, Question
from qanat.engine.planning.plans import Code, Reason


def why_not_carry(unit: Ambulance | Aircraft, snapshot: Snapshot, ask: Ask) -> Iterator[Reason]:
    """Yield why a vehicle can't carry this patient."""
    if not unit.is_serviceable:
        yield Reason(Code.UNSERVICEABLE, {})
    has = mask_of(snapshot.words.equipment, unit.equipment)
    missing = [word for word, bit in snapshot.words.equipment.items() if bit & ask.kit & ~has]
    if missing:
        yield Reason(Code.EQUIPMENT_MISSING, {"missing": ", ".join(missing)})
    yield from _why_alone(unit, snapshot, ask)
    if unit.stretchers < ask.stretchers:
        few = {"has": unit.stretchers, "needed": ask.stretchers}
        yield Reason(Code.TOO_FEW_STRETCHERS, few)
    if unit.seats < ask.seats:
        yield Reason(Code.TOO_FEW_SEATS, {"has": unit.seats, "needed": ask.seats})
    if isinstance(unit, Aircraft) and ask.needs_pressurised and not unit.is_pressurised:
        yield Reason(Code.NOT_PRESSURISED, {})


def _why_alone(unit: Ambulance | Aircraft, snapshot: Snapshot, ask: Ask) -> Iterator[Reason]:
    """Yield why nobody can be with the patient who can do what is asked."""
    missing = ask.skills & ~mask_of(snapshot.words.skills, unit.skills)
    if missing and not ((snapshot.guests.skills & missing) == missing).any():
        words = [word for word, bit in snapshot.words.skills.items() if bit & missing]
        yield Reason(Code.COMPANION_MISSING, {"missing": ", ".join(words)})
    elif missing and unit.seats == ask.seats:
        yield Reason(Code.TOO_FEW_SEATS, {"has": unit.seats, "needed": ask.seats + 1})


def why_not_land(plane: Aircraft, site: Place) -> Reason | None:
    """Return why an aeroplane can't use a place's runway, if it can't."""
    if plane.kind == "rotor":
        return None
    if site.runway_m <= 0:
        return Reason(Code.NO_RUNWAY, {"place": site.id})
    if site.runway_m < plane.runway_m:
        lengths = {"runway_m": site.runway_m, "needed_m": plane.runway_m}
        return Reason(Code.RUNWAY_TOO_SHORT, {"place": site.id, **lengths})
    if site.surface not in plane.surfaces:
        return Reason(Code.SURFACE_UNSUITABLE, {"place": site.id, "surface": site.surface})
    return None


def why_shut(site: Place, snapshot: Snapshot, number: int) -> Reason | None:
    """Return why no aircraft at all can use a place, if none can."""
    if site.sky == "no_go":
        return Reason(Code.WEATHER_NO_GO, {"place": site.id})
    spans = snapshot.sites.land[:, number]
    return (
        None if (spans[..., 0] <= spans[..., 1]).any() else Reason(Code.CLOSED, {"place": site.id})
    )


def why_not_take(ward: Hospital, snapshot: Snapshot, ask: Ask, bed: str) -> Iterator[Reason]:
    """Yield why a hospital can't take this patient; a chosen one always can."""
    number = snapshot.at["hospitals"][ward.id]
    if number == ask.destination:
        return
    if number == ask.facility:
        yield Reason(Code.IS_SENDING, {})
    if ask.destination != NOBODY:
        yield Reason(Code.NOT_CHOSEN, {})
    has = mask_of(snapshot.words.capabilities, ward.capabilities)
    words = snapshot.words.capabilities.items()
    missing = [word for word, bit in words if bit & ask.capabilities & ~has]
    if missing:
        yield Reason(Code.CAPABILITY_MISSING, {"missing": ", ".join(missing)})
    if bed and ward.beds.get(bed, 0) < ask.stretchers:
        yield Reason(Code.NO_FREE_BED, {"has": ward.beds.get(bed, 0), "needed": ask.stretchers})
    if not ward.is_accepting:
        yield Reason(Code.NOT_ACCEPTING, {})


def shut_ends(snapshot: Snapshot, ask: Ask, kind: int, leg: Leg) -> Iterator[str]:
    """Yield which ends of a flight a kind of crew may not use at those moments."""
    at, sites, wards = snapshot.at, snapshot.sites, snapshot.wards
    ends = ((leg.start, leg.depart_s, False), (leg.end, leg.arrive_s, True))
    for name, at_s, is_landing in ends:
        if name in at["places"]:
            spans = (sites.land if is_landing else sites.off)[kind, at["places"][name]]
        elif name in at["hospitals"]:
            spans = (wards.land if is_landing else wards.off)[kind, at["hospitals"][name]]
        else:
            spans = (ask.land if is_landing else ask.off)[kind]
        is_open = any(first - 1e-6 <= at_s <= last + 1e-6 for first, last in spans.tolist())
        if name and not is_open:
            yield name


def fit_wards(snapshot: Snapshot, ask: Ask) -> Bools:
    """Return which hospitals can take this patient."""
    wards = snapshot.wards
    takes: Bools = np.arange(len(wards.level)) == ask.destination
    if ask.destination != NOBODY:
        return takes
    takes = (wards.capabilities & ask.capabilities) == ask.capabilities
    takes &= (wards.beds[:, ask.bed] >= ask.stretchers) & wards.is_accepting
    if ask.facility != NOBODY:
        takes[ask.facility] = False
    return takes


def fit_vans(snapshot: Snapshot, question: Question) -> Bools:
    """Return which ambulances can carry this patient."""
    ask, units = question.ask, snapshot.units
    carries: Bools = (units.kit & ask.kit) == ask.kit
    carries &= (units.stretchers >= ask.stretchers) & (units.seats >= ask.seats)
    carries &= np.isfinite(units.ready_s) & np.isfinite(question.around.unit_s)
    return carries


def bed_asked(snapshot: Snapshot, ask: Ask) -> str:
    """Return the kind of bed asked for, empty if none is."""
    return next((kind for kind, column in snapshot.words.beds.items() if column == ask.bed), "")
