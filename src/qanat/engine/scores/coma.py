"""Glasgow Coma Scale: eyes, speech, movement.

Source:
    docs/sources.md#glasgow-coma-scale
"""

from enum import StrEnum
from typing import Final

from qanat.engine.scores.results import Method, Partial, Score

METHOD: Final = Method(
    name="GCS",
    version="1974, revised 2014, table 1",
    source="Teasdale et al. 2014: The Glasgow Coma Scale at 40 years",
    is_verified=False,
)

RANGES: Final = {"eye": 4, "verbal": 5, "motor": 6}
SEVERE_TO: Final = 8
MODERATE_TO: Final = 12


class Coma(StrEnum):
    """How deep, mildest first."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


def glasgow_coma_scale(
    eye: int | None, verbal: int | None, motor: int | None
) -> Score[Coma] | Partial[Coma]:
    """Add up the three responses; one which can't be tested (tube, swelling) is ``None``.

    Args:
        eye: 1 to 4.
        verbal: 1 to 5.
        motor: 1 to 6.

    Returns:
        The whole score 3 to 15, or a partial one. The least total of a partial score counts
        each missing response as 1; its mildest level counts each as the best possible.

    Raises:
        ValueError: if a response is outside its range.
    """
    given = {"eye": eye, "verbal": verbal, "motor": motor}
    for name, value in given.items():
        if value is not None and not 1 <= value <= RANGES[name]:
            raise ValueError(f"{name} response {value} is not in 1 to {RANGES[name]}")
    parts = {name: value for name, value in given.items() if value is not None}
    missing = tuple(name for name, value in given.items() if value is None)
    known = sum(parts.values())
    if missing:
        best = known + sum(RANGES[name] for name in missing)
        return Partial(METHOD, known + len(missing), parts, missing, _level(best))
    return Score(METHOD, known, parts, _level(known))


def _level(total: int) -> Coma:
    if total <= SEVERE_TO:
        return Coma.SEVERE
    return Coma.MODERATE if total <= MODERATE_TO else Coma.MILD
