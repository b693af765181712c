"""Roles of journeys: one who may do everything, and one who may do nothing."""

from qanat.config.roles import ROLES as OURS
from qanat.foundation.access_types import Role, ScopeKind

EVERYTHING = frozenset().union(*(role.permissions for role in OURS))
ROLES = (
    *OURS,
    Role("everything", "Everything", ScopeKind.NATION, EVERYTHING),
    Role("nothing", "Nothing", ScopeKind.NATION, frozenset()),
)
