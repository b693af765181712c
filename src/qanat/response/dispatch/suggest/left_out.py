"""Why plans do not use what they do not use: asked when somebody wants to know, not with the plans.

What can't serve whatever the timing is told from the records. Of an aircraft that could it is asked
(``engine.kbest.grounded``) whether its best plan comes later, and if there is none, what keeps it:
so a page asks of those aircraft alone which it shows. A team is looked at from the hospital alone
whose team is there first.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np

from qanat.engine.arrays import Bools, Floats
from qanat.engine.geodesy import great_circles_m
from qanat.engine.kbest import model
from qanat.engine.kbest.grounded_all import Grounded
from qanat.engine.kbest.screening import fit_vans, fit_wards
from qanat.engine.kbest.search import find_best
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import Question
from qanat.engine.kbest.teams import senders
from qanat.engine.planning.plans import Code, Exclusion, Family, Reason, Subject, Value
from qanat.engine.planning.problem import Aircraft
from qanat.engine.planning.screening import (
    Reasons,
    why_busy,
    why_closed,
    why_not_available,
    why_not_carry,
    why_not_fly_here,
    why_not_team,
)
from qanat.response.dispatch.suggest.exact.asking import Posed
from qanat.response.dispatch.suggest.exact.telling import Told
from qanat.response.dispatch.suggest.exact.ways import Kinds

BY_ROAD: Final = (Family.GROUND, Family.RELAY)
PATIENT_FLOWN: Final = (Family.DIRECT, Family.RELAY)
TO_HOSPITAL: Final = (Family.GROUND, *PATIENT_FLOWN)
BY_AIR: Final = (*PATIENT_FLOWN, Family.SPECIALIST)
MOMENTS: Final = frozenset({"until_s", "care_s", "ends_s", "needed_s"})
"""Values that are moments: the planner counts them from the nation's, pages from now."""
DROPPED: Final = frozenset({"charge", "missing"})
Thing: TypeAlias = model.Aircraft | model.Ambulance | model.Hospital | model.Place


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a request.

    Attributes:
        kinds: what was asked; ``None`` if nobody in the nation has what is needed.
        kept: the plans.
        gainless: flights that gain nothing.
        overrun: ways on which an ambulance's crew would have to be relieved.
        count: ways found, those included which are not shown.
    """

    kinds: Kinds | None
    kept: tuple[Told, ...]
    gainless: tuple[Told, ...]
    overrun: tuple[Told, ...]
    count: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out of which families of plans, and why.

    Attributes:
        posed: the request in its nation.
        found: the plans.
        without: vehicles that were not to be used, which nothing is told of.
    """

    posed: Posed
    found: Found
    without: frozenset[str]

    def impossible(self) -> dict[Family, Reason]:
        """Return the families in which nobody at all can have a plan."""
        return dict(_impossible(self.posed, self.found.kinds)) | dict(_alone_only(self.found))

    def names(self, subject: Subject) -> list[str]:
        """Return the ids of what is left out of anything, the nearest to the patient first."""
        if subject is Subject.AIRCRAFT:
            flown = _flown(self.posed, self.found, self.impossible(), self.without)
            ids = {key for one in flown for key in (*one.grounded, *one.may_fly)}
        else:
            ids = {one.id for one in self.of(subject)}
        return _nearest(self.posed, subject, ids)

    def of(self, subject: Subject, only: Collection[str] | None = None) -> Iterator[Exclusion]:
        """Yield what is told of a kind of things, or of some of them."""
        posed, found = self.posed, self.found
        if subject is Subject.AIRCRAFT:
            for flown in _flown(posed, found, self.impossible(), self.without):
                yield from _aircraft(posed, flown, only)
            return
        told = {
            Subject.AMBULANCE: lambda: _ambulances(posed, found, self.without),
            Subject.HOSPITAL: lambda: _hospitals(posed),
            Subject.PLACE: lambda: _places(posed),
        }[subject]()
        yield from (one for one in told if only is None or one.id in only)

    def every(self) -> tuple[Exclusion, ...]:
        """Return all of it."""
        families = (
            Exclusion(Subject.FAMILY, family.value, (family,), (reason,))
            for family, reason in self.impossible().items()
        )
        things = (Subject.HOSPITAL, Subject.PLACE, Subject.AMBULANCE, Subject.AIRCRAFT)
        return (*families, *(one for subject in things for one in self.of(subject)))


def _nearest(posed: Posed, subject: Subject, ids: Collection[str]) -> list[str]:
    """Return ids by how far the things are from the patient, as the crow flies."""
    nation, scene = posed.current.snapshot.nation, posed.wanted.scene
    things: dict[Subject, Sequence[Thing]] = {
        Subject.AIRCRAFT: nation.aircraft,
        Subject.AMBULANCE: nation.ambulances,
        Subject.HOSPITAL: nation.hospitals,
        Subject.PLACE: nation.places,
    }
    own = [one for one in things[subject] if one.id in ids]
    at = np.array([(one.lon, one.lat) for one in own]).reshape(-1, 2)
    away_m = great_circles_m(np.array([(scene.lon, scene.lat)]), at)[0]
    return [own[n].id for n in np.argsort(away_m, kind="stable").tolist()]


def _impossible(posed: Posed, kinds: Kinds | None) -> Iterator[tuple[Family, Reason]]:
    """Yield the families in which nobody at all can have a plan."""
    snapshot = posed.current.snapshot
    ends = None if kinds is None else fit_wards(snapshot, kinds.asked.ask)
    if ends is None or not ends.any():
        for family in PATIENT_FLOWN:
            yield family, Reason(Code.NO_HOSPITAL, {})
    else:
        if not (ends & snapshot.wards.has_pad).any():
            yield Family.DIRECT, Reason(Code.NO_PAD_AT_HOSPITAL, {})
        if not snapshot.nation.places:
            yield Family.RELAY, Reason(Code.NO_LANDING_PLACE, {})
        elif kinds is not None and not fit_vans(snapshot, kinds.asked).any():
            yield Family.RELAY, Reason(Code.NO_AMBULANCE, {})
    has_teams = kinds is not None and len(senders(snapshot, kinds.asked))
    if posed.wanted.may_treat_on_site and not has_teams:
        yield Family.SPECIALIST, Reason(Code.NO_TEAM, {})


def _alone_only(found: Found) -> Iterator[tuple[Family, Reason]]:
    """Yield the families which have plans without who must come along, and none with him."""
    if found.kinds is None or not found.kinds.asked.ask.skills:
        return
    has = {told.plan.family for told in (*found.kept, *found.gainless, *found.overrun)}
    kinds = ((Family.GROUND,), found.kinds.road), (PATIENT_FLOWN, found.kinds.air)
    for families, asked in kinds:
        if asked is None or has & {*families}:
            continue
        snapshot, question = asked
        alone = replace(question, ask=question.ask._replace(skills=0))
        if find_best(snapshot, alone, 1).ways:
            yield from ((family, Reason(Code.COMPANION_MISSING, {})) for family in families)


def _hospitals(posed: Posed) -> Iterator[Exclusion]:
    wanted, needs = posed.wanted, posed.needs
    for name in posed.current.snapshot.at["hospitals"]:
        is_here = name == wanted.facility
        able, unknown = needs.of_hospital(int(name.rpartition(":")[2]))
        if reasons := tuple(_why_not_taken(posed, name, needs.mask & ~(able | unknown))):
            yield Exclusion(Subject.HOSPITAL, name, TO_HOSPITAL, reasons)
        if not wanted.may_treat_on_site:
            continue
        why = Reason(Code.NO_TEAM, {}) if is_here else None
        if missing := needs.mask & ~able:
            why = Reason(Code.CAPABILITY_MISSING, {"missing": missing})
        if why is not None:
            yield Exclusion(Subject.HOSPITAL, name, (Family.SPECIALIST,), (why,))


def _why_not_taken(posed: Posed, name: str, missing: int) -> Iterator[Reason]:
    """Yield why a hospital takes no patient of this request."""
    wanted = posed.wanted
    is_chosen = name == wanted.destination
    if name == wanted.facility:
        yield Reason(Code.IS_SENDING, {})
    if wanted.destination is not None and not is_chosen:
        yield Reason(Code.NOT_CHOSEN, {})
    if missing and not is_chosen:
        yield Reason(Code.CAPABILITY_MISSING, {"missing": missing})
    if name in posed.full and not is_chosen:
        yield Reason(Code.NO_FREE_BED, {"has": posed.beds[name], "needed": wanted.stretchers})


def _places(posed: Posed) -> Iterator[Exclusion]:
    for name, site in posed.current.landing.items():
        if reasons := why_closed(site):
            yield Exclusion(Subject.PLACE, name, BY_AIR, reasons)


def _ambulances(posed: Posed, found: Found, without: frozenset[str]) -> Iterator[Exclusion]:
    """Yield the ambulances which can't carry the patient, and those which can't drive him."""
    wanted, horizon_s = posed.wanted, posed.current.parameters.horizon_s
    kinds, may_drive = found.kinds, _may_drive(posed, found.kinds)
    overrun = {unit for one in found.overrun for unit in one.overrun}
    driving = {unit for one in found.kept for unit in one.plan.units}
    ends = Reason(Code.AMBULANCE_DUTY_ENDS, {})
    for name, number in posed.current.snapshot.at["ambulances"].items():
        if may_drive[number] and name in overrun - driving:
            yield Exclusion(Subject.AMBULANCE, name, BY_ROAD, (ends,))
        if may_drive[number] or name in without:
            continue
        unit = posed.current.vans[name]
        reasons = why_not_available(unit, wanted, horizon_s) + why_not_carry(unit, wanted)
        if reasons:
            yield Exclusion(Subject.AMBULANCE, name, BY_ROAD, reasons)
        elif kinds is not None:
            reasons = (*why_busy(unit, wanted), _why_not_drive(posed, kinds, number))
            yield Exclusion(Subject.AMBULANCE, name, (Family.GROUND,), reasons)


def _may_drive(posed: Posed, kinds: Kinds | None) -> Bools:
    """Return which ambulances have a plan by road before plans end."""
    snapshot = posed.current.snapshot
    count = len(snapshot.nation.ambulances)
    if kinds is None:
        return np.zeros(count, dtype=bool)
    around = kinds.asked.around
    ends = fit_wards(snapshot, kinds.asked.ask)
    rest_s = (around.ward_s + snapshot.wards.door_s)[ends].min(initial=math.inf)
    care_s = _handed_s(snapshot, kinds, rest_s)
    handed_s = _handed_s(snapshot, kinds, around.ward_s[ends].min(initial=math.inf))
    last_s = posed.current.now_s + posed.current.parameters.horizon_s
    may: Bools = fit_vans(snapshot, kinds.asked) & (care_s <= last_s)
    may &= (handed_s <= snapshot.units.duty_s) & ~_alone(snapshot, kinds.asked)
    return may[:count]


def _alone(snapshot: Snapshot, question: Question) -> Bools:
    """Return the ambulances in which nobody is who must come along, and nobody can be fetched."""
    lacks: Bools = (question.ask.skills & ~snapshot.units.skills) != 0
    return lacks & (not len(snapshot.guests.ready_s))


def _handed_s(snapshot: Snapshot, kinds: Kinds, way_s: float) -> Floats:
    """Return when each ambulance would be done, if it drove so long with the patient."""
    ask = kinds.asked.ask
    contact_s = np.maximum(snapshot.units.ready_s, ask.now_s) + kinds.asked.around.unit_s
    handed_s: Floats = contact_s + ask.road_load_s + way_s + ask.road_unload_s
    return handed_s


def _why_not_drive(posed: Posed, kinds: Kinds, number: int) -> Reason:
    """Return why an ambulance which could carry the patient does not drive him all the way."""
    snapshot, around = posed.current.snapshot, kinds.asked.around
    if _alone(snapshot, kinds.asked)[number]:
        return Reason(Code.COMPANION_MISSING, {})
    ends = fit_wards(snapshot, kinds.asked.ask)
    if not ends.any():
        return Reason(Code.NO_HOSPITAL, {})
    if math.isinf(around.unit_s[number]) or np.isinf(around.ward_s[ends]).all():
        return Reason(Code.NO_ROAD, {})
    if (
        _handed_s(snapshot, kinds, around.ward_s[ends].min())[number]
        > snapshot.units.duty_s[number]
    ):
        return Reason(Code.AMBULANCE_DUTY_ENDS, {})
    return Reason(Code.BEYOND_HORIZON, {"horizon_s": posed.current.parameters.horizon_s})


@dataclass(frozen=True, slots=True)
class _Flown:
    """The aircraft which fly neither the patient nor a team in the plans.

    Attributes:
        families: of these plans.
        possible: those of them in which somebody has a plan.
        question: asked of those that could fly; ``None`` if there is none.
        grounded: why some can't whatever the timing.
        may_fly: those that could.
        gainless: those of them whose flights gain nothing.
        overrun: those of them which an ambulance's crew could not serve to the end.
    """

    families: tuple[Family, ...]
    possible: tuple[Family, ...]
    question: tuple[Snapshot, Question] | None
    grounded: Mapping[str, Reasons]
    may_fly: Mapping[str, Aircraft]
    gainless: Collection[str]
    overrun: Collection[str]


def _flown(
    posed: Posed, found: Found, impossible: Mapping[Family, Reason], without: frozenset[str]
) -> Iterator[_Flown]:
    """Yield the aircraft left out, by whom they would fly."""
    kinds = found.kinds
    asked = (None, None) if kinds is None else (kinds.air, _of_one_team(found, kinds))
    teams = (Family.SPECIALIST,) if posed.wanted.may_treat_on_site else ()
    for families, question in zip((PATIENT_FLOWN, teams), asked, strict=True):
        possible = tuple(family for family in families if family not in impossible)
        used = _units(told for told in found.kept if told.plan.family in families)
        gainless = _units(told for told in found.gainless if told.plan.family in families)
        overrun = _units(told for told in found.overrun if told.plan.family in families)
        planes = posed.current.aircraft.values() if families else ()
        asked_of = {plane.id: plane for plane in planes if plane.id not in without}
        grounded = {key: _why_grounded(posed, one, families) for key, one in asked_of.items()}
        may_fly = {
            key: one
            for key, one in asked_of.items()
            if possible and key not in used and not grounded[key]
        }
        told = {key: reasons for key, reasons in grounded.items() if reasons}
        yield _Flown(families, possible, question, told, may_fly, gainless, overrun)


def _aircraft(posed: Posed, flown: _Flown, only: Collection[str] | None) -> Iterator[Exclusion]:
    """Yield why aircraft, or some of them, are not flown."""
    for key, reasons in flown.grounded.items():
        if only is None or key in only:
            yield Exclusion(Subject.AIRCRAFT, key, flown.families, reasons)
    may_fly = [key for key in flown.may_fly if only is None or key in only]
    known = {*flown.gainless, *flown.overrun}
    asked = [flown.may_fly[key] for key in may_fly if key not in known]
    why = _why_not_flown(posed, flown.question, asked)
    why |= {key: (Reason(Code.AMBULANCE_DUTY_ENDS, {}),) for key in flown.overrun}
    for key in may_fly:
        reasons = why.get(key, (Reason(Code.GAINS_NOTHING, {}),))
        yield Exclusion(Subject.AIRCRAFT, key, flown.possible, reasons)


def _units(told: Iterable[Told]) -> set[str]:
    return {unit for one in told for unit in one.plan.units}


def _of_one_team(found: Found, kinds: Kinds) -> tuple[Snapshot, Question] | None:
    """Return the question about a team to be flown, for the hospital whose team is there first."""
    if kinds.team is None:
        return None
    snapshot, question = kinds.team
    sends = senders(snapshot, question)
    if not len(sends):
        return None
    flown = (told.plan for told in found.kept if told.plan.family is Family.SPECIALIST)
    names = [plan.hospital for plan in flown if plan.units]
    first = int(sends[np.argmin(question.around.ward_s[sends])])
    ward = snapshot.at["hospitals"][names[0]] if names else first
    team_s = np.full_like(snapshot.wards.team_s, math.inf)
    team_s[ward] = snapshot.wards.team_s[ward]
    return replace(snapshot, wards=snapshot.wards._replace(team_s=team_s)), question


def _why_grounded(posed: Posed, plane: Aircraft, families: tuple[Family, ...]) -> Reasons:
    """Return why an aircraft can't fly this patient or this team, wherever it goes."""
    wanted, current = posed.wanted, posed.current
    reasons = list(why_not_available(plane, wanted, current.parameters.horizon_s))
    carry = why_not_team if Family.SPECIALIST in families else why_not_carry
    reasons += carry(plane, wanted)
    if plane.standing_at is not None:
        reasons += why_not_fly_here(plane, current.landing[plane.standing_at])
    return tuple(reasons)


def _why_not_flown(
    posed: Posed, asked: tuple[Snapshot, Question] | None, planes: Sequence[Aircraft]
) -> dict[str, Reasons]:
    if asked is None:
        return {plane.id: (Reason(Code.NO_COMBINATION, {}),) for plane in planes}
    snapshot, question = asked
    numbers = {snapshot.at["aircraft"][plane.id]: plane for plane in planes}
    return {
        numbers[number].id: (*why_busy(numbers[number], posed.wanted), _of_now(posed, reason))
        for number, reason in Grounded(snapshot, question, tuple(numbers)).why().items()
    }


def _of_now(posed: Posed, reason: Reason) -> Reason:
    """Return a reason of the exact planner in the words of the pages."""
    now_s, horizon_s = posed.current.now_s, posed.current.parameters.horizon_s
    values: dict[str, Value] = {
        name: float(value) - now_s if name in MOMENTS else value
        for name, value in reason.values.items()
        if name not in DROPPED
    }
    if reason.code is Code.LATER_THAN_SHOWN and float(values["care_s"]) > horizon_s:
        return Reason(Code.BEYOND_HORIZON, {"horizon_s": horizon_s})
    return Reason(reason.code, values)
