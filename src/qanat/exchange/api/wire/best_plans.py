"""A nation and a request to be planned, and the exact best plans.

The scenario format of ``qanat plan FILE`` (``engine.kbest.model``), as it is.
"""

from collections.abc import Mapping
from dataclasses import asdict
from math import isfinite
from typing import Annotated

from msgspec import Meta

from qanat.engine.kbest.legs import Timeline
from qanat.engine.kbest.model import Nation, Policy, Request
from qanat.engine.kbest.scenario import EachWord, SharedAnswer, TabledCurve
from qanat.engine.kbest.search import Answer, Certificate, Way
from qanat.engine.kbest.shared_timeline import SharedTeller
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import Question
from qanat.engine.kbest.timeline import Teller
from qanat.exchange.api.shapes import Id, Moment, Sent, Told

MOST_PLANS = 100
PlanCount = Annotated[int, Meta(ge=1, le=MOST_PLANS)]


class PlanQuestion(Sent):
    """Which plans are asked for: a scenario, or the id of a request of this system.

    A scenario is a ``nation`` and a ``request`` in it: see ``docs/guides/pose-a-scenario.md``. The
    id of a request is planned in the nation as it is now, without a ``nation`` or ``curves``; those
    which may share a flight with it are ids too.
    """

    request: Request | Id
    nation: Nation | None = None
    policy: Policy = Policy()
    curves: tuple[TabledCurve, ...] = ()
    count: PlanCount = 20
    each: EachWord = "plan"
    may_share: tuple[Request | Id, ...] = ()
    shared_delay_s: float | None = None


class BestLeg(Told):
    """A part of a plan in one vehicle without a stop; ``start`` is empty where the vehicle is.

    Moments are seconds from ``at``. ``binds`` says what its departure waits for last; it could be
    ready ``slack_s`` later without any change for the patient. Nobody moves in a consultation.
    """

    unit: str
    start: str
    end: str
    ready_s: float
    depart_s: float
    arrive_s: float
    binds: str
    slack_s: float
    kind: str


class BestPlan(Told):
    """One way to help, and its charge: of the patient's outcome and the rest.

    ``care_s`` is null where there is no definitive care; ``works_until_s``, the last moment of
    planning at which this very plan works, where nothing ends it.
    """

    charge: float
    family: str
    contact_s: float
    care_s: float | None
    works_until_s: float | None
    legs: tuple[BestLeg, ...]


class SharedLeg(BestLeg):
    """The same of a shared flight; ``patients`` are on board: 0 the request, 1 the other."""

    patients: tuple[int, ...]


class SharedPlan(Told):
    """A flight which takes ``other`` along, the number of a request in ``may_share``.

    Contact and care are those of the request, then of the other; ``alone_s`` is when care of each
    begins on the best way of its own, null where there is none.
    """

    charge: float
    aircraft: str
    other: int
    contact_s: tuple[float, float]
    care_s: tuple[float, float]
    alone_s: tuple[float | None, float | None]
    works_until_s: float | None
    legs: tuple[SharedLeg, ...]


class SharedPlans(Told):
    """The best shared flights: of each aircraft and other request its best, cheapest first.

    None that was left out is charged less than ``bound``, null where none is left out.
    """

    bound: float | None
    examined: int
    plans: tuple[SharedPlan, ...]


class Proof(Told):
    """Why no better plan was missed: none that was left out is charged less than ``bound``.

    ``bound`` is null where nothing is left out, ``kth_charge`` where there are fewer plans than
    were asked for.
    """

    kth_charge: float | None
    bound: float | None
    examined: int
    dominated: int
    is_proved: bool


class BestPlans(Told):
    """The best plans by their charge; engine, generation, curves and policy repeat them exactly.

    ``now_s`` is the moment of planning, from ``at`` as all moments. ``generation`` names the state
    of the nation; ``names`` tells what people call the ids of this system.
    """

    engine: str
    generation: int
    at: Moment
    now_s: float
    policy: Policy
    curves: tuple[str, ...]
    proof: Proof
    plans: tuple[BestPlan, ...]
    names: dict[str, str]
    shared: SharedPlans | None = None


def best_plans(
    snapshot: Snapshot,
    question: Question,
    found: Answer,
    names: Mapping[str, str] | None = None,
    shared: SharedAnswer | None = None,
) -> BestPlans:
    """Return an answer of the planner as it is told."""
    teller = Teller(snapshot, question)
    return BestPlans(
        engine=found.engine,
        generation=found.generation,
        at=snapshot.nation.at,
        now_s=question.ask.now_s,
        policy=found.policy,
        curves=found.curves,
        proof=_proof(found.certificate),
        plans=tuple(_plan(way, teller) for way in found.ways),
        names=dict(names or {}),
        shared=None if shared is None else _shared(shared),
    )


def _shared(shared: SharedAnswer) -> SharedPlans:
    snapshot, plans = shared.snapshot, []
    for way in shared.found.ways:
        both = (shared.riders[0], shared.riders[1 + way.other])
        told = SharedTeller(snapshot, both).tell(way)
        plans.append(
            SharedPlan(
                charge=way.charge,
                aircraft=snapshot.nation.aircraft[way.aircraft].id,
                other=way.other,
                contact_s=told.contact_s,
                care_s=told.care_s,
                alone_s=(_finite(shared.alone_s[0]), _finite(shared.alone_s[1 + way.other])),
                works_until_s=_finite(told.works_until_s),
                legs=tuple(
                    SharedLeg(**asdict(one.leg), patients=tuple(sorted(one.patients)))
                    for one in told.legs
                ),
            )
        )
    return SharedPlans(_finite(shared.found.bound), shared.found.examined, tuple(plans))


def _plan(way: Way, teller: Teller) -> BestPlan:
    return best_plan(way, teller.tell(way))


def best_plan(way: Way, told: Timeline) -> BestPlan:
    """Return a plan as it is told."""
    return BestPlan(
        charge=way.charge,
        family=way.family.name.lower(),
        contact_s=told.contact_s,
        care_s=_finite(told.care_s),
        works_until_s=_finite(told.works_until_s),
        legs=tuple(BestLeg(**asdict(leg)) for leg in told.legs),
    )


def _proof(proof: Certificate) -> Proof:
    return Proof(
        kth_charge=_finite(proof.kth_charge),
        bound=_finite(proof.bound),
        examined=proof.examined,
        dominated=proof.dominated,
        is_proved=proof.is_proved,
    )


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
