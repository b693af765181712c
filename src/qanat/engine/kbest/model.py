"""A nation and a request as plain values, which are also the scenario format.

Moments are seconds from the nation's moment ``at``, durations seconds, lengths metres. Equipment,
capabilities, kinds of beds and levels are words whose meaning the caller gives; the same word
means the same thing. What is not known is left out and told so, never guessed.
"""

from datetime import datetime
from typing import Literal

import msgspec

Span = tuple[float, float]
"""First and last allowed moment, seconds from the nation's moment."""
Sky = Literal["go", "instruments", "no_go"]
Kind = Literal["rotor", "wing"]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Values which never change and know no other fields."""


class Place(Strict, frozen=True, kw_only=True):
    """An airport, airfield or pad, reached by road.

    Attributes:
        id: unique among places.
        lon: degrees east.
        lat: degrees north.
        runway_m: length of the runway, 0 for none.
        surface: of the runway.
        has_fuel: whether every aircraft refuels here.
        is_lit: whether it can be landed on by night.
        sky: whether the weather lets aircraft land and take off.
        open_s: when it is open; left out: always.
        day_s: when it is day there; left out: told from the sun.
    """

    id: str
    lon: float
    lat: float
    runway_m: float = 0.0
    surface: str = "paved"
    has_fuel: bool = False
    is_lit: bool = False
    sky: Sky = "go"
    open_s: tuple[Span, ...] | None = None
    day_s: tuple[Span, ...] | None = None


class Pad(Strict, frozen=True, kw_only=True):
    """Where helicopters land, at a hospital's door or beside the patient."""

    is_lit: bool = False
    sky: Sky = "go"
    open_s: tuple[Span, ...] | None = None
    day_s: tuple[Span, ...] | None = None


class Hospital(Strict, frozen=True, kw_only=True):
    """Where patients may go, or specialists come from.

    Attributes:
        id: unique among hospitals.
        lon: degrees east.
        lat: degrees north.
        capabilities: what it can treat.
        beds: free beds by kind.
        level: of its care; curves may tell levels apart.
        door_s: from hand-over at its door to definitive care.
        pad: at its door.
        is_accepting: whether it takes patients now.
        team_ready_s: moment at which its team can leave; left out: it sends none.
        team_drives: whether that team has a car of its own, for its way to the patient or to an
            aircraft; then no ambulance is sent for it.
    """

    id: str
    lon: float
    lat: float
    capabilities: tuple[str, ...] = ()
    beds: dict[str, int] = {}
    level: int = 0
    door_s: float = 0.0
    pad: Pad | None = None
    is_accepting: bool = True
    team_ready_s: float | None = None
    team_drives: bool = False


class Specialist(Strict, frozen=True, kw_only=True):
    """Somebody who can be fetched on the way to a patient; to an airfield he comes by himself.

    Attributes:
        id: unique among specialists.
        lon: degrees east of where he is.
        lat: degrees north.
        skills: what he can do.
        ready_s: when he can leave; past moments mean now.
        duty_ends_s: when the patient must have been handed over; left out: not limited.
        reach_s: how long he drives to an airfield at most; left out: not limited.
    """

    id: str
    lon: float
    lat: float
    skills: tuple[str, ...]
    reach_s: float | None = None
    ready_s: float = 0.0
    duty_ends_s: float | None = None


class Ambulance(Strict, frozen=True, kw_only=True):
    """A road unit with its crew.

    Attributes:
        id: unique among units.
        lon: degrees east.
        lat: degrees north.
        ready_s: when it can leave; past moments mean now.
        duty_ends_s: when it must have handed over; left out: not limited.
        equipment: what it carries.
        skills: what its own crew can do.
        stretchers: patients it can carry.
        seats: escorts it can carry.
        team_seats: members of a team it can carry without a patient; left out: as ``seats``.
        rate: name of its rate.
        cost: of sending it at all, in the nation's money.
        coverage_loss: what the country loses while it is away (single-unit MEXCLP loss).
        risk: of sending it at all.
        is_serviceable: whether it can be used at all.
    """

    id: str
    lon: float
    lat: float
    ready_s: float = 0.0
    duty_ends_s: float | None = None
    equipment: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    stretchers: int = 1
    seats: int = 1
    team_seats: int | None = None
    rate: str = "road"
    cost: float = 0.0
    coverage_loss: float = 0.0
    risk: float = 0.0
    is_serviceable: bool = True


class Aircraft(Strict, frozen=True, kw_only=True):
    """A helicopter or aeroplane with its crews.

    Attributes:
        id: unique among units.
        kind: how it lands.
        lon: degrees east.
        lat: degrees north.
        standing_at: id of the place where it stands, if at one; then that is where it is.
        base: id of the place it belongs to, where it is always given fuel.
        ready_s: when it can be airborne, start-up included; past moments mean now.
        duty_ends_s: when it must have handed over; left out: not limited.
        speed_mps: over the ground.
        range_m: usable with full tanks, reserve excluded.
        tank_m: usable with the fuel on board; left out: full tanks.
        block_extra_s: taxi, climb and approach of every flight.
        runway_m: runway it needs.
        surfaces: runways it can use.
        flies_night: whether aircraft and crew fly by night.
        flies_instruments: whether aircraft and crew fly by instruments.
        is_pressurised: whether the cabin is.
        equipment: what it carries.
        skills: what its own crew can do.
        stretchers: patients it can carry.
        seats: escorts or team members it can carry.
        rate: name of its rate (a contract's price).
        cost: of sending it at all.
        coverage_loss: what the country loses while it is away.
        risk: of sending it at all.
        is_serviceable: whether it can be used at all.
    """

    id: str
    kind: Kind
    lon: float
    lat: float
    speed_mps: float
    range_m: float
    standing_at: str | None = None
    base: str | None = None
    ready_s: float = 0.0
    duty_ends_s: float | None = None
    tank_m: float | None = None
    block_extra_s: float = 0.0
    runway_m: float = 0.0
    surfaces: tuple[str, ...] = ("paved",)
    flies_night: bool = False
    flies_instruments: bool = False
    is_pressurised: bool = False
    equipment: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    stretchers: int = 1
    seats: int = 1
    rate: str = "air"
    cost: float = 0.0
    coverage_loss: float = 0.0
    risk: float = 0.0
    is_serviceable: bool = True


class Handling(Strict, frozen=True, kw_only=True):
    """How long patients and teams are handled, seconds.

    Attributes:
        road_load_s: from an ambulance's arrival at the patient to its departure.
        road_unload_s: from an ambulance's arrival at a hospital to hand-over.
        air_load_s: taking a patient into an aircraft.
        air_unload_s: taking a patient out, to the door or into an ambulance.
        refuel_s: from landing to being ready again.
        team_load_s: taking a team into an aircraft.
        team_unload_s: letting a team out.
        team_setup_s: from a team's arrival at the patient to definitive care.
        treat_s: from hand-over at a first hospital to leaving it, treated.
    """

    road_load_s: float = 1_080.0
    road_unload_s: float = 300.0
    air_load_s: float = 720.0
    air_unload_s: float = 720.0
    refuel_s: float = 1_500.0
    team_load_s: float = 300.0
    team_unload_s: float = 300.0
    team_setup_s: float = 1_800.0
    treat_s: float = 2_700.0


class Roads(Strict, frozen=True, kw_only=True):
    """Driving where the roads are not known: the great circle, lengthened."""

    speed_mps: float = 19.444
    detour: float = 1.35


class Nation(Strict, frozen=True, kw_only=True):
    """All there is to plan with at one moment.

    Attributes:
        at: moment from which all seconds count.
        places: where aircraft land and meet ambulances.
        hospitals: where patients go.
        ambulances: road units.
        aircraft: air units.
        specialists: who can be fetched on the way.
        rates: price of an hour of driving or flying, by name.
        handling: durations.
        roads: driving.
        night_below_deg: height of the sun under which it is night for aviation.
        horizon_s: how far ahead daylight is told.
        must_reach_fuel: whether an aircraft must still reach fuel after its last landing.
    """

    at: datetime
    places: tuple[Place, ...] = ()
    hospitals: tuple[Hospital, ...] = ()
    ambulances: tuple[Ambulance, ...] = ()
    aircraft: tuple[Aircraft, ...] = ()
    specialists: tuple[Specialist, ...] = ()
    rates: dict[str, float] = msgspec.field(default_factory=lambda: {"road": 0.0, "air": 0.0})
    handling: Handling = Handling()
    roads: Roads = Roads()
    night_below_deg: float = -6.0
    horizon_s: float = 86_400.0
    must_reach_fuel: bool = True


class Policy(Strict, frozen=True, kw_only=True):
    """What a plan is charged for besides the patient's outcome: all weights are visible.

    Attributes:
        name: under which people know it.
        contact_share: share of the outcome which first contact decides, 0 to 1.
        cost: charge of one unit of money.
        hand_over: charge of every passing of the patient to other hands.
        coverage: charge of one unit of coverage lost.
        risk: charge of one unit of risk.
    """

    name: str = "balanced"
    contact_share: float = 0.3
    cost: float = 0.0
    hand_over: float = 0.01
    coverage: float = 0.0
    risk: float = 0.0


class Request(Strict, frozen=True, kw_only=True):
    """Who needs what, where, and how soon.

    Attributes:
        lon: degrees east of the patient.
        lat: degrees north.
        onset_s: when it began, seconds from the nation's moment, seldom positive.
        now_s: moment of planning.
        ready_s: moment before which the patient or organ can't be taken along; left out: can at
            once. Teams may come sooner.
        facility: hospital where the patient lies, which is no destination.
        landing: where helicopters land beside the patient; left out: nowhere.
        contact_curve: name of the curve for first contact.
        care_curve: name of the curve for definitive care.
        capabilities: what the destination must be able to treat.
        treatment: what a first hospital must be able to do, if one may treat before another
            takes over; empty: none may.
        bed: kind of bed that must be free, as many as stretchers; empty: none is asked for.
        destination: hospital chosen by the physician, able or not.
        equipment: what every vehicle that carries the patient must have.
        companions: what somebody with the patient must be able to do, in the aircraft or, where
            none flies, in the ambulance: its own crew, or one specialist fetched on the way who
            can do all that the crew can not and takes one of the seats.
        stretchers: patients carried together; 0 for an organ, which is loaded as a team is.
        escorts: seats beside them.
        needs_pressurised: whether the cabin must be pressurised.
        deadline_s: moment by which definitive care must begin; left out: none.
        may_treat_on_site: whether a hospital's team brought to the patient gives definitive care.
        team_size: seats of that team.
        team_capabilities: what its hospital must be able to treat; left out: as the destination.
        team_from: the hospital whose team comes; left out: any.
        consult_s: moment at which a specialist can be consulted from afar, which is contact but
            no definitive care; left out: nobody can.
    """

    lon: float
    lat: float
    onset_s: float = 0.0
    now_s: float = 0.0
    ready_s: float | None = None
    facility: str | None = None
    landing: Pad | None = None
    contact_curve: str = "hours"
    care_curve: str = "hours"
    capabilities: tuple[str, ...] = ()
    treatment: tuple[str, ...] = ()
    bed: str = ""
    destination: str | None = None
    equipment: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    stretchers: int = 1
    escorts: int = 0
    needs_pressurised: bool = False
    deadline_s: float | None = None
    may_treat_on_site: bool = False
    team_size: int = 2
    team_capabilities: tuple[str, ...] | None = None
    team_from: str | None = None
    consult_s: float | None = None
