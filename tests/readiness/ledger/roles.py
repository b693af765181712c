"""Roles for the tests of the ledger."""

from typing import Final

from qanat.foundation.access_types import Role, ScopeKind
from qanat.readiness.ledger.permissions import ENTER, READ
from qanat.readiness.statistics import permissions as statistics
from qanat.registry.terminology import permissions as registry

_SEE: Final = frozenset({READ, statistics.READ, registry.READ})
ROLES: Final = (
    Role("analyst", "Analyst", ScopeKind.NATION, _SEE | {ENTER, statistics.EXPORT}),
    Role("reader", "Reader", ScopeKind.NATION, _SEE),
    Role("regional", "Analyst of a region", ScopeKind.REGION, _SEE | {statistics.EXPORT}),
    Role("stranger", "Somebody else", ScopeKind.NATION, frozenset({registry.READ})),
)
