"""The checklist of papers: what is there, what is missing, what is wrong with what is there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from qanat.care.abroad.rules.acts import Act
from qanat.care.abroad.states import CONSENT, GUARDIAN

TAKEN: Final = frozenset({"kk", "ru"})
"""Languages of papers which need no translation."""
APPLICANT: Final = "applicant"
REGION: Final = "region"


class Trouble(StrEnum):
    """What may be wrong with a paper, worst first."""

    MISSING = "missing"
    EXPIRED = "expired"
    NO_DAY = "no_day"
    UNTRANSLATED = "untranslated"
    REJECTED = "rejected"
    SOMEBODY_ELSES = "somebody_elses"
    UNJUDGED = "unjudged"


PLAIN: Final = frozenset(
    {Trouble.MISSING, Trouble.EXPIRED, Trouble.NO_DAY, Trouble.UNTRANSLATED, Trouble.REJECTED}
)
"""What stops who hands a case in; whose a paper is, and whether it is good, others judge."""


@dataclass(frozen=True, slots=True)
class Held:
    """The newest version of a paper.

    Attributes:
        is_accepted: what a person found when he looked; ``None`` where nobody has.
    """

    kind: str
    language: str
    is_translated: bool
    expires_on: date | None
    is_somebody_elses: bool
    is_accepted: bool | None


@dataclass(frozen=True, slots=True)
class Needed:
    """A paper of the package: who makes it, and whether it holds until a day only."""

    kind: str
    by: str
    expires: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the checklist."""

    needed: Needed
    held: Held | None
    troubles: tuple[Trouble, ...]


def needed_of(act: Act, *, is_represented: bool) -> tuple[Needed, ...]:
    """Return the papers of a package: those of the act, and of who speaks for a patient."""
    listed = tuple(Needed(one.code, one.by, one.expires) for one in act.documents)
    if not is_represented:
        return listed
    speaker = (Needed(CONSENT, APPLICANT, expires=False), Needed(GUARDIAN, APPLICANT, expires=True))
    return (*listed, *speaker)


def checklist(needed: Sequence[Needed], held: Iterable[Held], on: date) -> tuple[Item, ...]:
    """Hold the papers of a package against those which are there on a day."""
    there = {one.kind: one for one in held}
    return tuple(
        Item(one, there.get(one.kind), _troubles(one, there.get(one.kind), on)) for one in needed
    )


def is_complete(items: Iterable[Item]) -> bool:
    """Tell whether nothing is missing and nothing is wrong."""
    return not any(item.troubles for item in items)


def wanting(items: Iterable[Item], *, by_region: bool) -> list[str]:
    """Return which papers keep a hospital from handing a package in, or a region with its own."""
    wanted = [item for item in items if by_region or item.needed.by != REGION]
    return [item.needed.kind for item in wanted if PLAIN & set(item.troubles)]


def _troubles(needed: Needed, held: Held | None, on: date) -> tuple[Trouble, ...]:
    if held is None:
        return (Trouble.MISSING,)
    found = []
    if needed.expires and held.expires_on is None:
        found.append(Trouble.NO_DAY)
    if held.expires_on is not None and held.expires_on < on:
        found.append(Trouble.EXPIRED)
    if held.language not in TAKEN and not held.is_translated:
        found.append(Trouble.UNTRANSLATED)
    if held.is_accepted is False:
        found.append(Trouble.REJECTED)
    if held.is_accepted is None:
        found.append(Trouble.UNJUDGED)
        if held.is_somebody_elses:
            found.append(Trouble.SOMEBODY_ELSES)
    return tuple(found)
