"""Ask the exact planner for a request: its words, the kept nation, the K best plans."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from qanat.engine.kbest.curves import Curve
from qanat.engine.kbest.model import Nation, Pad, Policy
from qanat.engine.kbest.model import Request as Asked
from qanat.engine.kbest.published import CURVES
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.search import Answer, Certificate, Each, find_best
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import Question
from qanat.engine.planning.problem import Request as Wanted
from qanat.foundation.actors import Actor
from qanat.registry.facilities.queries import inpatient_points
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.queries.organs import OrganClock, organ_clock
from qanat.response.dispatch.queries.record import PersonRow, people_of
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.suggest import places
from qanat.response.dispatch.suggest.beds import Beds
from qanat.response.dispatch.suggest.exact.accompanying import COMPANION, accompanied
from qanat.response.dispatch.suggest.exact.keeping import KEEPER, Current
from qanat.response.dispatch.suggest.exact.leaving import GATE, Abroad
from qanat.response.dispatch.suggest.exact.losing import with_losses
from qanat.response.dispatch.suggest.exact.nation import able_word_of, sky_of, word_of, words_of
from qanat.response.dispatch.suggest.exact.otherwise import refusing
from qanat.response.dispatch.suggest.needs import Equipment, HospitalNeeds, needs_of
from qanat.response.dispatch.suggest.outcomes import SOONER, Outcome, outcome_of
from qanat.response.dispatch.suggest.policies import SOONEST
from qanat.response.dispatch.suggest.wanting import (
    Place,
    ReceiverAirportUnknown,
    RecipientUnknown,
    chosen_hospital,
    scene_of,
    wanted_of,
)

NOTHING_ASKED: Final = HospitalNeeds((), {})
"""Of the hospital of an organ's recipient, and of one abroad: they are chosen."""
CONTACT: Final = "contact"
CARE: Final = "care"
"""What a request calls its patient's curves."""


@dataclass(frozen=True, slots=True)
class Posed:
    """A request as planners are asked about it.

    Attributes:
        current: the nation.
        wanted: the request in the words of the pages.
        needs: what it needs of hospitals.
        scene: where the patient is.
        outcome: what waiting costs the patient.
        organ: the clock of the organ it is for, if it is.
        beds: free beds of its kind, by hospital, where hospitals say so.
    """

    current: Current
    wanted: Wanted
    needs: HospitalNeeds
    scene: Place
    outcome: Outcome
    organ: OrganClock | None = None
    beds: Mapping[str, int] = field(default_factory=dict)

    @property
    def full(self) -> frozenset[str]:
        """The hospitals which have too few beds for all who are to be brought."""
        needed = self.wanted.stretchers
        return frozenset(name for name, left in self.beds.items() if left < needed)


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


def nation_for(row: Request, now: datetime, but_for: tuple[str, int] | None = None) -> Current:
    """Return the nation in which a request is planned."""
    abroad = None
    if row.country_abroad != places.OWN_COUNTRY:
        airport = f"airfield:{row.receiving_airfield_id}" if row.is_for_abroad else ""
        abroad = Abroad(row.country_abroad, airport)
    current = KEEPER.current(now, but_for, abroad)
    return accompanied(current, row.companion, but_for) if row.companion else current


def pose(
    row: Request, people: Sequence[PersonRow], current: Current, known: Beds | None = None
) -> Posed:
    """Return a request with its people, as it is asked about in a nation.

    Who asks about several says which beds are ``known``.

    Raises:
        PlaceUnknown: if nobody knows where the patient is, or where an organ goes.
        ReceiverAirportUnknown: if the airport abroad is not known, or not used any more.
    """
    now, scene = current.minute, scene_of(row)
    equipment = Equipment.of_request(row.needs, is_isolation_needed=row.is_isolation_needed)
    organ = organ_clock(row.need, row.organ, row.clamp_at, now)
    is_free = organ is None and not row.is_for_abroad
    needs = needs_of(row, people, now) if is_free else NOTHING_ASKED
    hospitals = current.snapshot.at["hospitals"]
    facility, chosen = f"facility:{row.sending_facility_id}", f"facility:{chosen_hospital(row)}"
    wanted = wanted_of(
        row,
        len(people),
        scene,
        now,
        equipment,
        current.ground.skies,
        facility=facility if facility in hospitals else None,
        destination=chosen if chosen in hospitals else None,
        capabilities=needs.mask,
    )
    if organ is not None:
        wanted = _of_organ(row, wanted)
    if row.is_for_abroad:
        if GATE not in hospitals:
            raise ReceiverAirportUnknown(number=row.number)
        wanted = dataclasses.replace(wanted, destination=GATE, may_treat_on_site=False)
    beds = (known or Beds(now)).left(row) if is_free else {}
    posed = Posed(current, wanted, needs, scene, outcome_of(row, now), organ, beds)
    return dataclasses.replace(posed, current=refusing(current, posed.full))


def _of_organ(row: Request, wanted: Wanted) -> Wanted:
    """Return what an organ asks for: no stretcher, its recipient's hospital, whose team may come.

    Raises:
        RecipientUnknown: if nobody knows that hospital.
    """
    if wanted.destination is None:
        raise RecipientUnknown(number=row.number)
    return dataclasses.replace(wanted, stretchers=0, may_treat_on_site=True, may_consult=False)


def question(posed: Posed, policy: Policy) -> Question | None:
    """Return the question; ``None`` if nobody in the nation has what is needed."""
    asked, words = _asked(posed), posed.current.snapshot.words
    if not (
        words.capabilities.keys() >= {*asked.capabilities, *(asked.team_capabilities or ())}
        and words.equipment.keys() >= {*asked.equipment}
    ):
        return None
    return question_of(posed.current.snapshot, asked, policy, curves=_curves(posed, policy))


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
    current = nation_for(row, now)
    if policy.coverage:
        current = with_losses(current)
    posed = pose(row, people_of(actor, row), current)
    snapshot = posed.current.snapshot
    asked = question(posed, policy)
    if asked is None:
        # Nobody in the nation has what is needed: nothing is left out, and there is no plan.
        nowhere = replace(
            _asked(posed), capabilities=(), equipment=(), team_capabilities=None, consult_s=None
        )
        asked = question_of(snapshot, nowhere, policy, curves=_curves(posed, policy))
        nothing = Certificate(math.inf, math.inf, 0, 0)
        answer = Answer((), nothing, snapshot.generation, asked.curves, policy)
        return Exact(snapshot, asked, answer, {})
    found = find_best(snapshot, asked, count, each=each)
    return Exact(snapshot, asked, found, _names(posed.current, found, row.country_abroad))


def _asked(posed: Posed) -> Asked:
    """Return a request in the exact planner's words."""
    wanted, current = posed.wanted, posed.current
    now_s, needs = current.now_s, posed.needs.required
    consult_s = now_s + current.parameters.consultation_s
    organ, since = posed.organ, current.snapshot.nation.at
    return Asked(
        lon=wanted.scene.lon,
        lat=wanted.scene.lat,
        onset_s=now_s,
        now_s=now_s,
        ready_s=None if organ is None else (organ.packed_at - since).total_seconds(),
        facility=wanted.facility,
        landing=Pad(sky=sky_of(wanted.landing.weather)) if wanted.landing else None,
        contact_curve=CONTACT,
        care_curve=CARE,
        capabilities=tuple(word_of(need) for need in needs),
        team_capabilities=tuple(able_word_of(need) for need in needs),
        destination=wanted.destination,
        equipment=words_of(wanted.equipment),
        companions=(COMPANION,) if current.companions.specialty else (),
        stretchers=wanted.stretchers,
        escorts=wanted.escorts,
        needs_pressurised=wanted.needs_pressurised,
        may_treat_on_site=wanted.may_treat_on_site,
        team_size=wanted.team_size,
        team_from=None if organ is None else wanted.destination,
        consult_s=consult_s if wanted.may_consult else None,
    )


def _curves(posed: Posed, policy: Policy) -> Mapping[str, Curve]:
    """Return the patient's curves; where time alone counts, every curve ranks the same."""
    if policy == SOONEST:
        return {CONTACT: CURVES[SOONER], CARE: CURVES[SOONER]}
    return {CONTACT: posed.outcome.contact, CARE: posed.outcome.care}


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
