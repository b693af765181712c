"""The registry as it ships, which the fixture ``registry`` finds loaded, and who reads it."""

from typing import Final

from qanat.foundation.actors import NATION, SYSTEM, Actor, Grant, Scope
from qanat.registry.facilities.commands import load_facilities
from qanat.registry.pathways.commands import load_pathways
from qanat.registry.places.commands import load_places
from qanat.registry.terminology.commands import load_terminology
from qanat.registry.terminology.permissions import READ

READER: Final = Actor(7, "Reader", (Grant("reader", frozenset({READ}), NATION),), language="ru")
STRANGER: Final = Actor(8, "Stranger", language="ru")


def editor(permission: str, scope: Scope = NATION) -> Actor:
    """Return somebody who may read and do one thing more within a scope."""
    return Actor(9, "Editor", (Grant("editor", frozenset({READ, permission}), scope),))


def load() -> None:
    """Load the registry."""
    load_terminology(SYSTEM)
    load_places(SYSTEM)
    load_facilities(SYSTEM)
    load_pathways(SYSTEM)
