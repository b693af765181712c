"""The arrays which the compiled search works on: one row or column for each thing.

Places and pads have windows for four kinds of aircraft crews: bit 0 of the kind means that it
flies by night, bit 1 that it flies by instruments. Missing spans are empty ones at the end.
"""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.kbest.model import Policy, Request

KINDS: Final = 4
NOBODY: Final = -1
NIGHT: Final = 1
INSTRUMENTS: Final = 2
Rows: TypeAlias = NDArray[np.int32]


class Units(NamedTuple):
    """Ambulances: shape ``(ambulances,)`` each, positions ``(3, ambulances)``.

    The last one is no ambulance: it stands for the own car of whichever team drives.
    """

    xyz: Floats
    ready_s: Floats
    duty_s: Floats
    kit: Ints
    skills: Ints
    stretchers: Ints
    seats: Ints
    team_seats: Ints
    cost: Floats
    rate: Floats
    loss: Floats
    risk: Floats


class Craft(NamedTuple):
    """Aircraft: shape ``(aircraft,)`` each, positions ``(3, aircraft)``.

    Attributes:
        lean_m: as ``tank_m``, had it not refuelled where it fetched a specialist.
        number: in the snapshot; another than the row where only some are searched.
        via: the specialist on board, the place where he was fetched, and whether it refuelled
            there; ``NOBODY`` of an aircraft as it is, shape ``(3, aircraft)``.
    """

    xyz: Floats
    ready_s: Floats
    duty_s: Floats
    speed_mps: Floats
    full_m: Floats
    tank_m: Floats
    lean_m: Floats
    extra_s: Floats
    runway_m: Floats
    surfaces: Ints
    kit: Ints
    skills: Ints
    stretchers: Ints
    seats: Ints
    is_rotor: Bools
    is_pressurised: Bools
    kind: Ints
    stands: Ints
    base: Ints
    cost: Floats
    rate: Floats
    loss: Floats
    risk: Floats
    number: Ints
    via: Ints


class Guests(NamedTuple):
    """Specialists who can be fetched: shape ``(specialists,)`` each, positions ``(3, ...)``."""

    xyz: Floats
    ready_s: Floats
    duty_s: Floats
    reach_s: Floats
    skills: Ints


class Sites(NamedTuple):
    """Landing places, and when each kind of crew may land there and take off.

    ``land`` and ``off`` have the shape ``(KINDS, places, spans, 2)``.
    """

    xyz: Floats
    runway_m: Floats
    surface: Ints
    has_fuel: Bools
    land: Floats
    off: Floats


class Wards(NamedTuple):
    """Hospitals; ``beds`` has a column for each kind, the first of which is "none asked for"."""

    xyz: Floats
    capabilities: Ints
    beds: Ints
    is_accepting: Bools
    level: Ints
    door_s: Floats
    has_pad: Bools
    team_s: Floats
    drives: Bools
    land: Floats
    off: Floats


class Ways(NamedTuple):
    """Distances and driving times between what does not move, and where aircraft may land.

    Attributes:
        start_m: from aircraft to places, shape ``(aircraft, places)``.
        apart_m: between places.
        pad_m: from places to hospitals, through the air.
        drive_s: from places to hospitals, by road.
        meet_s: from ambulances to places, by road, shape ``(places, ambulances)``.
        may: whether an aircraft may land at a place at all.
        fuels: whether it is given fuel there.
        escape_m: to keep after the last landing at a place, so that fuel is reached.
    """

    start_m: Floats
    apart_m: Floats
    pad_m: Floats
    drive_s: Floats
    meet_s: Floats
    may: Bools
    fuels: Bools
    escape_m: Floats


class Floors(NamedTuple):
    """The least time from each place to care, by kind of bed and capability.

    Row 0 of the second axis is "any hospital", row c + 1 those with capability c; a request with
    several has the greatest of their floors, which is no more than its true minimum.

    Attributes:
        road_s: by road from the place to care, shape ``(beds, rows, places)``.
        pad_s: by the fastest helicopter from the place to care, same shape.
        wing_mps: speed of the fastest aeroplane.
        rotor_mps: speed of the fastest helicopter.
    """

    road_s: Floats
    pad_s: Floats
    wing_mps: float
    rotor_mps: float


class Ask(NamedTuple):
    """A request as the search sees it. Charges are what is minimised.

    Attributes:
        now_s: moment of planning.
        onset_s: moment from which the tables count.
        floor_s: moment before which the patient can't be taken along.
        base: charge of what was decided before.
        kit: mask of equipment.
        skills: mask of what somebody with the patient must be able to do.
        stretchers: patients.
        seats: escorts.
        needs_pressurised: whether the cabin must be pressurised.
        capabilities: mask asked of the destination.
        floor_rows: rows of ``Floors`` that hold for them.
        bed: column of beds.
        destination: the only one, or ``NOBODY``.
        facility: where the patient lies, or ``NOBODY``.
        deadline_s: of definitive care.
        can_land: whether helicopters land beside the patient.
        land: windows there, shape ``(KINDS, spans, 2)``.
        off: windows there.
        first: charge by minute of first contact.
        care: charge by level and minute of definitive care; the last row is the least of all.
        arrival: charge by minute of a team's arrival at the patient; empty where the patient is
            moved, whose first contact is told by ``first``.
        setup_s: from that arrival to definitive care.
        cost: charge of a unit of money.
        hand_over: charge of a vehicle which carries the patient.
        coverage: charge of a unit of coverage lost.
        risk: charge of a unit of risk.
        must_reach_fuel: whether fuel must be in reach after the last landing.
        road_load_s, road_unload_s, air_load_s, air_unload_s, refuel_s: of handling.
        barred: an ambulance which is not free any more, or ``NOBODY``.
        only_air: whether plans without an aircraft are left out.
        leads_from: the first ambulance which may bring to an aircraft, or drive all the way.
    """

    now_s: float
    onset_s: float
    floor_s: float
    base: float
    kit: int
    skills: int
    stretchers: int
    seats: int
    needs_pressurised: bool
    capabilities: int
    floor_rows: Ints
    bed: int
    destination: int
    facility: int
    deadline_s: float
    can_land: bool
    land: Floats
    off: Floats
    first: Floats
    care: Floats
    arrival: Floats
    setup_s: float
    cost: float
    hand_over: float
    coverage: float
    risk: float
    must_reach_fuel: bool
    road_load_s: float
    road_unload_s: float
    air_load_s: float
    air_unload_s: float
    refuel_s: float
    barred: int = NOBODY
    only_air: bool = False
    leads_from: int = 0


class Around(NamedTuple):
    """How far everything is from the patient.

    Attributes:
        unit_s: driving time of each ambulance to the patient.
        craft_m: flight of each aircraft to the patient.
        place_m: flight from the patient to each place.
        place_s: driving time from the patient to each place.
        ward_m: flight from the patient to each hospital.
        ward_s: driving time from the patient to each hospital.
    """

    unit_s: Floats
    craft_m: Floats
    place_m: Floats
    place_s: Floats
    ward_m: Floats
    ward_s: Floats


@dataclass(frozen=True, slots=True)
class Question:
    """A request as the compiled search takes it; made once, asked as often as wanted.

    Attributes:
        request: as it was asked.
        ask, around: the patient's way to a hospital.
        curves: versions of those used.
        policy: what is charged.
        team_mask: mask of what a hospital must be able to do whose team comes.
        team_from: number of the only hospital whose team may come.
        treatment: mask of what a first hospital must be able to do, 0 if none may treat.
        team_size: seats of a team which may come to the patient, 0 if none may.
        consult_s: moment of a consultation from afar, infinite if there may be none.
    """

    request: Request
    ask: Ask
    around: Around
    curves: tuple[str, ...]
    policy: Policy
    treatment: int = 0
    team_size: int = 0
    team_mask: int = 0
    team_from: int = NOBODY
    consult_s: float = math.inf
