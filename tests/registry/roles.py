"""Roles of the tests of the registry."""

from qanat.foundation.access_types import Role, ScopeKind
from qanat.registry.facilities.permissions import EDIT
from qanat.registry.places.permissions import CLOSE
from qanat.registry.terminology.permissions import READ

ROLES = (
    Role("reader", "Reader", ScopeKind.NATION, frozenset({READ})),
    Role("keeper", "Keeper", ScopeKind.NATION, frozenset({READ, CLOSE, EDIT})),
    Role("regional", "Regional keeper", ScopeKind.REGION, frozenset({READ, EDIT})),
    Role("outsider", "Outsider", ScopeKind.NATION, frozenset()),
)
