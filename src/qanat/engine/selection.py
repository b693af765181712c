"""Choose among ready-made ways so that everybody is served once and nothing is used twice.

A *way* serves some needs (requests) and takes some things (vehicles, shifts, hours of a unit). Of
all ways those are chosen which serve each need exactly once, or leave it out at its price, take
nothing twice and cost least together: a set partition, solved exactly by HiGHS.

Each answer comes with a bound. Where the relaxed problem has the same cost, its duals prove the
answer and ``check`` proves them alone; otherwise branch and bound does, and the answer says so.

Source:
    docs/sources.md#set-partitioning
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

import highspy
import numpy as np

ENGINE_VERSION: Final = "selection-1.0"
ROUNDING: Final = 1e-7
"""How far sums may be off, as a share of the greatest cost."""
SINGLE_THREAD: Final = 1
MOST_S: Final = 20.0
"""Seconds after which the best answer so far is given, with its bound."""

Need = TypeVar("Need", bound=Hashable)


class UnprovenError(ValueError):
    """An answer is not what it says."""


@dataclass(frozen=True, slots=True)
class Way(Generic[Need]):
    """A way to serve some needs with some things.

    Raises:
        ValueError: if it serves nothing, or its cost is not a finite number.
    """

    serves: frozenset[Need]
    takes: frozenset[Hashable]
    cost: float

    def __post_init__(self) -> None:
        if not self.serves or not np.isfinite(self.cost):
            raise ValueError(f"not a way: serves {len(self.serves)}, cost {self.cost}")


@dataclass(frozen=True, slots=True)
class Selection(Generic[Need]):
    """The cheapest choice of ways and its proof.

    Attributes:
        chosen: places of the chosen ways, ascending.
        left_out: needs which are served by none.
        cost: of the ways and of what is left out.
        bound: no choice costs less.
        need_duals: what each need is worth in the relaxed problem.
        thing_duals: zero or less: what having one more of each thing would save.
    """

    chosen: tuple[int, ...]
    left_out: tuple[Need, ...]
    cost: float
    bound: float
    need_duals: Mapping[Need, float] = field(default_factory=dict)
    thing_duals: Mapping[Hashable, float] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """What could be saved at most."""
        return max(0.0, self.cost - self.bound)

    @property
    def is_proven(self) -> bool:
        """Tell whether no choice is cheaper."""
        return self.gap <= ROUNDING * max(1.0, abs(self.cost))

    @property
    def dual_bound(self) -> float:
        """The bound which the duals alone prove."""
        return float(sum(self.need_duals.values()) + sum(self.thing_duals.values()))

    @property
    def is_proven_by_duals(self) -> bool:
        """Tell whether the duals alone prove it."""
        return self.cost - self.dual_bound <= ROUNDING * max(1.0, abs(self.cost))


def select(
    ways: Sequence[Way[Need]], left_out_costs: Mapping[Need, float], *, most_s: float = MOST_S
) -> Selection[Need]:
    """Choose the cheapest ways which serve every need once or leave it out.

    Args:
        ways: what there is to choose from.
        left_out_costs: every need, and what leaving it out costs; finite.
        most_s: after so long the best answer so far is given; its bound tells how good it is.

    Raises:
        ValueError: if a way serves a need that is not there, or a cost is not a number.

    Source:
        docs/sources.md#set-partitioning
    """
    needs = list(left_out_costs)
    unknown = {need for way in ways for need in way.serves} - left_out_costs.keys()
    if unknown:
        raise ValueError(f"needs which are not there: {sorted(map(str, unknown))[:5]}")
    if not np.isfinite(list(left_out_costs.values())).all():
        raise ValueError("a cost of leaving out is not a finite number")
    if not needs:
        return Selection((), (), 0.0, 0.0)
    things = list(dict.fromkeys(thing for way in ways for thing in way.takes))
    model = _model(ways, left_out_costs, things)
    relaxed = _solved(model, most_s)
    duals = list(relaxed.getSolution().row_dual)
    solver = _solved(model, most_s, is_whole=True)
    taken = np.array(solver.getSolution().col_value) > 1 / 2
    chosen = tuple(int(n) for n in np.flatnonzero(taken[: len(ways)]))
    out = tuple(need for n, need in enumerate(needs) if taken[len(ways) + n])
    cost = sum(ways[n].cost for n in chosen) + sum(left_out_costs[need] for need in out)
    return Selection(
        chosen=chosen,
        left_out=out,
        cost=float(cost),
        bound=min(float(solver.getInfo().mip_dual_bound), float(cost)),  # not above by rounding
        need_duals=dict(zip(needs, duals, strict=False)),
        thing_duals={t: min(0.0, d) for t, d in zip(things, duals[len(needs) :], strict=True)},
    )


def check(
    ways: Sequence[Way[Need]], left_out_costs: Mapping[Need, float], answer: Selection[Need]
) -> float:
    """Prove without the solver that an answer is possible, and return what the duals prove.

    Returns:
        The cost below which no choice can be; equal to the answer's where the duals prove it.

    Raises:
        UnprovenError: if a need is served twice or not at all, a thing is taken twice, the cost is
            not the sum, or the duals promise more than a way costs.
    """
    cost = _cost(ways, left_out_costs, answer)
    scale = max(1.0, abs(cost), *(abs(d) for d in answer.need_duals.values()))
    if abs(cost - answer.cost) > ROUNDING * scale:
        raise UnprovenError("the cost is not the sum")
    if any(dual > 0 for dual in answer.thing_duals.values()):
        raise UnprovenError("a thing costs less than nothing")
    for need, price in left_out_costs.items():
        if answer.need_duals.get(need, 0.0) > price + ROUNDING * scale:
            raise UnprovenError("a need promises more than its being left out")
    for way in ways:
        worth = sum(answer.need_duals.get(need, 0.0) for need in way.serves)
        worth += sum(answer.thing_duals.get(thing, 0.0) for thing in way.takes)
        if worth > way.cost + ROUNDING * scale:
            raise UnprovenError("a way costs less than its duals")
    return answer.dual_bound


def _cost(
    ways: Sequence[Way[Need]], left_out_costs: Mapping[Need, float], answer: Selection[Need]
) -> float:
    """Return what an answer costs, after it has been seen to be possible.

    Raises:
        UnprovenError: if a need is served twice or not at all, or a thing is taken twice.
    """
    served = [need for n in answer.chosen for need in ways[n].serves] + list(answer.left_out)
    taken = [thing for n in answer.chosen for thing in ways[n].takes]
    if len(served) != len(left_out_costs) or set(served) != set(left_out_costs):
        raise UnprovenError("a need is served twice or not at all")
    if len(set(taken)) < len(taken):
        raise UnprovenError("a thing is taken twice")
    left = sum(left_out_costs[need] for need in answer.left_out)
    return left + sum(ways[n].cost for n in answer.chosen)


def _model(
    ways: Sequence[Way[Need]], left_out_costs: Mapping[Need, float], things: Sequence[Hashable]
) -> highspy.HighsLp:
    """Return the relaxed problem: a column a way or a need left out, a row a need or a thing."""
    need_rows = {need: row for row, need in enumerate(left_out_costs)}
    thing_rows = {thing: row for row, thing in enumerate(things, len(need_rows))}
    columns = [
        sorted([*(need_rows[n] for n in way.serves), *(thing_rows[t] for t in way.takes)])
        for way in ways
    ] + [[row] for row in need_rows.values()]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), len(need_rows) + len(thing_rows)
    lp.col_cost_ = np.array([*(way.cost for way in ways), *left_out_costs.values()], np.float64)
    lp.col_lower_ = np.zeros(len(columns))
    lp.col_upper_ = np.full(len(columns), highspy.kHighsInf)
    lp.row_lower_ = np.array([1.0] * len(need_rows) + [-highspy.kHighsInf] * len(thing_rows))
    lp.row_upper_ = np.ones(lp.num_row_)
    lp.a_matrix_.start_ = np.cumsum([0, *map(len, columns)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([row for column in columns for row in column], np.int32)
    lp.a_matrix_.value_ = np.ones(len(lp.a_matrix_.index_))
    return lp


def _solved(model: highspy.HighsLp, most_s: float, *, is_whole: bool = False) -> Any:
    solver = highspy.Highs()  # type: ignore[no-untyped-call] # it has no types
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 (highspy knows no names)
    solver.setOptionValue("threads", SINGLE_THREAD)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("time_limit", most_s)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 1e-9)
    if is_whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * model.num_col_
    solver.passModel(model)
    if solver.run() == highspy.HighsStatus.kError:
        # Somebody in this process has begun with another number of threads.
        highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003 (highspy knows no names)
        if solver.run() == highspy.HighsStatus.kError:
            raise UnprovenError("the solver did not run")
    return solver
