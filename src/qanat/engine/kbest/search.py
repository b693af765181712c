"""The K best plans for a request: exact, with the bound that proves it.

Source:
    docs/sources.md#exact-k-best
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from typing import Final

import msgspec
import numpy as np
from msgspec import structs

from qanat.engine.compiled import note_whole
from qanat.engine.kbest import _best, _search
from qanat.engine.kbest.fetching import Fetching, fetches
from qanat.engine.kbest.model import (
    Aircraft,
    Ambulance,
    Hospital,
    Nation,
    Pad,
    Place,
    Policy,
    Request,
    Specialist,
)
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.sharing import rider, share
from qanat.engine.kbest.snapshot import (
    Snapshot,
    build,
    with_aircraft,
    with_ambulance,
    with_hospital,
    with_place,
)
from qanat.engine.kbest.stages import stages
from qanat.engine.kbest.tables import NOBODY, Question
from qanat.engine.kbest.teams import consulted, teams
from qanat.engine.transfers import warm as warm_transfers

ENGINE_VERSION: Final = "kbest 1"


class Family(IntEnum):
    """What kind of way it is."""

    GROUND = 0
    DIRECT = 1
    RELAY = 2
    TREATED = _best.TREATED
    SPECIALIST = _best.SPECIALIST
    REMOTE = _best.REMOTE


class Each(IntEnum):
    """What the best plan is wanted of.

    Attributes:
        PLAN: of every plan: twenty variations of one aircraft may be the twenty best.
        UNIT: of every family and aircraft, and of its ambulance where none flies.
        LEAD: of every family and the unit which is with the patient first.
        AIRCRAFT: of every family and aircraft; plans in which none flies share one place.
    """

    PLAN = _best.EVERY
    UNIT = _best.UNIT
    LEAD = _best.LEAD
    AIRCRAFT = _best.AIRCRAFT


FAMILY: Final = {family.value: family for family in Family}

LIMITS: Final = (0.02, 0.08, 0.3, math.inf)
"""How far beyond the best plan the best of each are looked for, until there are enough."""


class Way(msgspec.Struct, frozen=True, gc=False):
    """One of the best plans, by numbers of the snapshot; ``None`` for what it has not.

    A specialist's team is moved as patients are: from its ``hospital``, whose pad is where ``pick``
    is ``None``, to the patient, who is where ``drop`` is ``None``. Where neither an ambulance nor
    an aircraft is at its door, it sets out in a car of its own.

    A ``specialist`` is fetched before the patient: by an aircraft at a place, to which he comes by
    himself, by an ambulance where he is.
    """

    charge: float
    family: Family
    lead: int | None
    aircraft: int | None
    before: int | None
    pick: int | None
    refuels: bool
    after: int | None
    drop: int | None
    meeter: int | None
    hospital: int | None
    first_lead: int | None = None
    first_hospital: int | None = None
    specialist: int | None = None
    fetched_at: int | None = None
    refuels_there: bool = False

    @property
    def onward(self) -> "Way":
        """Return the way from the hospital which treated first, or the way itself."""
        if self.first_hospital is None:
            return self
        hands = (self.lead, self.aircraft, self.meeter)
        family = Family.RELAY if hands.count(None) < 2 else Family.DIRECT  # noqa: PLR2004 - of three
        family = Family.GROUND if self.aircraft is None else family
        return structs.replace(self, family=family, first_lead=None, first_hospital=None)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Why no better plan was missed.

    Attributes:
        kth_charge: of the last plan returned, infinite if there are fewer than asked for.
        bound: no plan left out has a charge below it; never below ``kth_charge``.
        examined: plans computed in full.
        dominated: choices dropped since more than K others surpass them.
    """

    kth_charge: float
    bound: float
    examined: int
    dominated: int

    @property
    def is_proved(self) -> bool:
        """Tell whether the bound proves the answer."""
        return self.bound >= self.kth_charge or math.isinf(self.bound)


@dataclass(frozen=True, slots=True)
class Answer:
    """The best plans, and what makes the answer repeatable to the bit."""

    ways: tuple[Way, ...]
    certificate: Certificate
    generation: int
    curves: tuple[str, ...]
    policy: Policy
    engine: str = ENGINE_VERSION


def find_best(
    snapshot: Snapshot,
    question: Question,
    count: int,
    *,
    each: Each = Each.PLAN,
    below: float = math.inf,
) -> Answer:
    """Return the best plans, cheapest first: exactly those which trying everything would find.

    Args:
        snapshot: the nation.
        question: the request.
        count: how many.
        each: what each of them is the best of.
        below: a charge from which on no plan is wanted.

    Raises:
        ValueError: if it is not positive.
    """
    if count < 1:
        raise ValueError("at least one plan")
    if each is Each.PLAN:
        best = _new_best(snapshot, count, each, below)
        _search_all(snapshot, question, best, Fetching(snapshot, question, count))
        return _answer(snapshot, question, best)
    fetching = Fetching(snapshot, question, 1)
    alone = _new_best(snapshot, 1, Each.PLAN, below)
    _search_all(snapshot, question, alone, fetching)
    first = float(alone.charges[-1])
    best = _new_best(snapshot, count, each, first)
    for further in LIMITS if first < below else ():
        limit = min(first + further, below)
        _best.raise_limit(best, limit)
        _search_all(snapshot, question, best, fetching)
        if best.charges[-1] < limit or limit == below:
            break
    return _answer(snapshot, question, best)


def best_of_aircraft(
    snapshot: Snapshot, question: Question, numbers: Sequence[int]
) -> dict[int, Way]:
    """Return the best plan of each of some aircraft which has one, found in one search."""
    ready_s = np.full_like(snapshot.craft.ready_s, math.inf)
    ready_s[list(numbers)] = snapshot.craft.ready_s[list(numbers)]
    some = replace(snapshot, craft=snapshot.craft._replace(ready_s=ready_s))
    best = _new_best(some, len(Family) * len(numbers) + 1, Each.UNIT, math.inf)
    only_air = replace(question, ask=question.ask._replace(only_air=True))
    _search_all(some, only_air, best, Fetching(some, only_air, 1))
    found: dict[int, Way] = {}
    for way in _answer(some, question, best).ways:
        if way.aircraft is not None:
            found.setdefault(way.aircraft, way)
    return found


def _new_best(snapshot: Snapshot, count: int, each: Each, limit: float) -> _best.Best:
    vans, craft = len(snapshot.units.ready_s), len(snapshot.craft.ready_s)
    return _best.new_best(count, int(each), vans, craft, limit)


def _search_all(
    snapshot: Snapshot, question: Question, best: _best.Best, fetching: Fetching
) -> None:
    """Offer every plan of every family that may be among the best."""
    nation = (snapshot.craft, snapshot.sites, snapshot.wards, snapshot.ways, snapshot.floors)
    asked = (question.ask, question.around)
    _search.search(best, snapshot.units, nation, asked, (NOBODY, NOBODY), NOBODY)
    for one in fetches(fetching, best):
        sent = (one.craft, snapshot.sites, snapshot.wards, one.ways, snapshot.floors)
        asked = (one.ask, one.around)
        _search.search(best, one.units, sent, asked, (NOBODY, NOBODY), one.guest)
    for stage in stages(snapshot, question, best):
        asked = (stage.ask, stage.around)
        _search.search(best, snapshot.units, nation, asked, stage.stem, NOBODY)
    for team in teams(snapshot, question, best):
        moved = (snapshot.craft, snapshot.sites, team.wards, team.ways, snapshot.floors)
        asked = (team.ask, team.around)
        _search.search(best, team.units, moved, asked, (NOBODY, team.ward), NOBODY)
    if question.consult_s < math.inf and question.ask.deadline_s == math.inf:
        _best.put(best, consulted(question), _best.REMOTE)


def plan(
    snapshot: Snapshot,
    request: Request,
    policy: Policy,
    count: int,
    *,
    each: Each = Each.PLAN,
) -> Answer:
    """Return the best plans for a request."""
    return find_best(snapshot, question_of(snapshot, request, policy), count, each=each)


def warm() -> None:
    """Make or load every compiled function: called at start, so that no request compiles.

    What the sources say is compiled once per state of the engine and kept on disk; afterwards
    this takes a fraction of a second.
    """
    lon, lat = 71.0, 51.0
    van = Ambulance(id="V", lon=lon, lat=lat, seats=2, skills=("s",))
    plane = Aircraft(
        id="A", kind="rotor", lon=lon, lat=lat, speed_mps=60.0, range_m=5e5, seats=2, stretchers=2
    )
    place = Place(id="P", lon=lon, lat=lat, has_fuel=True)
    wards = [
        Hospital(id=f"H{n}", lon=lon, lat=lat, pad=Pad(), capabilities=("C",), team_ready_s=0.0)
        for n in range(2)
    ]
    snapshot = build(
        Nation(
            at=datetime(2026, 1, 1, tzinfo=UTC),
            places=(place,),
            hospitals=tuple(wards),
            ambulances=(van,),
            aircraft=(plane,),
            specialists=(Specialist(id="S", lon=lon, lat=lat, skills=("s",)),),
        )
    )
    snapshot = with_place(with_hospital(snapshot, wards[0]), place)
    snapshot = with_aircraft(with_ambulance(snapshot, van), plane)
    request = Request(
        lon=lon,
        lat=lat,
        landing=Pad(),
        treatment=("C",),
        may_treat_on_site=True,
        consult_s=0.0,
        companions=("s",),
    )
    for each in Each:
        plan(snapshot, request, Policy(), 2, each=each)
    alone = Request(lon=lon, lat=lat, landing=Pad())
    two = [rider(snapshot, question_of(snapshot, alone, Policy())) for _ in range(2)]
    share(snapshot, two[0], two[1:], 1)
    warm_transfers()
    note_whole()


def _answer(snapshot: Snapshot, question: Question, best: _best.Best) -> Answer:
    charges = best.charges.tolist()
    is_found = best.keys[best.slots] != _best.NO_KEY
    rows = best.rows[best.slots].tolist()
    ways = tuple(
        _way(charge, row, len(snapshot.nation.ambulances))
        for charge, row, found in zip(charges, rows, is_found.tolist(), strict=True)
        if found
    )
    bound, examined, dominated = best.proof[:3].tolist()
    kth = charges[-1]
    certificate = Certificate(
        kth, min(bound, kth) if dominated else bound, int(examined), int(dominated)
    )
    return Answer(ways, certificate, snapshot.generation, question.curves, question.policy)


def _way(charge: float, row: list[int], own_car: int) -> Way:
    told = [None if number == NOBODY else number for number in row]
    told[1] = None if told[1] == own_car else told[1]
    family = FAMILY[row[0]]
    if row[11] != NOBODY:
        family = Family.SPECIALIST if row[10] == NOBODY else Family.TREATED
    if family is Family.SPECIALIST:
        told[9], told[11] = row[11], None
    return Way(
        charge, family, told[1], told[2], told[3], told[4], row[5] == 1, told[6], told[7], told[8],
        told[9], told[10], told[11], told[12], told[13], row[14] == 1,
    )  # fmt: skip
