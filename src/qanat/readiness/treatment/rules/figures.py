"""The figures of treatment abroad, what they are split by, and the ages and chapters of keys.

Source:
    docs/counting.md#treatment-abroad
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Figure(StrEnum):
    """What is counted; those of money are in tiyn."""

    REGISTERED = "cases_registered"
    URGENT = "cases_urgent"
    DECIDED = "cases_decided"
    IN_TIME = "decided_in_time"
    APPEALED = "decisions_appealed"
    ABROAD = "sent_abroad"
    SPECIALIST = "specialist_here"
    AT_HOME = "treated_at_home"
    REFUSED = "refused"
    DEFERRED = "deferred"
    HELPED = "helped"
    PERSONS = "persons_helped"
    CHILDREN = "children_helped"
    TREATED = "treatment_over"
    DIED = "died"
    PRICED = "cases_with_cost"
    COST = "cost_tiyn"
    JOURNEY = "journey_tiyn"
    SELF_PAID = "self_arranged_paid"


MONEY: Final = frozenset({Figure.COST, Figure.JOURNEY})


class Dimension(StrEnum):
    """What figures are split by."""

    COUNTRY = "country"
    DIAGNOSIS = "diagnosis"
    METHOD = "method"
    AGE = "age"
    SEX = "sex"
    REGION = "region"
    RESULT = "result"
    MONTH = "month"


Counts = Mapping[str, int]
NO_COUNTS: Final[dict[str, int]] = {figure.value: 0 for figure in Figure}
UNKNOWN: Final = "unknown"
OTHER: Final = "other"
HOME: Final = "KZ"
"""The country of those whom a foreign specialist treats here."""

OF_AGE: Final = 18
AGES: Final = ((0, 4), (5, 9), (10, 17), (18, 39), (40, 59), (60, 150))
"""Years of age, both ends included: no band lies on both sides of being of age."""
CHILD: Final = "child"
ADULT: Final = "adult"


def age_key(first: int) -> str:
    """Return the key of the band which begins with an age."""
    return f"{first:02d}"


CHAPTERS: Final[tuple[tuple[str, str, str], ...]] = (
    ("infections", "A00", "B99"),
    ("neoplasms", "C00", "D48"),
    ("blood", "D50", "D89"),
    ("endocrine", "E00", "E90"),
    ("nervous", "G00", "G99"),
    ("eye", "H00", "H59"),
    ("ear", "H60", "H95"),
    ("circulation", "I00", "I99"),
    ("respiration", "J00", "J99"),
    ("digestion", "K00", "K93"),
    ("bones", "M00", "M99"),
    ("urogenital", "N00", "N99"),
    ("perinatal", "P00", "P96"),
    ("congenital", "Q00", "Q99"),
    ("injuries", "S00", "T98"),
)
"""Chapters of ICD-10 by their first and last categories; what is in none is ``other``."""
