"""Declare the parameters of a context, in its module ``parameters``.

Example::

    DECISION_NORM_MIN: Final = declare(
        Number(
            key="dispatch.decision_norm_min",
            label=_("Time for the physician's decision"),
            unit="min",
            default=30,
            source="planning assumption",
        )
    )

The value is then read by ``parameter(DECISION_NORM_MIN, on=day)``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.rules import Value, is_value, is_within
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import Text

SINCE_EVER: Final = date(1900, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A parameter as the code knows it: what it means, and its first value.

    Attributes:
        key: ``"context.name"``; the name ends in its unit where it has one.
        unit: UCUM code, such as ``min``, ``h``, ``km``, ``1`` or ``%``; "" for texts and tables.
        default: the value used until somebody enters another; always loaded as unverified.
        source: the act or publication from which the default comes.
        valid_from: the day from which the default holds.
        least: the smallest number that makes sense.
        most: the largest number that makes sense.
        refuse: raises the refusal which says what is wrong with a value of the right kind.
    """

    key: str
    label: Text
    kind: Kind
    default: Value
    source: str
    evidence: Evidence
    unit: str = ""
    source_url: str = ""
    note: str = ""
    valid_from: date = SINCE_EVER
    least: float | None = None
    most: float | None = None
    refuse: Callable[[Value], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Declaration):
    """A number which is not below 0, and an assumption, unless something else is said."""

    kind: Kind = Kind.NUMBER
    evidence: Evidence = Evidence.ASSUMPTION
    least: float | None = 0


DECLARED: Final[dict[str, Declaration]] = {}
"""Every declared parameter by its key."""


def declare(declaration: Declaration) -> str:
    """Make a parameter known and return its key.

    Raises:
        ValueError: if its key is taken or its default is not of its kind.
    """
    known = DECLARED.get(declaration.key)
    if known is not None and known != declaration:
        raise ValueError(f"{declaration.key}: declared twice")
    if "." not in declaration.key:
        raise ValueError(f"{declaration.key}: a key is context.name")
    if not is_value(declaration.kind, declaration.default):
        raise ValueError(f"{declaration.key}: the default is not a {declaration.kind.value}")
    if not is_within(declaration.default, declaration.least, declaration.most):
        raise ValueError(f"{declaration.key}: the default is out of its own bounds")
    DECLARED[declaration.key] = declaration
    return declaration.key
