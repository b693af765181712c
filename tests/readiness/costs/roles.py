"""Roles for the tests of costs."""

from typing import Final

from qanat.foundation.access_types import Role, ScopeKind
from qanat.readiness.costs.permissions import DECLINES, EXPORT, READ
from qanat.registry.fleet.permissions import SEE_CONTRACTS
from qanat.registry.patients import permissions as patients
from qanat.registry.terminology import permissions as registry
from qanat.response.dispatch.permissions import CONDITION

_OWN: Final = frozenset({READ, DECLINES, EXPORT, registry.READ})
_SEE: Final = _OWN | {CONDITION}
ROLES: Final = (
    Role("analyst", "Analyst", ScopeKind.NATION, _SEE | {SEE_CONTRACTS}),
    Role("physician", "Physician", ScopeKind.NATION, _SEE | {patients.SEE}),
    Role("regional", "Analyst of a region", ScopeKind.REGION, _SEE),
    Role("airline", "Airline", ScopeKind.OPERATOR, _OWN | {SEE_CONTRACTS}),
    Role("reader", "Reader", ScopeKind.NATION, frozenset({READ, registry.READ})),
    Role("stranger", "Somebody else", ScopeKind.NATION, frozenset({registry.READ})),
)
