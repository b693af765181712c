"""Roles of these tests: few, and with known permissions."""

from typing import Final

from qanat.foundation.access.permissions import (
    BREAK_GLASS,
    GRANT,
    ISSUE_TOKEN,
    MANAGE_ACCOUNTS,
    READ_AUDIT,
    REVIEW_GLASS,
    SEE_ACCOUNTS,
)
from qanat.foundation.access_types import Role, ScopeKind

WORK: Final = "test.work"
LOOK: Final = "test.look"

_OVER_ACCOUNTS: Final = frozenset({SEE_ACCOUNTS, MANAGE_ACCOUNTS, GRANT, ISSUE_TOKEN})

ROLES: Final = (
    Role("administrator", "Administrator", ScopeKind.NATION, _OVER_ACCOUNTS),
    Role("regional_administrator", "Regional administrator", ScopeKind.REGION, _OVER_ACCOUNTS),
    Role("reviewer", "Reviewer", ScopeKind.NATION, frozenset({REVIEW_GLASS, READ_AUDIT})),
    Role("regional_reviewer", "Reviewer of a region", ScopeKind.REGION, frozenset({REVIEW_GLASS})),
    Role("dispatcher", "Dispatcher", ScopeKind.NATION, frozenset({WORK, LOOK, BREAK_GLASS})),
    Role("coordinator", "Coordinator", ScopeKind.REGION, frozenset({WORK, LOOK, BREAK_GLASS})),
    Role("clerk", "Clerk", ScopeKind.ORGANISATION, frozenset({LOOK})),
    Role("airline", "Airline", ScopeKind.OPERATOR, frozenset({LOOK})),
    Role("partner", "Partner", ScopeKind.COUNTRY, frozenset({LOOK, ISSUE_TOKEN})),
    Role("citizen", "Citizen", ScopeKind.NATION, frozenset({LOOK})),
)
