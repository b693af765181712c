"""Who acts: a person, a device or the system itself, with what they may do and see."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from qanat.foundation.access_types import NATION, NOTHING, Scope
from qanat.foundation.refusals import NotAllowed

__all__ = ["NATION", "NOBODY", "SYSTEM", "Actor", "Grant", "Scope"]

SYSTEM_ID: Final = 0


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held within a scope, as permissions."""

    role: str
    permissions: frozenset[str]
    scope: Scope


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, frozen for the time of one request.

    Attributes:
        id: account id; 0 is the system.
        grants: roles held, each within its scope.
        glass: ids of records opened by break-the-glass, by kind of record.
        is_all: the system itself, which may do and see everything.
    """

    id: int
    name: str
    grants: tuple[Grant, ...] = ()
    language: str = "ru"
    zone: str = "Asia/Almaty"
    glass: Mapping[str, frozenset[int]] = field(default_factory=dict)
    is_all: bool = False

    def may(self, permission: str) -> bool:
        """Tell whether the actor holds a permission, in whatever scope."""
        return self.is_all or any(permission in grant.permissions for grant in self.grants)

    def need(self, permission: str) -> None:
        """Refuse unless the actor holds the permission.

        Raises:
            NotAllowed: if he does not.
        """
        if not self.may(permission):
            raise NotAllowed(permission=permission)

    def scope_of(self, permission: str) -> Scope:
        """Return whose rows the permission reaches: the union over the roles that hold it."""
        if self.is_all:
            return NATION
        scope = NOTHING
        for grant in self.grants:
            if permission in grant.permissions:
                scope = scope | grant.scope
        return scope

    def opened(self, kind: str) -> frozenset[int]:
        """Return the ids of records of a kind which are open by break-the-glass."""
        return self.glass.get(kind, frozenset())

    @property
    def by_roles(self) -> "Actor":
        """The same actor as far as his roles alone reach, without break-the-glass."""
        return replace(self, glass={}) if self.glass else self

    def only(self, permissions: frozenset[str]) -> "Actor":
        """Return the same actor with none but these of his permissions."""
        grants = (replace(g, permissions=g.permissions & permissions) for g in self.grants)
        return replace(self, grants=tuple(grants))

    @property
    def roles(self) -> tuple[str, ...]:
        """Codes of the roles held, without repeats, in order.

        A grant without a code is what everybody holds who has signed in: no role.
        """
        return tuple(dict.fromkeys(grant.role for grant in self.grants if grant.role))


SYSTEM: Final = Actor(SYSTEM_ID, "Qanat", is_all=True)
NOBODY: Final = Actor(-1, "")
