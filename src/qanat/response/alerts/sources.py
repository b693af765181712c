"""What contexts above add to that which wants a person: conditions, their pages, whose they are.

News goes up and calls go down: the alerts can't ask a higher context. So that says in ``ready()``
of its ``apps.py`` what holds at a time, and the watch asks it again and again::

    subjects = {"watch": Subject("critical:watch", watches_of)}
    add_source(Source("critical", alarms, ALERTED, subjects))

Its conditions are raised and resolved as all others are, but told to others: to whom the source's
permission reaches, and to nobody else. Kinds of subjects are its own. What it gathers is of one
region, and told to whom its permission reaches there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from qanat.foundation.actors import Actor
from qanat.response.alerts.rules import MANY, Condition

__all__ = ["Condition", "Source", "Subject", "add_source", "added_conditions", "added_page"]


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of things a source has conditions about.

    Attributes:
        page: name of the page of one, which takes its id.
        reached: returns the ids of those whom a permission of an actor reaches.
    """

    page: str
    reached: Callable[[Actor, str], QuerySet[Any, int]]


@dataclass(frozen=True, slots=True)
class Source:
    """A context which has conditions to add.

    Attributes:
        conditions: returns what holds at a time.
        permission: who holds it is told, within its scope.
        subjects: what the conditions are about, by kind.
    """

    name: str
    conditions: Callable[[datetime], Iterable[Condition]]
    permission: str
    subjects: Mapping[str, Subject]


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
    return next((s.subjects[kind].page for s in _SOURCES.values() if kind in s.subjects), "")


def added_permission(kind: str) -> str:
    """Return who is told of a kind of subject; "" if no source has it."""
    one = kind.removesuffix(MANY)
    return next((s.permission for s in _SOURCES.values() if {kind, one} & set(s.subjects)), "")


def is_added() -> Q:
    """Return the condition of the alerts of all sources."""
    kinds = [kind for s in _SOURCES.values() for kind in s.subjects]
    return Q(subject_kind__in=[*kinds, *(f"{kind}{MANY}" for kind in kinds)])


def is_told(actor: Actor) -> Q:
    """Return the condition of the alerts of sources of which an actor is told."""
    found = Q(pk__in=[])
    for source in _SOURCES.values():
        if not actor.may(source.permission):
            continue
        scope = actor.scope_of(source.permission)
        for kind, subject in source.subjects.items():
            about, many = Q(subject_kind=kind), Q(subject_kind=f"{kind}{MANY}")
            if not scope.nation:
                about &= Q(subject_id__in=subject.reached(actor, source.permission))
                many &= Q(region__in=scope.regions)
            found |= about | many
    return found
