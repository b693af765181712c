"""Why an answer does not use a vehicle or a hospital: the first reason, found by asking again.

An aircraft without a plan is asked about with all that could keep it lifted: where it can land,
instruments, range, night, duty. These are put back one after another, in the order in which a
dispatcher would ask; the first after which no plan is left is the reason. So a reason is a fact
about every plan there could be. Reasons speak of the patient's straight way, or a team's.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.kbest.grounded import OneAircraft, later
from qanat.engine.kbest.lifted import first_kept
from qanat.engine.kbest.model import Ambulance
from qanat.engine.kbest.screening import (
    bed_asked,
    fit_wards,
    why_not_carry,
    why_not_take,
)
from qanat.engine.kbest.search import Answer, find_best
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import Question
from qanat.engine.planning.plans import Code, Reason, Subject

NEAREST: Final = 20


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something no plan of an answer uses, and why.

    Moments among the values are seconds from the nation's moment, words are those of the nation.
    """

    subject: Subject
    id: str
    reason: Reason


def why_not(
    snapshot: Snapshot, question: Question, answer: Answer, *, nearest: int = NEAREST
) -> tuple[LeftOut, ...]:
    """Return why an answer uses none of the aircraft, ambulances and hospitals left out.

    Args:
        snapshot: the nation.
        question: the request.
        answer: its plans.
        nearest: how many ambulances and hospitals are told of, the nearest to the patient first.
    """
    kth = answer.certificate.kth_charge
    straight = replace(question, treatment=0, consult_s=math.inf)
    return (
        *_aircraft(snapshot, straight, answer, kth),
        *_ambulances(snapshot, straight, answer, kth, nearest),
        *_hospitals(snapshot, straight, answer, nearest),
    )


def _aircraft(
    snapshot: Snapshot, question: Question, answer: Answer, kth: float
) -> Iterator[LeftOut]:
    used = {way.aircraft for way in answer.ways}
    asked = replace(question, ask=question.ask._replace(only_air=True))
    for number, plane in enumerate(snapshot.nation.aircraft):
        if number not in used:
            reason = OneAircraft(snapshot, asked, number).why(kth)
            yield LeftOut(Subject.AIRCRAFT, plane.id, reason)


def _ambulances(
    snapshot: Snapshot, question: Question, answer: Answer, kth: float, nearest: int
) -> Iterator[LeftOut]:
    used = {n for way in answer.ways for n in (way.lead, way.meeter, way.first_lead)}
    there_s = question.around.unit_s[: len(snapshot.nation.ambulances)]
    for number in _nearest(there_s, used, nearest):
        unit = snapshot.nation.ambulances[number]
        reason = next(_why_not_drive(snapshot, question, unit, number), None)
        reason = reason or _later_or_busy(snapshot, question, unit, number, kth)
        yield LeftOut(Subject.AMBULANCE, unit.id, reason)


def _why_not_drive(
    snapshot: Snapshot, question: Question, unit: Ambulance, number: int
) -> Iterator[Reason]:
    """Yield why an ambulance can't drive the patient all the way."""
    ask, around = question.ask, question.around
    yield from why_not_carry(unit, snapshot, ask)
    ends = np.flatnonzero(fit_wards(snapshot, ask))
    if not len(ends):
        yield Reason(Code.NO_HOSPITAL, {})
        return
    drive_s = around.ward_s[ends] + around.unit_s[number]
    if not np.isfinite(drive_s).any():
        yield Reason(Code.NO_ROAD, {})
    free_s = max(unit.ready_s, ask.now_s)
    handled_s = ask.road_load_s + ask.road_unload_s
    done_s = free_s + drive_s + handled_s
    care_s = done_s + snapshot.wards.door_s[ends]
    is_on_duty = done_s <= snapshot.units.duty_s[number]
    if not is_on_duty.any():
        ends_s = {"ends_s": unit.duty_ends_s or 0.0, "needed_s": float(done_s.min())}
        yield Reason(Code.DUTY_ENDS, ends_s)
    elif not (is_on_duty & (care_s <= ask.deadline_s)).any():
        by_s = float(care_s[is_on_duty].min()) - ask.deadline_s
        yield Reason(Code.MISSES_WINDOW, {"by_s": by_s})


def _later_or_busy(
    snapshot: Snapshot, question: Question, unit: Ambulance, number: int, kth: float
) -> Reason:
    """Return that an ambulance comes behind, or until when it is promised if that is why."""
    by_road = replace(question, team_size=0)
    alone = _alone(snapshot, number, unit.ready_s)
    if unit.ready_s > question.ask.now_s:
        free = _alone(snapshot, number, question.ask.now_s)
        if any(way.charge < kth for way in find_best(free, by_road, 1).ways):
            return Reason(Code.BUSY_UNTIL, {"until_s": unit.ready_s})
    way = next(iter(find_best(alone, by_road, 1).ways), None)
    return first_kept(alone, by_road) if way is None else later(alone, by_road, way)


def _alone(snapshot: Snapshot, number: int, ready_s: float) -> Snapshot:
    """Return the nation with one ambulance and no aircraft that can be used."""
    vans_s = np.full_like(snapshot.units.ready_s, math.inf)
    vans_s[number] = ready_s
    planes_s = np.full_like(snapshot.craft.ready_s, math.inf)
    units = snapshot.units._replace(ready_s=vans_s)
    return replace(snapshot, units=units, craft=snapshot.craft._replace(ready_s=planes_s))


def _hospitals(
    snapshot: Snapshot, question: Question, answer: Answer, nearest: int
) -> Iterator[LeftOut]:
    used = {n for way in answer.ways for n in (way.hospital, way.first_hospital)}
    bed = bed_asked(snapshot, question.ask)
    for number in _nearest(question.around.ward_m, used, nearest):
        ward = snapshot.nation.hospitals[number]
        reason = next(why_not_take(ward, snapshot, question.ask, bed), None)
        yield LeftOut(
            Subject.HOSPITAL, ward.id, reason or _why_not_reached(snapshot, question, number)
        )


def _why_not_reached(snapshot: Snapshot, question: Question, number: int) -> Reason:
    """Return why a hospital which takes this patient is in no plan of an answer."""
    to_it = replace(question, team_size=0, ask=question.ask._replace(destination=number))
    if ways := find_best(snapshot, to_it, 1).ways:
        return later(snapshot, to_it, ways[0])
    return first_kept(snapshot, to_it)


def _nearest(away: Floats, used: set[int | None], most: int) -> list[int]:
    """Return the nearest of what is not used."""
    order = np.argsort(away, kind="stable").tolist()
    return [number for number in order if number not in used][:most]
