"""Roles for the tests of statistics."""

from typing import Final

from qanat.foundation.access_types import Role, ScopeKind
from qanat.readiness.statistics.permissions import EXPORT, IMPORT, READ
from qanat.registry.terminology import permissions as registry

_SEE: Final = frozenset({READ, registry.READ})
ROLES: Final = (
    Role("analyst", "Analyst", ScopeKind.NATION, _SEE | {EXPORT}),
    Role("regional_analyst", "Analyst of a region", ScopeKind.REGION, _SEE | {EXPORT}),
    Role("reader", "Reader", ScopeKind.NATION, _SEE),
    Role("importer", "Keeper of journals", ScopeKind.NATION, _SEE | {IMPORT}),
    Role("regional_importer", "Keeper of a region's journals", ScopeKind.REGION, _SEE | {IMPORT}),
    Role("stranger", "Somebody else", ScopeKind.NATION, frozenset({registry.READ})),
)
