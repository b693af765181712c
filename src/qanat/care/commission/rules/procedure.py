"""How a commission decides under the act of a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """The rules of a day.

    Attributes:
        composition: voting members of each kind, at least.
        quorum_percent: share of those entitled who have to be there.
        majority_percent: a decision needs more than this share.
        is_of_entitled: whether the majority is one of those entitled, or of the votes cast.
        chair_breaks_tie: whether the chair's vote counts twice at a tie.
        recusal_lowers: whether who may not vote does not count as entitled.
        hears_before_refusal: whether nothing is refused to somebody who was not heard.
        written_h: the shortest and the longest written vote, hours.
        written_repeats: how often a matter is voted on anew in writing when nothing was decided;
            then it waits for a sitting.
        is_verified: whether a second person confirmed all of it.
    """

    composition: Mapping[str, int]
    quorum_percent: float
    majority_percent: float
    is_of_entitled: bool
    chair_breaks_tie: bool
    recusal_lowers: bool
    hears_before_refusal: bool
    term_months: int
    written_h: tuple[float, float]
    written_repeats: int
    appeal_days: int
    is_verified: bool


def missing_groups(groups: Iterable[str], composition: Mapping[str, int]) -> dict[str, int]:
    """Return how many members of which kinds a commission lacks.

    Args:
        groups: the kind of each voting member in office.
        composition: how many of each kind there have to be.
    """
    there = list(groups)
    lacking = {kind: least - there.count(kind) for kind, least in composition.items()}
    return {kind: count for kind, count in lacking.items() if count > 0}


def is_written_term(opens: datetime, closes: datetime, hours: tuple[float, float]) -> bool:
    """Tell whether a written vote is neither too short nor too long."""
    least, most = (timedelta(hours=h) for h in hours)
    return least <= closes - opens <= most
