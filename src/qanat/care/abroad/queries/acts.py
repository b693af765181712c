"""The acts there are, and the one in force."""

from datetime import date
from pathlib import Path
from typing import Final

from qanat.care.abroad.rules import acts as rules
from qanat.care.abroad.rules.acts import Act
from qanat.foundation.refusals import NotFound

DATA: Final = Path(__file__).parent.parent / "data" / "acts.json"
ACTS: Final = rules.acts_of(DATA.read_bytes())
"""Oldest first."""


def act_on(day: date) -> Act:
    """Return the act in force on a day.

    Raises:
        NotFound: if there was none.
    """
    act = rules.act_on(ACTS, day)
    if act is None:
        raise NotFound
    return act
