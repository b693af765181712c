"""Proposed plans, and why everything else was left out."""

from qanat.engine.kbest.curves import Evidence
from qanat.engine.planning.plans import Binding, Code, Family, LegKind, Subject
from qanat.exchange.api.shapes import Moment, Told


class ReasonOut(Told):
    """Why something was left out, or what must be looked at; values belong to the code."""

    code: Code
    values: dict[str, str | int | float]


class PlanLegOut(Told):
    """A part of a plan in one vehicle without a stop."""

    kind: LegKind
    unit: str
    start: str
    end: str
    depart_at: Moment
    arrive_at: Moment
    length_m: float
    binds: Binding


class PlanOut(Told):
    """One way to definitive care; ``slack_s`` is negative where the window is missed.

    ``lost_by_quarter`` is how many of a hundred lose a good outcome if care begins 15 min later,
    by the curve of the diagnosis; null where that is not published. From ``waits_since`` until
    ``waits_until`` no vehicle moves: the longest such time before care, null below an hour.
    """

    key: str
    is_as_decided: bool
    family: Family
    units: tuple[str, ...]
    hospital: str
    contact_at: Moment
    definitive_at: Moment | None
    slack_s: int | None
    lost_by_quarter: float | None
    cost_tiyn: int
    hand_overs: int
    waits_since: Moment | None
    waits_until: Moment | None
    warnings: tuple[ReasonOut, ...]
    legs: tuple[PlanLegOut, ...]


class ExclusionOut(Told):
    """Something that was left out of some families of plans, and every reason for it."""

    subject: Subject
    name: str
    families: tuple[Family, ...]
    reasons: tuple[ReasonOut, ...]


class PlansOut(Told):
    """Plans, best first. To commit one, send back its key with ``proposed_at``.

    ``curve`` is the version of the diagnosis' outcome curve: published, or a policy.
    """

    proposed_at: Moment
    engine_version: str
    feasible: int
    window_name: str
    window_closes_at: Moment | None
    curve: str
    curve_evidence: Evidence
    plans: tuple[PlanOut, ...]
    excluded: tuple[ExclusionOut, ...]
