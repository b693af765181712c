"""How much is lost by waiting: monotone tables by the minute, published or of policy.

A curve gives, for minutes since onset, the chance of a good outcome. The search needs one
property only: it never rises with time. A table which does is refused by name. Between minutes
curves are straight lines, so that planner and reader compute the same thing.

Source:
    docs/sources.md#outcome-curves
"""

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.kbest.model import Policy

MINUTES: Final = 2_881
"""Two days by the minute; later moments count as the last one."""
MOST_LEVELS: Final = 8

Evidence = Literal["published", "policy"]


class NotMonotoneError(ValueError):
    """A curve that would reward waiting."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Chance of a good outcome by the minute since onset.

    Attributes:
        name: unique.
        edition: of the table.
        evidence: published, or policy, which is a choice and no finding.
        source: where it is printed.
        good: chance by level of care and minute, shape ``(levels, MINUTES)``.

    Raises:
        NotMonotoneError: if a chance rises with time.
        ValueError: if a chance is no number from 0 to 1, or the shape is wrong.
    """

    name: str
    edition: str
    evidence: Evidence
    source: str
    good: Floats

    def __post_init__(self) -> None:
        if self.good.ndim != 2 or self.good.shape[1] != MINUTES:  # noqa: PLR2004 - levels, minutes
            raise ValueError(f"curve {self.name}: not {MINUTES} minutes by level")
        if not 1 <= len(self.good) <= MOST_LEVELS:
            raise ValueError(f"curve {self.name}: 1 to {MOST_LEVELS} levels")
        if not ((self.good >= 0) & (self.good <= 1)).all():
            raise ValueError(f"curve {self.name}: chances go from 0 to 1")
        rises = np.argwhere(np.diff(self.good, axis=1) > 0)
        if len(rises):
            level, minute = rises[0].tolist()
            raise NotMonotoneError(f"curve {self.name}: rises after minute {minute}, level {level}")
        self.good.setflags(write=False)

    @property
    def version(self) -> str:
        """Return name, edition and a digest of every number."""
        digest = hashlib.sha256(np.ascontiguousarray(self.good).tobytes()).hexdigest()[:12]
        return f"{self.name} {self.edition} {digest}"

    def level(self, number: int) -> Floats:
        """Return the row of a level; levels without one have the last."""
        row: Floats = self.good[min(number, len(self.good) - 1)]
        return row

    def lost(self, minute: float, later: float) -> float:
        """Return how much of the chance is lost by so many minutes more, at the first level."""
        at = np.interp([minute, minute + later], np.arange(MINUTES), self.good[0])
        return float(at[0] - at[1])

    def since(self, minute: int) -> "Curve":
        """Return the same counted from a minute after onset, as for who fell ill before.

        A negative one is a minute before it, as of an organ which is still in its donor.
        """
        if minute == 0:
            return self
        rows = np.clip(np.arange(MINUTES) + minute, 0, MINUTES - 1)
        edition = f"{self.edition} from minute {minute}"
        return Curve(self.name, edition, self.evidence, self.source, self.good[:, rows])

    def mixed(self, other: "Curve", share: float) -> "Curve":
        """Return the mean with another curve, which has a share; it falls wherever that falls.

        Raises:
            ValueError: if the share is no share.
        """
        edition = f"{self.edition} with {share:g} of {other.name} {other.edition}"
        good = (1.0 - share) * self.good + share * other.good
        return Curve(self.name, edition, self.evidence, self.source, good)


def of_function(good: Callable[[float], float]) -> Floats:
    """Return a table of one level from a function of minutes."""
    return np.array([[good(float(minute)) for minute in range(MINUTES)]])


def of_points(points: Iterable[tuple[float, float]]) -> Floats:
    """Return a table of one level from minutes and chances, straight between them.

    Raises:
        ValueError: if there is no point, or minutes do not rise.
    """
    known = list(points)
    minutes = [minute for minute, _ in known]
    if not known or any(b <= a for a, b in pairwise(minutes)):
        raise ValueError("minutes of a curve must rise")
    return np.interp(np.arange(MINUTES), minutes, [chance for _, chance in known])[None, :]


def logistic(constant: float, per_minute: float) -> Floats:
    """Return 1 / (1 + exp(constant + per_minute t))."""
    return of_function(lambda t: 1.0 / (1.0 + math.exp(min(700.0, constant + per_minute * t))))


def log_odds(best: float, untreated: float, none_at: float, permitted: float) -> Floats:
    """Return a treatment whose log odds fall linearly to none, and which ends when not permitted.

    Args:
        best: chance of a good outcome if treated at onset.
        untreated: chance without treatment.
        none_at: minute at which treatment changes nothing.
        permitted: last minute at which it is given.
    """
    top, low = math.log(best / (1 - best)), math.log(untreated / (1 - untreated))

    def good(t: float) -> float:
        if t > permitted:
            return untreated
        odds = math.exp(top - (top - low) * t / none_at)
        return max(untreated, odds / (1.0 + odds))

    return of_function(good)


def steps(ends: Mapping[float, float], after: float) -> Floats:
    """Return chances which hold to the minutes named, and one afterwards."""
    known = sorted(ends.items())
    return of_function(lambda t: next((chance for end, chance in known if t <= end), after))


def charge_tables(contact: Curve, care: Curve, policy: Policy) -> tuple[Floats, Floats]:
    """Return what a minute costs: of first contact, and of care by level.

    The last row of care is the least of all levels: a bound for a hospital not chosen yet.
    """
    share = policy.contact_share
    first = share * (1.0 - contact.level(0))
    levels = (1.0 - share) * (1.0 - care.good)
    return first, np.ascontiguousarray(np.vstack([levels, levels.min(axis=0)]))


def stacked(tables: Sequence[Floats]) -> Floats:
    """Return tables by level and minute as one: the last minute and level go on."""
    levels, minutes = (max(table.shape[axis] for table in tables) for axis in (0, 1))
    return np.stack(
        [
            np.pad(table, ((0, levels - len(table)), (0, minutes - table.shape[1])), mode="edge")
            for table in tables
        ]
    )
