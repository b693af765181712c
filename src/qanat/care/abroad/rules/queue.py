"""Who goes before others, and why: the urgent lane, the classes of the act, urgency, the day.

Source:
    docs/sources.md#treatment-abroad
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qanat.care.abroad.rules.acts import Act


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What the order of cases is made of; smaller goes first.

    Attributes:
        lane: 0 in the urgent lane, else 1.
        priority: class in the order of the act; those of no class come after all classes.
    """

    lane: int
    priority: int
    urgency: int
    since: datetime
    id: int


def class_of(act: Act, priorities: Sequence[str]) -> int:
    """Return the class of a case: the first of the act's priorities which is its own."""
    order = [one.code for one in act.priorities]
    return min((order.index(code) + 1 for code in priorities if code in order), default=last(act))


def last(act: Act) -> int:
    """Return the class of those whom no priority of the act names."""
    return len(act.priorities) + 1
