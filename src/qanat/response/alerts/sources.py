"""What contexts above add to that which wants a person: conditions, and the pages they lead to.

News goes up and calls go down: the alerts can't ask a higher context. So that says in ``ready()``
of its ``apps.py`` what holds at a time, and the watch asks it again and again::

    add_source(Source("critical", alarms, {"watch": "critical:watch"}))

Its conditions are raised and resolved as all others are. Kinds of subjects are its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from qanat.response.alerts.rules import Condition

__all__ = ["Condition", "Source", "add_source", "added_conditions", "added_page"]


@dataclass(frozen=True, slots=True)
class Source:
    """A context which has conditions to add.

    Attributes:
        conditions: returns what holds at a time.
        pages: names of the pages of its kinds of subjects, which take the id.
    """

    name: str
    conditions: Callable[[datetime], Iterable[Condition]]
    pages: Mapping[str, str] = field(default_factory=dict)


_SOURCES: Final[dict[str, Source]] = {}


def add_source(source: Source) -> None:
    """Have a source asked; adding it twice changes nothing."""
    _SOURCES[source.name] = source


def added_conditions(now: datetime) -> Iterator[Condition]:
    """Yield what the sources say holds now."""
    for source in _SOURCES.values():
        yield from source.conditions(now)


def added_page(kind: str) -> str:
    """Return the name of the page of a kind of subject; "" if no source has it."""
    return next((s.pages[kind] for s in _SOURCES.values() if kind in s.pages), "")
