"""What owners of matters tell a commission, and what it keeps nothing of.

An owner names its kind of matters in ``ready()`` of its ``apps.py``::

    add_owner(Owner("abroad.case", _("Treatment abroad"), addressee=…, summary=…))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a letter goes, and about whom it is: never stored here.

    Attributes:
        lines: name and address, each line by itself.
        patient: who the patient is, as the letter says it.
    """

    lines: tuple[str, ...]
    patient: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a matter in the bundle of an agenda, without personal data."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Owner:
    """The context that brings matters of a kind.

    Attributes:
        addressee: to whom the letter goes, in the active language; None where one may not know.
        summary: what the bundle of the agenda says of a matter, in the active language.
    """

    kind: str
    label: Text
    addressee: Callable[[Actor, UUID], Addressee | None]
    summary: Callable[[Actor, UUID], Sequence[Section]]


_OWNERS: Final[dict[str, Owner]] = {}


def add_owner(owner: Owner) -> None:
    """Have commissions decide on an owner's matters; the same kind again replaces it."""
    _OWNERS[owner.kind] = owner


def find_owner(kind: str) -> Owner | None:
    """Return the owner of a kind of matters."""
    return _OWNERS.get(kind)


def owners() -> list[Owner]:
    """Return all owners in the order of their kinds."""
    return [_OWNERS[kind] for kind in sorted(_OWNERS)]
