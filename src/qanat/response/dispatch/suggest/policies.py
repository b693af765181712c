"""What plans are ranked by: named policies, whose weights are seen and adjusted within limits.

A weight says how many minutes of the patient's waiting something is worth, so that people can
judge it. Minutes become charges by the slope of the curve at its beginning, where it is steepest.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import pgettext_lazy

from qanat.engine.kbest.model import Policy
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Text
from qanat.response.dispatch.parameters import POLICIES

SOONEST: Final = Policy(
    name="soonest", contact_share=1e-5, cost=1e-12, hand_over=1e-9, coverage=0.0, risk=0.0
)
"""Definitive care first; of equals who is with the patient first, then the cheapest."""
HALF_MIN: Final = 360.0
"""The curve "hours" falls by half in this time."""
MILLION: Final = 1e6
PEOPLE: Final = 1e4
LABELS: Final[Mapping[str, Text]] = {
    "soonest": pgettext_lazy("policy", "Soonest care"),
    "balanced": pgettext_lazy("policy", "Balanced"),
    "gentle": pgettext_lazy("policy", "Few hand-overs"),
    "sparing": pgettext_lazy("policy", "Sparing"),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts besides definitive care.

    Attributes:
        contact_percent: how much of the outcome first contact decides.
        hand_over_min: minutes of waiting which a passing to other hands is worth.
        million_min: minutes of waiting which a million tenge is worth.
        coverage_min: minutes of waiting which ten thousand people are worth whom nobody reaches
            in time meanwhile.
    """

    contact_percent: float = 0.0
    hand_over_min: float = 0.0
    million_min: float = 0.0
    coverage_min: float = 0.0

    @property
    def is_time_alone(self) -> bool:
        """Tell whether nothing counts but the time to definitive care."""
        return self == Weights()


MOST: Final = Weights(contact_percent=50.0, hand_over_min=60.0, million_min=60.0, coverage_min=60.0)


def policies(now: datetime) -> dict[str, Weights]:
    """Return the named policies of a moment, in their order; time alone is always the first."""
    rows = parameter(POLICIES, on=now).rows
    named = {
        str(row["policy"]): Weights(
            *(min(float(row.get(name) or 0), getattr(MOST, name)) for name in Weights.__slots__)
        )
        for row in rows
    }
    return {SOONEST.name: Weights()} | named


def label_of(code: str) -> Text:
    """Return what a policy is called."""
    return LABELS.get(code, code)


def policy_of(code: str, weights: Weights) -> Policy:
    """Return the charges of a policy; of equals always the sooner, then the cheaper."""
    share = max(SOONEST.contact_share, weights.contact_percent / 100.0)
    minute = (1.0 - share) * math.log(2) / HALF_MIN
    return Policy(
        name=code,
        contact_share=share,
        cost=max(SOONEST.cost, weights.million_min * minute / MILLION),
        hand_over=max(SOONEST.hand_over, weights.hand_over_min * minute),
        coverage=weights.coverage_min * minute / PEOPLE,
    )
