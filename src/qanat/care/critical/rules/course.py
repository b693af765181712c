"""The course of an illness: what is worse than before, and by when somebody is to look again.

Source:
    docs/sources.md#critical-watch
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

HEAVY: Final = frozenset({"ventilation", "vasopressors", "dialysis", "ecmo"})
"""Support whose beginning says that a patient is worse."""
EMERGENCY: Final = "emergency"
CONDITIONS: Final = ("moderate", "serious", "grave", "terminal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Findings as they are compared.

    Attributes:
        score: name of the score for the patient's age and its total; None where not made.
        support: None where nobody said what supports him.
    """

    at: datetime
    condition: int
    score_name: str = ""
    score: int | None = None
    level: str = ""
    sofa: int | None = None
    support: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """By how much scores rise until that counts as worse, and how far back one compares."""

    score_rise: int
    sofa_rise: int
    window: timedelta


def worse(before: Sequence[Reading], now: Reading, by: Thresholds) -> tuple[str, ...]:
    """Tell in what findings are worse than those before; nothing where there are none.

    Scores are held against the best of the window, so that a slow decline shows as well; condition
    and support against the newest findings before.
    """
    recent = [one for one in before if now.at - by.window <= one.at < now.at]
    if not recent:
        return ()
    newest = max(recent, key=lambda one: one.at)
    scores = [r.score for r in recent if r.score_name == now.score_name and r.score is not None]
    organs = [r.sofa for r in recent if r.sofa is not None]
    added = (now.support or frozenset()) - (newest.support or frozenset())
    found = {
        "score": _has_risen(scores, now.score, by.score_rise),
        "level": now.level == EMERGENCY and newest.level not in ("", EMERGENCY),
        "organs": _has_risen(organs, now.sofa, by.sofa_rise),
        "condition": now.condition > newest.condition,
        "support": newest.support is not None and bool(added & HEAVY),
    }
    return tuple(name for name, is_so in found.items() if is_so)


def due_after(at: datetime, condition: int, hours: Mapping[str, float]) -> datetime:
    """Return when something is due again that follows a norm by condition."""
    return at + timedelta(hours=float(hours[CONDITIONS[condition - 1]]))


def next_round(at: datetime, norm_due_at: datetime, within_h: float | None) -> datetime:
    """Return when a patient is seen next: by the norm, or sooner where the specialist says so."""
    if within_h is None:
        return norm_due_at
    return min(norm_due_at, at + timedelta(hours=within_h))


def _has_risen(before: Collection[int], now: int | None, by: int) -> bool:
    return now is not None and bool(before) and now - min(before) >= by
