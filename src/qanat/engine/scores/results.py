"""What a clinical score answers: a whole score, a partial one, or that it is not valid here.

The three are different types, so that nobody can take a partial score for a whole one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeVar

Number: TypeAlias = int | float
LevelT = TypeVar("LevelT", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Method:
    """By which published method a result was made.

    Attributes:
        name: short name.
        version: edition of the method, followed by that of our table of it.
        source: where the method is published.
        is_verified: whether our table was held against that source; if not, screens say so.
    """

    name: str
    version: str
    source: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Score(Generic[LevelT]):
    """A whole score: everything it needs was known.

    Attributes:
        method: how it was made.
        total: the score.
        parts: points (or the value, where the method has no points) of each parameter.
        level: the band in which the total falls.
    """

    method: Method
    total: Number
    parts: Mapping[str, Number]
    level: LevelT


@dataclass(frozen=True, slots=True)
class Partial(Generic[LevelT]):
    """What is known of a score while parameters are missing.

    Attributes:
        method: how it was made.
        at_least: the least the total can be, whatever the missing parameters are.
        parts: points of the known parameters.
        missing: names of the missing parameters.
        level_at_least: the mildest level the whole score can still have.
    """

    method: Method
    at_least: Number
    parts: Mapping[str, Number]
    missing: tuple[str, ...]
    level_at_least: LevelT


class WhyNotValid(StrEnum):
    """Why a score says nothing about a patient."""

    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    PREGNANT = "pregnant"
    AGE_UNKNOWN = "age_unknown"
    NO_PRESSURE = "no_pressure"


@dataclass(frozen=True, slots=True)
class NotValid:
    """The score must not be used for this patient."""

    method: Method
    reason: WhyNotValid


Result: TypeAlias = Score[Any] | Partial[Any] | NotValid


def plain(result: Result) -> dict[str, object]:
    """Return a result as plain values."""
    about: dict[str, object] = {
        "method": result.method.name,
        "version": result.method.version,
        "verified": result.method.is_verified,
    }
    if isinstance(result, NotValid):
        return {"kind": "not_valid", "reason": result.reason.value, **about}
    parts = {name: _number(value) for name, value in result.parts.items()}
    if isinstance(result, Partial):
        return {
            "kind": "partial",
            "at_least": _number(result.at_least),
            "missing": list(result.missing),
            "level": result.level_at_least.value,
            "parts": parts,
            **about,
        }
    return {
        "kind": "whole",
        "total": _number(result.total),
        "level": result.level.value,
        "parts": parts,
        **about,
    }


def says_something(result: Result) -> bool:
    """Tell whether anything of a score is known, or why it says nothing."""
    return isinstance(result, NotValid) or bool(result.parts)


def _number(value: Number) -> Number:
    return value if isinstance(value, int) else round(float(value), 2)


def band(value: Number, bands: tuple[tuple[Number, int], ...]) -> int:
    """Return the points of the first band whose upper edge, inclusive, is not exceeded.

    Raises:
        ValueError: if the value lies over the last edge.
    """
    for upper, points in bands:
        if value <= upper:
            return points
    raise ValueError(f"{value} lies over every band")
