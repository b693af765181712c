"""Where scopes lie: the contexts which own regions, organisations and operators say it here.

The foundation knows no hospital. A context registers the places it owns when it is loaded::

    register_places(ScopeKind.ORGANISATION, facility_places)   # in AppConfig.ready
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from qanat.foundation.access.rules import covers
from qanat.foundation.access_types import Scope, ScopeKind
from qanat.foundation.texts import LocalText, local


@dataclass(frozen=True, slots=True)
class Place:
    """One value of a scope: its name and the region in which it lies."""

    value: str
    name: LocalText
    region: str = ""
    """ISO 3166-2 code; of a region its own; "" where it lies in none."""


Places = Callable[[], Iterable[Place]]

_places: Final[dict[ScopeKind, Places]] = {}


def register_places(kind: ScopeKind, places: Places) -> None:
    """Name the function which lists the values of a kind of scope."""
    _places[kind] = places


def places_of(kind: ScopeKind) -> list[Place]:
    """Return the known values of a kind of scope, in the order of their owner."""
    return list(_places[kind]()) if kind in _places else []


def places_within(kind: ScopeKind, scope: Scope) -> list[Place]:
    """Return the values of a kind of scope which another scope covers."""
    found = places_of(kind)
    regions = {place.value: place.region for place in found}
    return [p for p in found if covers(scope, kind, p.value, lambda _, value: regions[value])]


class PlaceBook:
    """The names and regions of places, each kind read at most once."""

    def __init__(self) -> None:
        self._read: dict[ScopeKind, dict[str, Place]] = {}

    def find(self, kind: ScopeKind, value: str) -> Place | None:
        """Return a place, if its owner knows it."""
        if kind not in self._read:
            self._read[kind] = {place.value: place for place in places_of(kind)}
        return self._read[kind].get(value)

    def name(self, kind: ScopeKind, value: str) -> str:
        """Return the name of a place in the active language, else its value."""
        place = self.find(kind, value)
        return (local(place.name) if place else "") or value

    def region_of(self, kind: ScopeKind, value: str) -> str:
        """Return the region in which a place lies, or "" if none is known."""
        place = self.find(kind, value)
        return place.region if place else ""


def region_of(kind: ScopeKind, value: str) -> str:
    """Return the region in which a value of a scope lies, or "" if none is known."""
    return PlaceBook().region_of(kind, value)


def is_place(kind: ScopeKind, value: str) -> bool:
    """Tell whether a value of a scope exists, as far as its owner has registered its places."""
    return kind not in _places or PlaceBook().find(kind, value) is not None
