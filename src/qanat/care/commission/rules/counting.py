"""What votes come to: base, quorum, majority, tie."""

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from qanat.care.commission.rules.procedure import Procedure

WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Count:
    """What the votes on a matter come to.

    Attributes:
        base: how many are entitled to vote.
        quorum: how many of them have to vote.
        cast: how many did.
        votes: how many were for each outcome.
        outcome: what is decided; "" if nothing is.
        is_by_chair: whether the chair's vote broke a tie.
    """

    base: int
    quorum: int
    cast: int
    votes: Mapping[str, int]
    outcome: str
    is_by_chair: bool

    @property
    def has_quorum(self) -> bool:
        """Tell whether enough have voted."""
        return self.cast >= self.quorum


def base_of(members: int, barred: int, *, recusal_lowers: bool) -> int:
    """Return how many are entitled to vote on a matter."""
    return members - barred if recusal_lowers else members


def quorum_of(base: int, percent: float) -> int:
    """Return how many of those entitled have to be there: never nobody."""
    return max(1, math.ceil(base * percent / WHOLE - 1e-9))


def count(
    votes: Mapping[int, str],
    *,
    members: Collection[int],
    barred: Collection[int],
    chair: int,
    procedure: Procedure,
) -> Count:
    """Count the votes on a matter; without a quorum or a majority nothing is decided.

    Votes of who is no member or may not vote are not counted, whoever stored them.

    Args:
        votes: outcome by member.
        members: all who have a seat with a vote on the day of the sitting.
        barred: those of them who may not vote on this matter.
        chair: who presides over it.
        procedure: the rules of its day.
    """
    able = set(members) - set(barred)
    counted = {member: outcome for member, outcome in votes.items() if member in able}
    base = base_of(len(members), len(set(members) & set(barred)),
                   recusal_lowers=procedure.recusal_lowers)  # fmt: skip
    quorum = quorum_of(base, procedure.quorum_percent)
    shares = Counter(counted.values())
    outcome, is_by_chair = "", False
    if counted and len(counted) >= quorum:
        of = base if procedure.is_of_entitled else len(counted)
        outcome, is_by_chair = _decided(shares, of, counted.get(chair, ""), procedure)
    return Count(base, quorum, len(counted), dict(shares), outcome, is_by_chair)


def _decided(
    shares: Counter[str], of: int, by_chair: str, procedure: Procedure
) -> tuple[str, bool]:
    """Return the outcome with a majority, and whether the chair's vote made it one."""
    needed = of * procedure.majority_percent / WHOLE
    most = max(shares.values())
    leading = [outcome for outcome, votes in shares.items() if votes == most]
    if len(leading) == 1:
        return (leading[0], False) if most > needed else ("", False)
    breaks = procedure.chair_breaks_tie and by_chair in leading and most + 1 > needed
    return (by_chair, True) if breaks else ("", False)
