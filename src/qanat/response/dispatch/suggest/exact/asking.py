"""Ask the exact planner for a request: its words, the kept nation, the K best plans."""

import math
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from qanat.engine.kbest.model import Nation, Pad, Policy
from qanat.engine.kbest.model import Request as Wanted
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.search import Answer, Certificate, Each, find_best
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import Question
from qanat.foundation.actors import Actor
from qanat.registry.facilities.queries import inpatient_points
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.queries.record import people_of
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.suggest import places
from qanat.response.dispatch.suggest.exact.keeping import KEEPER, Current, current_abroad
from qanat.response.dispatch.suggest.exact.nation import word_of, words_of
from qanat.response.dispatch.suggest.needs import Equipment, needs_of
from qanat.response.dispatch.suggest.wanting import chosen_hospital, scene_of, wanted_of

CURVE = "hours"
"""Soonest is best, counted from the moment of planning: a policy, no finding."""


@dataclass(frozen=True, slots=True)
class Exact:
    """The exact best plans of a request.

    Attributes:
        snapshot: the nation that was planned with.
        question: the request as the planner saw it.
        found: the answer.
        names: what people call the vehicles, places and hospitals of the plans, by id.
    """

    snapshot: Snapshot
    question: Question
    found: Answer
    names: dict[str, str]


def ask_exactly(
    actor: Actor,
    request_id: int,
    now: datetime,
    *,
    count: int,
    policy: Policy,
    each: Each = Each.PLAN,
) -> Exact:
    """Return the exact best plans for a request, as of the whole minute.

    Raises:
        NotFound: if there is no such request, or the actor may not see it.
        PlaceUnknown: if nobody knows where the patient is.
    """
    row = get_request(actor, request_id)
    is_home = row.country_id == places.OWN_COUNTRY
    current = KEEPER.current(now) if is_home else current_abroad(now, row.country_id)
    snapshot = current.snapshot
    wanted = _wanted(actor, row, current)
    if not _is_known(wanted, snapshot):
        # Nobody in the nation has what is needed: nothing is left out, and there is no plan.
        question = question_of(snapshot, replace(wanted, capabilities=(), equipment=()), policy)
        nothing = Certificate(math.inf, math.inf, 0, 0)
        answer = Answer((), nothing, snapshot.generation, question.curves, policy)
        return Exact(snapshot, question, answer, {})
    question = question_of(snapshot, wanted, policy)
    found = find_best(snapshot, question, count, each=each)
    return Exact(snapshot, question, found, _names(current, found, row.country_id))


def _wanted(actor: Actor, row: Request, current: Current) -> Wanted:
    """Return a request in the exact planner's words."""
    now, people = current.minute, people_of(actor, row)
    scene = scene_of(row)
    equipment = Equipment.of_request(row.needs, is_isolation_needed=row.is_isolation_needed)
    asked = wanted_of(row, len(people), scene, now, equipment)
    return Wanted(
        lon=scene.lon,
        lat=scene.lat,
        onset_s=current.now_s,
        now_s=current.now_s,
        facility=_known(row.sending_facility_id, current.snapshot),
        landing=Pad(),
        contact_curve=CURVE,
        care_curve=CURVE,
        capabilities=tuple(word_of(need) for need in needs_of(row, people, now).required),
        destination=_known(chosen_hospital(row), current.snapshot),
        equipment=words_of(asked.equipment),
        stretchers=asked.stretchers,
        escorts=asked.escorts,
        needs_pressurised=asked.needs_pressurised,
    )


def _known(facility_id: int | None, snapshot: Snapshot) -> str | None:
    key = f"facility:{facility_id}"
    return key if key in snapshot.at["hospitals"] else None


def _is_known(wanted: Wanted, snapshot: Snapshot) -> bool:
    """Tell whether anybody in the nation has what is needed."""
    words = snapshot.words
    return (
        words.capabilities.keys() >= set(wanted.capabilities)
        and words.equipment.keys() >= set(wanted.equipment)
    )  # fmt: skip


def _names(current: Current, found: Answer, country: str) -> dict[str, str]:
    """Return the names of what the plans use, in the active language."""
    used = _used(current.snapshot.nation, found)
    landing = {f"{row.kind}:{row.id}": row.name for row in places.landing_rows(country)}
    wards = {f"facility:{row.id}": row.name for row in inpatient_points()}
    known = {**landing, **wards, **current.names}
    return {key: known[key] for key in sorted(used) if key in known}


def _used(nation: Nation, found: Answer) -> set[str]:
    used = set()
    for way in found.ways:
        for numbers, things in (
            ((way.lead, way.meeter, way.first_lead), nation.ambulances),
            ((way.aircraft,), nation.aircraft),
            ((way.before, way.pick, way.after, way.drop), nation.places),
            ((way.hospital, way.first_hospital), nation.hospitals),
        ):
            used |= {things[number].id for number in numbers if number is not None}
    return used
