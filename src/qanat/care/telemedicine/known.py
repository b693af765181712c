"""What contexts above know of a patient for whom a consultation is ordered.

News goes up and calls go down: telemedicine can't ask a higher context. So that says in ``ready()``
of its ``apps.py`` what it knows, and the order begins with that::

    tell_known(known_by_watch)
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text


@dataclass(frozen=True, slots=True)
class Known:
    """What the form of an order begins with, and from where it comes.

    Attributes:
        initial: values of the form by its fields.
        label: of the record it comes from, with its address.
    """

    initial: dict[str, Any] = field(default_factory=dict)
    label: Text = ""
    url: str = ""


_SOURCES: Final[list[Callable[[Actor, int], Known | None]]] = []


def tell_known(source: Callable[[Actor, int], Known | None]) -> None:
    """Have a source asked, as far as the actor may see what it knows."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def known_of(actor: Actor, patient_id: int) -> Known:
    """Return what the first source knows of a patient; nothing where none does."""
    return next((known for one in _SOURCES if (known := one(actor, patient_id))), Known())
