"""What the planner is given: plain values, all of them, at one moment.

Whatever is not known is ``None`` or ``UNKNOWN``, never a guess; the planner says what it made
of that. Equipment and capabilities are bit masks whose bits the caller names: an incubator is
a bit of equipment, thrombectomy a bit of capability.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qanat.engine.geodesy import Point


class AircraftKind(StrEnum):
    """How an aircraft lands."""

    ROTOR = "rotor"
    WING = "wing"


class Surface(StrEnum):
    """What a runway is made of."""

    PAVED = "paved"
    GRAVEL = "gravel"
    GRASS = "grass"
    UNKNOWN = "unknown"


class Sky(StrEnum):
    """Whether the weather lets an aircraft land and take off."""

    GO = "go"
    INSTRUMENTS = "instruments"
    NO_GO = "no_go"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Weather:
    """The weather of a place, and when it was observed."""

    sky: Sky = Sky.UNKNOWN
    observed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LandingPlace:
    """An airfield, a pad or a field where aircraft may land.

    Attributes:
        id: unique among all landing places, those of hospitals and the scene included.
        at: where.
        runway_m: length of the runway, 0 if there is none, ``None`` if not known.
        surface: of the runway.
        is_lit: whether it can be landed on by night; ``None`` counts as unlit.
        has_fuel: whether aircraft refuel here; ``None`` counts as no.
        open: when it is open; ``None`` if not known, which counts as always.
        weather: as last observed.
        is_closed: whether it can't be used at all.
    """

    id: str
    at: Point
    runway_m: float | None = 0.0
    surface: Surface = Surface.UNKNOWN
    is_lit: bool | None = None
    has_fuel: bool | None = None
    open: tuple[tuple[datetime, datetime], ...] | None = None
    weather: Weather = Weather()
    is_closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hospital:
    """Where patients may go, or specialists come from.

    Attributes:
        id: unique among hospitals.
        at: where.
        capabilities: mask of what it can treat.
        unconfirmed: mask of what it may be able to treat, and must be asked for.
        free_beds: of the needed kind; ``None`` if not known.
        pad: where helicopters land at its door.
        door_to_treatment_s: from hand-over at its door to definitive care.
        team_ready_s: until its team can leave; ``None`` if it sends none.
        is_accepting: whether it takes patients now.
    """

    id: str
    at: Point
    capabilities: int
    free_beds: int | None
    door_to_treatment_s: int
    pad: LandingPlace | None = None
    team_ready_s: int | None = None
    is_accepting: bool = True
    unconfirmed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambulance:
    """A road unit with its crew.

    Attributes:
        id: unique among units.
        at: where it is.
        ready_at: when it can leave; past moments mean now.
        duty_ends_at: when the crew must be done, or the last of those which relieve each other
            while it stands idle; ``None`` if not limited.
        crews: from when until when each of these may be out.
        equipment: mask of what it carries.
        stretchers: patients it can carry.
        seats: escorts it can carry.
        cost_tiyn_per_h: from departure to hand-over.
        is_serviceable: whether it can be used at all.
    """

    id: str
    at: Point
    ready_at: datetime
    duty_ends_at: datetime | None = None
    crews: tuple[tuple[datetime, datetime], ...] = ()
    equipment: int = 0
    stretchers: int = 1
    seats: int = 1
    cost_tiyn_per_h: int = 0
    is_serviceable: bool = True

    def done_by(self, start: datetime) -> datetime | None:
        """Return when the crew that leaves at a moment must be done; ``None`` if not limited."""
        ends = [until for since, until in self.crews if since <= start]
        return max(ends, default=self.duty_ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aircraft:
    """A helicopter or aeroplane with its crews.

    Attributes:
        id: unique among units.
        kind: how it lands.
        at: where it is.
        standing_at: id of the landing place where it stands, if at one.
        base: id of the landing place it belongs to; it returns there and is always fuelled there.
        ready_at: when start-up can begin; past moments mean now.
        duty_ends_at: when the crew must have handed over; ``None`` if not limited.
        relief: from when until when the crew is on duty which relieves it at its base.
        speed_mps: cruise in still air.
        range_m: in still air with full tanks.
        fuel_m: in still air with the fuel on board; ``None`` if the tanks are full.
        runway_need_m: runway it needs.
        surfaces: surfaces it can use.
        start_up_day_s: from ready to airborne by day.
        start_up_night_s: from ready to airborne by night.
        block_extra_s: taxi, climb and approach of every flight.
        flies_night: whether aircraft and crew fly by night.
        flies_instruments: whether aircraft and crew fly by instruments.
        is_pressurised: whether the cabin is.
        cabin_altitude_m: highest altitude the patient will feel; ``None`` if not known.
        equipment: mask of what it carries.
        stretchers: patients it can carry.
        seats: escorts or members of a team it can carry.
        cost_tiyn_per_h: of a flight hour, positioning and return included.
        is_serviceable: whether it can be used at all.
    """

    id: str
    kind: AircraftKind
    at: Point
    ready_at: datetime
    speed_mps: float
    range_m: float
    standing_at: str | None = None
    base: str | None = None
    duty_ends_at: datetime | None = None
    relief: tuple[datetime, datetime] | None = None
    fuel_m: float | None = None
    runway_need_m: float = 0.0
    surfaces: frozenset[Surface] = frozenset({Surface.PAVED})
    start_up_day_s: int = 0
    start_up_night_s: int = 0
    block_extra_s: int = 0
    flies_night: bool = False
    flies_instruments: bool = False
    is_pressurised: bool = False
    cabin_altitude_m: float | None = None
    equipment: int = 0
    stretchers: int = 1
    seats: int = 1
    cost_tiyn_per_h: int = 0
    is_serviceable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who needs what, where, and how soon.

    Attributes:
        scene: where the patient is.
        now: the moment of planning.
        facility: id of the hospital where the patient lies, if at one; it is no destination.
        landing: where aircraft land beside the patient; ``None`` if nowhere.
        window_s: seconds from now in which definitive care must begin; ``None`` if none is known.
        capabilities: mask of what the destination must be able to treat.
        equipment: mask of what every vehicle that carries the patient must have.
        stretchers: patients to carry together.
        escorts: seats beside the patient.
        needs_pressurised: whether the cabin must be pressurised.
        max_cabin_altitude_m: highest altitude the patient may feel; ``None`` if not limited.
        destination: id of the hospital, when the physician has chosen one, able or not.
        may_treat_on_site: whether a specialist flown in could give definitive care.
        team_size: seats of that specialist's team.
        may_consult: whether a remote consultation may come first.
    """

    scene: Point
    now: datetime
    facility: str | None = None
    landing: LandingPlace | None = None
    window_s: int | None = None
    capabilities: int = 0
    equipment: int = 0
    stretchers: int = 1
    escorts: int = 0
    needs_pressurised: bool = False
    max_cabin_altitude_m: float | None = None
    destination: str | None = None
    may_treat_on_site: bool = False
    team_size: int = 2
    may_consult: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Figures of planning: dated parameters of the nation, most of them not verified yet.

    Attributes:
        road_load_s: from an ambulance's arrival at the patient to its departure.
        road_unload_s: from an ambulance's arrival at a hospital to hand-over.
        air_load_s: taking a patient into an aircraft.
        air_unload_s: taking a patient out of an aircraft, to the door or into an ambulance.
        team_load_s: taking a team into an aircraft.
        team_unload_s: letting a team out.
        team_setup_s: from a team's arrival at the patient to definitive care.
        consultation_s: until a remote consultation can begin.
        ahead_s: how long before an aircraft an ambulance should be where they meet.
        refuel_s: from landing to being ready again.
        headwind_share: share of speed and range lost to the wind.
        rotor_reserve_m: range of a helicopter that is never planned away.
        wing_reserve_m: the same of an aeroplane.
        night_below_deg: height of the sun under which it is night for aviation.
        weather_stale_s: age from which an observation is stale.
        horizon_s: how far ahead plans are looked for.
        limit: how many plans are returned; the best of each family always is.
    """

    road_load_s: int
    road_unload_s: int
    air_load_s: int
    air_unload_s: int
    team_load_s: int
    team_unload_s: int
    team_setup_s: int
    consultation_s: int
    ahead_s: int
    refuel_s: int
    headwind_share: float
    rotor_reserve_m: float
    wing_reserve_m: float
    night_below_deg: float
    weather_stale_s: int
    horizon_s: int
    limit: int
