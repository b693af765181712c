"""When everything of a plan happens, at the earliest and at the latest: a network of steps.

A step begins when all it waits for is done, moves when its windows let it, and must be done by
its limit. Waiting is always possible, so that the moments at which a step still works are all
those up to a last one: going through the steps backwards finds it exactly.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from qanat.engine.kbest.notices import ToldBy, at_once
from qanat.engine.planning.plans import Binding

Spans = Sequence[tuple[float, float]]
NO_STEP = -1
SAME_S = 1e-6
"""Moments so close are the same."""


@dataclass(slots=True)
class Step:
    """Something that takes time.

    Attributes:
        takes_s: how long.
        after: steps it waits for, how long after each it can begin, and what that is.
        from_s: moment before which it can't begin.
        told_by: when somebody must be told for it to begin at a moment.
        binds: what that moment is.
        by_s: moment by which it must be done.
        off: when it may set off; ``None``: always.
        land: when it may arrive; ``None``: always.
        ready_s, begin_s, end_s, bound: filled in: when it could begin, does, is done, and what
            it waited for last.
    """

    takes_s: float = 0.0
    after: list[tuple[int, float, Binding]] = field(default_factory=list)
    from_s: float = -math.inf
    told_by: ToldBy = at_once
    binds: Binding = Binding.UNIT
    by_s: float = math.inf
    off: Spans | None = None
    land: Spans | None = None
    ready_s: float = 0.0
    begin_s: float = 0.0
    end_s: float = 0.0
    bound: Binding = Binding.UNIT


class Network:
    """The steps of a plan, each after those it waits for."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(self, step: Step) -> int:
        """Add a step and compute when it happens; return its number."""
        step.ready_s, step.bound = step.from_s, step.binds
        for number, lag_s, told in step.after:
            at_s = self.steps[number].end_s + lag_s
            if at_s > step.ready_s:
                before = self.steps[number]
                step.ready_s = at_s
                step.bound = before.bound if told is Binding.MEETING else told
        step.begin_s = _earliest(step)
        step.end_s = step.begin_s + step.takes_s
        if step.begin_s > step.ready_s:
            step.bound = Binding.OPENING
        self.steps.append(step)
        return len(self.steps) - 1

    def latest(self, limits: dict[int, float]) -> list[float]:
        """Return the last moment at which each step may be ready, for all limits to be kept.

        Args:
            limits: moments by which steps must be done, besides their own.
        """
        done_s = [min(s.by_s, limits.get(n, math.inf)) for n, s in enumerate(self.steps)]
        ready_s = [math.inf] * len(self.steps)
        for number in reversed(range(len(self.steps))):
            step = self.steps[number]
            ready_s[number] = _last_begin(step, done_s[number])
            for before, lag_s, _ in step.after:
                done_s[before] = min(done_s[before], ready_s[number] - lag_s)
        return ready_s

    def works_until_s(self) -> float:
        """Return the last moment at which all can be told to begin, for all limits to be kept.

        Minus infinity if something begins too late already.
        """
        starts = [
            (late_s, step)
            for late_s, step in zip(self.latest({}), self.steps, strict=True)
            if not step.after or step.told_by is not at_once
        ]
        if any(late_s < step.ready_s - SAME_S for late_s, step in starts):
            return -math.inf
        return min((step.told_by(late_s) for late_s, step in starts), default=math.inf)


def _pairs(step: Step) -> list[tuple[float, float]]:
    """Return the spans in which a step may begin."""
    always = ((-math.inf, math.inf),)
    return [
        (max(off[0], land[0] - step.takes_s), min(off[1], land[1] - step.takes_s))
        for off in (always if step.off is None else step.off)
        for land in (always if step.land is None else step.land)
    ]


def _earliest(step: Step) -> float:
    if step.off is None and step.land is None:
        return step.ready_s
    begins = [(max(step.ready_s, first), last) for first, last in _pairs(step)]
    return min((at for at, last in begins if at <= last + SAME_S), default=math.inf)


def _last_begin(step: Step, done_s: float) -> float:
    last_s = done_s - step.takes_s
    if step.off is None and step.land is None:
        return last_s
    begins = [(first, min(last, last_s)) for first, last in _pairs(step)]
    return max((last for first, last in begins if first <= last + SAME_S), default=-math.inf)
