"""Propose plans for a request: gather what is known, ask the exact planner, name the answer."""

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from qanat.engine.kbest.model import Policy
from qanat.engine.kbest.search import ENGINE_VERSION
from qanat.engine.planning import plans as engine
from qanat.engine.planning.gain import gains_nothing
from qanat.engine.planning.problem import Request as Wanted
from qanat.foundation.actors import Actor
from qanat.registry.facilities.queries import inpatient_points
from qanat.registry.pathways.queries import WindowRow, window_for
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.queries.organs import OrganClock, organ_clock
from qanat.response.dispatch.queries.record import PersonRow, people_of
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.rules.decisions import is_as_decided
from qanat.response.dispatch.rules.waiting import Wait, longest_wait
from qanat.response.dispatch.suggest.beds import Beds
from qanat.response.dispatch.suggest.exact.asking import Posed, nation_for, pose
from qanat.response.dispatch.suggest.exact.keeping import Current
from qanat.response.dispatch.suggest.exact.losing import people_lost, with_losses
from qanat.response.dispatch.suggest.exact.otherwise import lacking, next_shift, relieved
from qanat.response.dispatch.suggest.exact.telling import Told, Writer, consulted
from qanat.response.dispatch.suggest.exact.ways import best_ways, kinds_of
from qanat.response.dispatch.suggest.left_out import Found, LeftOut
from qanat.response.dispatch.suggest.naming import Names, names_of
from qanat.response.dispatch.suggest.needs import Asked, HospitalNeeds
from qanat.response.dispatch.suggest.outcomes import Outcome
from qanat.response.dispatch.suggest.policies import SOONEST

MOST: Final = 100
"""Plans of each kind."""


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
    """A plan with a key by which it can be chosen, and whether it does what was decided.

    Attributes:
        charge: by the policy plans are ranked by.
        works_until: last moment at which this very plan can still be begun with everything kept
            that closes or ends; ``None`` if nothing does.
    """

    key: str
    plan: engine.Plan
    is_as_decided: bool = True
    works_until: datetime | None = None
    charge: float = math.inf


LEAST_GAIN_S: Final = 60
"""Less than a minute is no reason to ask whether a decision still holds."""


@dataclass(frozen=True, slots=True)
class Wider:
    """Plans are asked for many requests at once.

    Attributes:
        most: plans of each kind at most, ``None`` for as many as the parameter says.
        without: ids of vehicles which are meant for others.
        policy: what plans are ranked by, ``None`` for the time to definitive care alone.
        only: families of plans which are looked for.
    """

    most: int | None = None
    without: frozenset[str] = frozenset()
    policy: Policy | None = None
    only: AbstractSet[str] = frozenset(engine.Family)


@dataclass(frozen=True, slots=True)
class Proposals:
    """The answer for a request at a moment."""

    at: datetime
    engine_version: str
    proposals: tuple[Proposal, ...]
    feasible: int
    searched: tuple[engine.Family, ...]
    names: Names
    window_closes_at: datetime | None
    window_name: str
    window_since: datetime | None
    suitable: Mapping[str, Suitability]
    """Of every hospital of a plan."""
    outcome: Outcome
    """What waiting costs the patient."""
    organ: OrganClock | None
    """The clock of the organ it is for, if it is."""
    companion: str
    """Specialty of who must come along; empty if nobody must."""
    curves: tuple[str, ...]
    """Versions of the curves by which plans were charged."""
    left_out: LeftOut
    """Tells why everything else was left out: asked when somebody wants to know."""
    lose: Callable[[], Mapping[str, float]]
    """Tells how many people fewer are reached without each unit, by id: asked like that, too."""

    def lost_by(self, plan: engine.Plan) -> float | None:
        """Return how many of a hundred lose a good outcome if a plan's care begins later.

        By a quarter of an hour, by a published curve; ``None`` if there is none, or no care.
        """
        if plan.definitive_at is None or self.outcome.evidence != "published":
            return None
        return self.outcome.lost_by((plan.definitive_at - self.at).total_seconds())

    def wait_of(self, plan: engine.Plan) -> Wait | None:
        """Return the longest standstill of a plan before care; ``None`` if it is short."""
        return longest_wait(plan, self.at)

    @property
    def excluded(self) -> tuple[engine.Exclusion, ...]:
        """What was left out, and why."""
        return self.left_out.every()

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
    return propose_in(nation_for(row, now, but_for), row, people_of(actor, row), wider)


def propose_in(
    current: Current,
    row: Request,
    people: Sequence[PersonRow],
    wider: Wider | None = None,
    beds: Beds | None = None,
) -> Proposals:
    """Return the same in a nation which was made for the request, for who asks several times.

    Raises:
        PlaceUnknown: if nobody knows where the patient is.
    """
    wider = wider or Wider()
    if wider.without:
        current = lacking(current, wider.without)
    if wider.policy is not None and wider.policy.coverage:
        current = with_losses(current)
    posed = pose(row, people, current, beds)
    window = next((w for w in _windows(row, current.minute) if w.left_s > 0), None)
    window_s = int(window.left_s) if window else None
    posed = replace(posed, wanted=replace(posed.wanted, window_s=window_s))
    found = _found(posed, wider)
    proposals = [_proposal(told, row.decision) for told in found.kept]
    return Proposals(
        at=current.minute,
        engine_version=ENGINE_VERSION,
        proposals=tuple(sorted(proposals, key=_charge if wider.policy else _rank)),
        feasible=found.count,
        searched=tuple(one for one in _searched(posed.wanted) if one in wider.only),
        names=names_of(posed, row),
        window_closes_at=window.closes_at if window else None,
        window_name=window.name if window else "",
        window_since=window.since if window else None,
        suitable=_suitable((told.plan for told in found.kept), posed.needs),
        outcome=posed.outcome,
        organ=posed.organ,
        companion=current.companions.specialty,
        curves=found.kinds.asked.curves if found.kinds else (),
        lose=partial(people_lost, current),
        left_out=LeftOut(posed, found, wider.without),
    )


def _found(posed: Posed, wider: Wider) -> Found:
    """Return the best plans of each kind, and those found which are not shown."""
    count = min(MOST, wider.most or posed.current.parameters.limit)
    kinds = kinds_of(posed, wider.policy or SOONEST)
    kept, gainless, overrun, ways = list[Told](), list[Told](), list[Told](), 0
    if kinds is not None:
        later = relieved(posed.current)
        writers = [Writer(posed, kinds.asked)]
        if later is not None:
            writers.append(Writer(replace(posed, current=later), kinds.asked))
        for some in best_ways(kinds, count, later.snapshot if later else None, wider.only):
            ways += len(some)
            told = _in_reach((writers[is_relief].write(way) for way, is_relief in some), posed)
            own = 0
            while own < count and (one := next(told, None)):
                if one.overrun:
                    overrun.append(one)
                    continue
                first = one.plan.legs[0]
                van = posed.current.vans.get(first.unit)
                ends = {van.id: van.done_by(first.depart_at)} if van is not None else {}
                is_gainless = gains_nothing(one.plan, posed.current.ground.roads, ends)
                (gainless if is_gainless else kept).append(one)
                own += not is_gainless
    kept += _of_next_shift(posed, wider, kept, overrun)
    if is_remote := posed.wanted.may_consult and engine.Family.REMOTE in wider.only:
        kept.append(consulted(posed))
    found = (tuple(kept), tuple(gainless), tuple(overrun))
    return Found(kinds, *found, ways + is_remote)


def _of_next_shift(
    posed: Posed, wider: Wider, kept: Iterable[Told], overrun: Iterable[Told]
) -> Iterator[Told]:
    """Yield ways of the crews that come next, by road or by air, where those of now have none.

    Asked only where the crews of now would have to be relieved on the way.
    """
    lacks = {_flies(one) for one in overrun} - {_flies(one) for one in kept}
    if not lacks or (later := next_shift(posed.current)) is None:
        return
    moved = replace(posed.wanted, may_consult=False)  # a consultation is there already
    found = _found(replace(posed, current=later, wanted=moved), wider)
    yield from (one for one in found.kept if _flies(one) in lacks)


def _flies(one: Told) -> bool:
    return one.way is not None and one.way.aircraft is not None


def _in_reach(told: Iterable[Told], posed: Posed) -> Iterator[Told]:
    """Yield the plans whose care begins before plans end."""
    last = posed.current.minute + timedelta(seconds=posed.current.parameters.horizon_s)
    for one in told:
        if one.plan.definitive_at is not None and one.plan.definitive_at <= last:
            yield one


def _rank(one: Proposal) -> tuple[float, int, int, tuple[str, ...]]:
    """Return the key by which plans are ranked; a consultation, which gives no care, is last."""
    plan = one.plan
    care_s = math.inf if plan.definitive_at is None else plan.definitive_at.timestamp()
    return (care_s, plan.cost_tiyn, plan.hand_overs, plan.units)


def _charge(one: Proposal) -> tuple[float, tuple[float, int, int, tuple[str, ...]]]:
    """Return the key by which plans are ranked by a policy."""
    return (one.charge, _rank(one))


def _searched(wanted: Wanted) -> tuple[engine.Family, ...]:
    """Return the families that are looked for."""
    return (
        *(engine.Family.GROUND, engine.Family.DIRECT, engine.Family.RELAY),
        *((engine.Family.SPECIALIST,) if wanted.may_treat_on_site else ()),
        *((engine.Family.REMOTE,) if wanted.may_consult else ()),
    )


def _proposal(told: Told, decision: str) -> Proposal:
    plan = told.plan
    is_as_decided_ = is_as_decided(decision, plan.family.value)
    charge = math.inf if told.way is None else told.way.charge
    return Proposal(_key(plan), plan, is_as_decided_, told.works_until, charge)


def _suitable(plans: Iterable[engine.Plan], needs: HospitalNeeds) -> dict[str, Suitability]:
    used = {plan.hospital for plan in plans}
    return {
        key: Suitability(row.type_label, needs.asked_of(row.id), row.phone, row.is_phone_synthetic)
        for row in inpatient_points()
        if (key := f"facility:{row.id}") in used
    }


def _windows(row: Request, now: datetime) -> list[WindowRow]:
    if organ := organ_clock(row.need, row.organ, row.clamp_at, now):
        return [organ.window(now)]
    return window_for(row.icd10, row.onset_at, now) if row.onset_at else []


def _key(plan: engine.Plan) -> str:
    """Return what names a plan among those of its request: family, vehicles, people, places."""
    stops = "|".join(leg.end.id for leg in plan.legs)
    told = f"{plan.family}|{','.join(plan.promised)}|{plan.hospital}|{stops}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]
