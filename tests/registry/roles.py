"""Roles of the tests of the registry."""

from qanat.foundation.access_types import Role, ScopeKind
from qanat.registry.facilities.permissions import EDIT
from qanat.registry.fleet import permissions as fleet
from qanat.registry.patients import permissions as patients
from qanat.registry.places.permissions import CLOSE
from qanat.registry.terminology.permissions import READ
from qanat.registry.workforce import permissions as workforce

ROLES = (
    Role("reader", "Reader", ScopeKind.NATION, frozenset({READ})),
    Role("keeper", "Keeper", ScopeKind.NATION, frozenset({READ, CLOSE, EDIT})),
    Role("regional", "Regional keeper", ScopeKind.REGION, frozenset({READ, EDIT})),
    Role(
        "clerk",
        "Clerk of patients",
        ScopeKind.NATION,
        frozenset(p.name for p in patients.PERMISSIONS) | {READ},
    ),
    Role(
        "ward",
        "Regional clerk of patients",
        ScopeKind.REGION,
        frozenset({READ, patients.SEE, patients.REGISTER}),
    ),
    Role("patient_reader", "Reader of patients", ScopeKind.NATION, frozenset({patients.SEE})),
    Role(
        "fleet_manager",
        "Manager of the fleet",
        ScopeKind.NATION,
        frozenset(p.name for p in (*fleet.PERMISSIONS, *workforce.PERMISSIONS)) | {READ},
    ),
    Role(
        "desk",
        "Operator's desk",
        ScopeKind.OPERATOR,
        frozenset({fleet.SEE, fleet.SEE_CONTRACTS, fleet.STATE}),
    ),
    Role(
        "fleet_reader",
        "Regional reader of the fleet and rosters",
        ScopeKind.REGION,
        frozenset({READ, fleet.SEE, workforce.SEE}),
    ),
    Role("outsider", "Outsider", ScopeKind.NATION, frozenset()),
)
