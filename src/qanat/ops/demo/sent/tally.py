"""Count a plan in plain Python: what the figures have to find in the records made of it."""

from collections import Counter
from collections.abc import Sequence

from qanat.ops.demo.sent.plan import OF_AGE, Planned

OUTCOMES = {
    "sent_abroad": "abroad", "specialist_here": "specialist", "treated_at_home": "home",
    "refused": "refuse", "deferred": "defer",
}  # fmt: skip


def tally(cases: Sequence[Planned]) -> dict[str, int]:
    """Return the figures of a year which a plan fixes, by their keys."""
    helped = [one for one in cases if one.outcome in {"abroad", "specialist"}]
    found = {key: sum(one.outcome == value for one in cases) for key, value in OUTCOMES.items()}
    found |= {
        "cases_decided": len(cases),
        "helped": len(helped),
        "persons_helped": len(helped),
        "children_helped": sum(one.years < OF_AGE for one in helped),
        "cases_with_cost": len(helped),
    }
    return found


def countries(cases: Sequence[Planned]) -> dict[str, int]:
    """Return how many were sent to each country."""
    return dict(Counter(one.country for one in cases if one.country))
