"""Outcome curves as data: those printed in papers, and those that are a choice of policy.

Source:
    docs/sources.md#outcome-curves
"""

import math
from typing import Final

from qanat.engine.kbest.curves import MINUTES, Curve, log_odds, logistic, of_points, steps

_HOLODINSKY: Final = (
    "Holodinsky 2018, doi 10.1001/jamaneurol.2018.2424, as in samuel-book/stroke_outcome 124a07d"
)
_EDITION: Final = "2026.1"


def _curves() -> tuple[Curve, ...]:
    return (
        Curve(
            "arrest",
            _EDITION,
            "published",
            "De Maio 2003, doi 10.1067/mem.2003.266",
            logistic(0.679, 0.262),
        ),
        Curve(
            "stroke_thrombolysis", _EDITION, "published", _HOLODINSKY,
            log_odds(0.6444, 0.4622, 378, 270),
        ),
        Curve(
            "stroke_large_thrombolysis", _EDITION, "published", _HOLODINSKY,
            log_odds(0.2441, 0.1328, 378, 270),
        ),
        Curve(
            "stroke_thrombectomy", _EDITION, "published", _HOLODINSKY,
            log_odds(0.5208, 0.1328, 480, 360),
        ),
        Curve(
            "trauma", _EDITION, "policy",
            "steps of the NATO timeline 10-1-2: a choice, no finding",
            steps({10: 0.95, 60: 0.85, 120: 0.7, 360: 0.55}, 0.45),
        ),
        Curve(
            "infarction", _EDITION, "policy",
            "straight between the windows of 2 and 12 hours: a choice, no finding",
            of_points([(0, 0.95), (120, 0.9), (720, 0.75), (1440, 0.7), (2880, 0.68)]),
        ),
        Curve(
            "birth", _EDITION, "policy",
            "half an hour to an operation, two hours of bleeding: a choice, no finding",
            of_points([(0, 0.97), (30, 0.95), (120, 0.85), (360, 0.7), (2880, 0.5)]),
        ),
        Curve(
            "newborn", _EDITION, "policy",
            "an hour to stabilise, six hours to cool: a choice, no finding",
            of_points([(0, 0.95), (60, 0.92), (360, 0.75), (1440, 0.6), (2880, 0.55)]),
        ),
        Curve(
            "hours", _EDITION, "policy",
            "falls by half every six hours: soonest is best, all day long",
            of_points([(t, math.exp(-math.log(2) * t / 360)) for t in range(MINUTES)]),
        ),
    )  # fmt: skip


def cold(name: str, limit_min: int, source: str, edition: str = _EDITION) -> Curve:
    """Return the curve of an organ which may be cold for so long: a choice, no finding.

    It loses a little until its limit, and everything beyond.
    """
    points = [(0, 0.95), (limit_min, 0.8), (limit_min + 1, 0.0)]
    return Curve(name, edition, "policy", source, of_points(points))


def _organs() -> tuple[Curve, ...]:
    loses = "linear loss to {} h of cold ischaemia; sources give {} h"
    return (
        cold("heart_organ", 240, loses.format(4, "4 to 6")),
        cold("liver_organ", 600, loses.format(10, "6 to 20")),
        cold("kidney_organ", 1_440, loses.format(24, "24 to 72")),
    )


CURVES: Final = {curve.name: curve for curve in (*_curves(), *_organs())}
"""Every curve by its name."""
