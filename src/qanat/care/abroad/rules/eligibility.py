"""May the state pay for treatment abroad? What the rules say of a case; people decide.

What is not known is ``None``, and leaves open what depends on it. Whatever is learnt later never
takes a "not paid" back, and never asks anew.

Source:
    docs/sources.md#treatment-abroad
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qanat.care.abroad.rules.acts import WHERE_LISTED, Act

ADULT_YEARS: Final = 18
ANOTHER: Final = "another"
"""A disease which is in no list."""


class Outlook(StrEnum):
    """What the rules say so far."""

    POSSIBLE = "possible"
    OPEN = "open"
    NOT_PAID = "not_paid"


class Why(StrEnum):
    """What speaks against, or is to be known first. Those of the act are its grounds of refusal."""

    SELF_ARRANGED = "self_arranged"
    NOT_CITIZEN = "not_citizen"
    AVAILABLE = "available_at_home"
    NO_BENEFIT = "no_benefit"
    NOT_TRANSPORTABLE = "not_transportable"
    NOT_LISTED = "not_listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of a case.

    Attributes:
        disease: code of an item of the list, ``ANOTHER``, or "" where it is not known.
    """

    age_years: float | None = None
    disease: str = ""
    is_citizen: bool | None = None
    is_pregnant: bool | None = None
    is_injured_on_duty: bool | None = None
    is_available_at_home: bool | None = None
    is_transportable: bool | None = None
    can_benefit: bool | None = None
    is_self_arranged: bool | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What an act says of a case.

    Attributes:
        category: under which it may be sent; "" while none fits.
        priorities: codes of the classes it belongs to, highest first.
        against: what speaks against it.
        missing: what has to be known first.
    """

    outlook: Outlook
    category: str
    priorities: tuple[str, ...]
    against: tuple[Why, ...]
    missing: tuple[Why, ...]


def assess(act: Act, told: Told) -> Finding:
    """Return what an act says of a case."""
    fits = {category.code: _fits(act, category.code, told) for category in act.categories}
    against, missing = [], []
    for why, known, wanted in _asked(told, fits):
        if known is None:
            missing.append(why)
        elif known is not wanted:
            against.append(why)
    outlook = Outlook.POSSIBLE
    if against or missing:
        outlook = Outlook.NOT_PAID if against else Outlook.OPEN
    category = next((code for code, is_so in fits.items() if is_so), "")
    return Finding(outlook, category, _priorities(act, told), tuple(against), tuple(missing))


def _asked(told: Told, fits: Mapping[str, bool | None]) -> Iterator[tuple[Why, bool | None, bool]]:
    """Yield what may speak against a case, what is known of it, and what must be so."""
    yield Why.SELF_ARRANGED, told.is_self_arranged, False
    yield Why.NOT_CITIZEN, told.is_citizen, True
    yield Why.NOT_LISTED, _any(fits.values()), True
    yield Why.AVAILABLE, told.is_available_at_home, False
    yield Why.NOT_TRANSPORTABLE, told.is_transportable, True
    yield Why.NO_BENEFIT, told.can_benefit, True


def _fits(act: Act, category: str, told: Told) -> bool | None:
    """Tell whether a category takes a case in; an exception needs an instruction, not a rule."""
    if category == "child":
        return None if told.age_years is None else told.age_years < ADULT_YEARS
    if category == "duty":
        return told.is_injured_on_duty
    if category != WHERE_LISTED:
        return False
    return None if not told.disease else act.disease(told.disease) is not None


def _priorities(act: Act, told: Told) -> tuple[str, ...]:
    is_in = {
        "child": told.age_years is not None and told.age_years < ADULT_YEARS,
        "pregnant": bool(told.is_pregnant),
        "transplantation": told.disease == "transplantation",
        "duty": bool(told.is_injured_on_duty),
    }
    return tuple(one.code for one in act.priorities if is_in.get(one.code, False))


def _any(known: Collection[bool | None]) -> bool | None:
    return True if True in known else None if None in known else False
