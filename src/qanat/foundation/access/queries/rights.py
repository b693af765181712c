"""Which roles somebody may give."""

from qanat.foundation.access.permissions import GRANT
from qanat.foundation.access.places import PlaceBook, places_of
from qanat.foundation.access.roles import all_roles
from qanat.foundation.access.rules import unfit
from qanat.foundation.access_types import Role, ScopeKind
from qanat.foundation.actors import Actor

ANY = "0"
"""Stands for every value of a kind of scope whose places nobody has registered."""


def givable_roles(actor: Actor) -> list[Role]:
    """Return the roles which the actor may give somewhere, in their order."""
    book = PlaceBook()
    values = {kind: [p.value for p in places_of(kind)] or [ANY] for kind in ScopeKind}
    values[ScopeKind.NATION] = [""]
    return [
        role
        for role in all_roles().values()
        if any(_may_give(actor, role, value, book) for value in values[role.scope])
    ]


def _may_give(actor: Actor, role: Role, value: str, book: PlaceBook) -> bool:
    why = unfit(role, value, reach=actor.scope_of, grant=GRANT, region_of=book.region_of)
    return why is None
