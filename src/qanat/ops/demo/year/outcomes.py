"""What became of the patients, transported or declined alike."""

import random

from qanat.ops.demo.year import cases
from qanat.ops.demo.year.values import Outcome, Request, Year

UNKNOWN_IN_A_MONTH = 0.05
LOWER = {"withdraw": 0.6, "remote": 0.7, "ground": 0.7, "decline": 1.2}


def outcomes(year: Year, living: set[int], chance: random.Random) -> list[Outcome]:
    """Return what became of the patients of all requests; of some it is known that they live."""
    return [
        Outcome(at, person, _vitals(request, chance, lives=person in living))
        for at, request in enumerate(year.requests)
        for person in request.people
    ]


def _vitals(request: Request, chance: random.Random, *, lives: bool) -> tuple[str, str, str]:
    if request.is_dead:
        return "dead", "dead", "dead"
    share = cases.MORTALITY[request.case["nosology"]] * LOWER.get(request.decision, 1.0)
    drawn = 1.0 if lives else chance.random()
    if drawn >= share:
        is_unknown = not lives and chance.random() < UNKNOWN_IN_A_MONTH
        return "alive", "alive", "unknown" if is_unknown else "alive"
    day = "dead" if drawn < share * cases.IN_A_DAY else "alive"
    week = "dead" if drawn < share * cases.IN_A_WEEK else "alive"
    return day, week, "dead"
