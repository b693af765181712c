"""Propose plans for a request: gather what is known, ask the planner, name the answer."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from qanat.engine import planning
from qanat.engine.geodesy import Point
from qanat.engine.planning import plans as engine
from qanat.engine.planning.gain import Sifted, sift
from qanat.engine.planning.problem import Aircraft, Hospital, LandingPlace, Problem
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.texts import local
from qanat.registry.facilities.queries import inpatient_points
from qanat.registry.fleet.queries.rows import AircraftRow
from qanat.registry.pathways.queries import WindowRow, window_for
from qanat.registry.places.queries import LandingRow, town_near
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.parameters import DOOR_TO_TREATMENT, TEAM_READY
from qanat.response.dispatch.queries.record import people_of
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.rules.decisions import is_as_decided
from qanat.response.dispatch.suggest import places, units
from qanat.response.dispatch.suggest.needs import Asked, Equipment, HospitalNeeds, needs_of
from qanat.response.dispatch.suggest.wanting import (
    Place,
    chosen_hospital,
    parameters_of,
    scene_of,
    wanted_of,
)


@dataclass(frozen=True, slots=True)
class Names:
    """What a person calls the ids of an answer."""

    units: dict[str, str]
    hospitals: dict[str, Place]
    places: dict[str, Place]
    scene: Place
    stands: dict[str, Place]
    """Where aircraft stand which are at their base."""
    needs: HospitalNeeds = field(default_factory=lambda: HospitalNeeds((), {}))
    """What was asked of hospitals."""

    def stop(self, stop: engine.Stop) -> Place:
        """Return a stop with its name."""
        if stop.kind is engine.StopKind.SCENE:
            return self.scene
        known = self.hospitals.get(stop.id) or self.places.get(stop.id) or self.stands.get(stop.id)
        if known:
            return known
        town = town_near(stop.at.lon, stop.at.lat)
        name = local(town.names) if town else self.units.get(stop.id, stop.id)
        return Place(name, stop.at.lon, stop.at.lat, "KZ", town.region_code if town else "")

    def of(self, subject: str) -> str:
        """Return the name of a unit, hospital or place by its id."""
        if subject in self.units:
            return self.units[subject]
        known = self.hospitals.get(subject) or self.places.get(subject)
        return known.name if known else subject


@dataclass(frozen=True, slots=True)
class Suitability:
    """Why a hospital suits the patient: what kind it is, and what was asked of it."""

    type_label: str
    asked: tuple[Asked, ...]
    phone: str
    is_phone_synthetic: bool

    @property
    def unknown(self) -> int:
        """How many required things are not known of it."""
        return sum(one.is_required and not one.is_known for one in self.asked)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan with a key by which it can be chosen, and whether it does what was decided."""

    key: str
    plan: engine.Plan
    is_as_decided: bool = True


LEAST_GAIN_S: Final = 60
"""Less than a minute is no reason to ask whether a decision still holds."""


@dataclass(frozen=True, slots=True)
class Wider:
    """Plans are asked for many requests at once.

    Attributes:
        most: plans shown at most, ``None`` for as many as the parameter says.
        without: ids of vehicles which are meant for others.
    """

    most: int | None = None
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposals:
    """The answer for a request at a moment."""

    at: datetime
    engine_version: str
    proposals: tuple[Proposal, ...]
    feasible: int
    excluded: tuple[engine.Exclusion, ...]
    searched: tuple[engine.Family, ...]
    names: Names
    window_closes_at: datetime | None
    window_name: str
    suitable: Mapping[str, Suitability]
    """Of every hospital of a plan."""

    def sooner_otherwise_s(self, plan: engine.Plan) -> float | None:
        """Return how much sooner than by a plan care begins by a way other than decided, if so."""
        others = (p.plan for p in self.proposals if not p.is_as_decided and p.plan.units)
        soonest = min((o.definitive_at for o in others if o.definitive_at), default=None)
        if soonest is None or plan.definitive_at is None:
            return None
        gain_s = (plan.definitive_at - soonest).total_seconds()
        return gain_s if gain_s >= LEAST_GAIN_S else None


def propose(
    actor: Actor,
    request_id: int,
    now: datetime,
    *,
    but_for: tuple[str, int] | None = None,
    wider: Wider | None = None,
) -> Proposals:
    """Return the plans for a request, best first, and why everything else was left out.

    Plans are made for whole minutes: who looks in the same minute sees the same.
    What is promised to the purpose ``but_for`` counts as free. ``wider`` asks for other plans
    than those one person looks at.

    Raises:
        NotFound: if there is no such request, or the actor may not see it.
        PlaceUnknown: if nobody knows where the patient is.
    """
    return propose_for(actor, get_request(actor, request_id), now, but_for=but_for, wider=wider)


def propose_for(
    actor: Actor,
    row: Request,
    now: datetime,
    *,
    but_for: tuple[str, int] | None = None,
    wider: Wider | None = None,
) -> Proposals:
    """Return the same for a request that was read for the actor.

    Raises:
        PlaceUnknown: if nobody knows where the patient is.
    """
    posed = pose(actor, row, now, but_for=but_for, wider=wider)
    answer = planning.plan(posed.problem)
    shown = sift(answer.plans, posed.problem)
    window = posed.window
    return Proposals(
        at=answer.made_at,
        engine_version=answer.engine_version,
        proposals=tuple(_proposal(plan, row.decision) for plan in shown.kept),
        feasible=answer.feasible,
        excluded=(*answer.excluded, *_gainless(shown)),
        searched=answer.searched,
        names=posed.names,
        window_closes_at=window.closes_at if window else None,
        window_name=window.name if window else "",
        suitable=_suitable(shown.kept, posed.names.needs),
    )


@dataclass(frozen=True, slots=True)
class Posed:
    """A request as the planner is asked about it, and what people call everything in it."""

    problem: Problem
    names: Names
    window: WindowRow | None


def pose(
    actor: Actor,
    row: Request,
    now: datetime,
    *,
    but_for: tuple[str, int] | None = None,
    wider: Wider | None = None,
) -> Posed:
    """Return a request that was read for the actor as a problem of planning.

    Raises:
        PlaceUnknown: if nobody knows where the patient is.
    """
    now = now.replace(second=0, microsecond=0)
    people = people_of(actor, row)
    scene = scene_of(row)
    window = next((w for w in _windows(row, now) if w.left_s > 0), None)
    equipment = Equipment.of_request(row.needs, is_isolation_needed=row.is_isolation_needed)
    wider = wider or Wider()
    craft, bases, craft_rows = units.aircraft(now, equipment, but_for)
    vans, van_rows = units.ambulances(now, equipment, but_for)
    landing, landing_rows = places.landing(now, row.country_id)
    needs = needs_of(row, people, now)
    hospitals, hospital_places = _hospitals(needs, now)
    wanted = wanted_of(row, len(people), scene, now, equipment)
    problem = Problem(
        request=replace(
            wanted,
            facility=_known(row.sending_facility_id, hospital_places),
            destination=_known(chosen_hospital(row), hospital_places),
            window_s=int(window.left_s) if window else None,
            capabilities=needs.mask,
        ),
        ambulances=tuple(one for one in vans if one.id not in wider.without),
        aircraft=tuple(one for one in craft if one.id not in wider.without),
        places=(*landing, *bases),
        hospitals=hospitals,
        roads=places.roads(now),
        parameters=parameters_of(now, wider.most),
    )
    names = Names(
        units={k: r.tail for k, r in craft_rows.items()}
        | {k: r.call_sign for k, r in van_rows.items()},
        hospitals=hospital_places,
        places=_places(landing_rows) | {b.id: _base_place(b, craft_rows) for b in bases},
        scene=scene,
        stands=_stands(craft, craft_rows),
        needs=needs,
    )
    return Posed(problem, names, window)


def _proposal(plan: engine.Plan, decision: str) -> Proposal:
    return Proposal(_key(plan), plan, is_as_decided(decision, plan.family.value))


def _gainless(shown: Sifted) -> Iterator[engine.Exclusion]:
    """Yield, of each aircraft whose flight gains nothing, that it is left out for that."""
    used = {(unit, plan.family) for plan in shown.kept for unit in plan.units}
    for plan in shown.gainless:
        craft = next(unit for unit in plan.units if unit.startswith("aircraft:"))
        if (craft, plan.family) not in used:
            reason = engine.Reason(engine.Code.GAINS_NOTHING, {})
            yield engine.Exclusion(engine.Subject.AIRCRAFT, craft, (plan.family,), (reason,))


def _suitable(plans: Iterable[engine.Plan], needs: HospitalNeeds) -> dict[str, Suitability]:
    used = {plan.hospital for plan in plans}
    return {
        key: Suitability(row.type_label, needs.asked_of(row.id), row.phone, row.is_phone_synthetic)
        for row in inpatient_points()
        if (key := f"facility:{row.id}") in used
    }


def _hospitals(
    needs: HospitalNeeds, now: datetime
) -> tuple[tuple[Hospital, ...], dict[str, Place]]:
    door = round(parameter(DOOR_TO_TREATMENT, on=now).number)
    team = round(parameter(TEAM_READY, on=now).number)
    rows = inpatient_points()
    masks = {r.id: needs.of_hospital(r.id) for r in rows}
    hospitals = tuple(
        Hospital(
            id=f"facility:{r.id}",
            at=Point(r.lon, r.lat),
            capabilities=masks[r.id][0],
            unconfirmed=masks[r.id][1],
            free_beds=None,
            door_to_treatment_s=door,
            team_ready_s=team,
        )
        for r in rows
    )
    known = {f"facility:{r.id}": Place(r.name, r.lon, r.lat, "KZ", r.region_code) for r in rows}
    return hospitals, known


def _windows(row: Request, now: datetime) -> list[WindowRow]:
    return window_for(row.icd10, row.onset_at, now) if row.onset_at else []


def _known(facility_id: int | None, hospitals: dict[str, Place]) -> str | None:
    key = f"facility:{facility_id}"
    return key if key in hospitals else None


def _places(rows: dict[str, LandingRow]) -> dict[str, Place]:
    return {
        key: Place(r.name, r.lon, r.lat, r.country_code, r.region_code or "")
        for key, r in rows.items()
    }


def _stands(craft: Iterable[Aircraft], rows: dict[str, AircraftRow]) -> dict[str, Place]:
    stands = {}
    for unit in craft:
        base = rows[unit.id].base
        if unit.standing_at is not None and base is not None:
            stands[unit.id] = Place(local(base.name), base.lon, base.lat, "KZ", base.region)
    return stands


def _base_place(base: LandingPlace, rows: dict[str, AircraftRow]) -> Place:
    for row in rows.values():
        if row.base is not None and f"base:{row.base.id}" == base.id:
            return Place(local(row.base.name), base.at.lon, base.at.lat, "KZ", row.base.region)
    return Place(base.id, base.at.lon, base.at.lat, "KZ", "")


def _key(plan: engine.Plan) -> str:
    """Return what names a plan among those of its request: family, vehicles, places."""
    stops = "|".join(leg.end.id for leg in plan.legs)
    told = f"{plan.family}|{','.join(plan.units)}|{plan.hospital}|{stops}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]
