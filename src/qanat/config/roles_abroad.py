"""The roles of treatment abroad: who prepares a case and who decides on it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.commission import permissions as commission
from qanat.foundation.access_types import Role, ScopeKind
from qanat.foundation.parameters import permissions as parameters
from qanat.registry.terminology import permissions as registry

_BASIC: Final = frozenset({registry.READ, parameters.READ})

ABROAD: Final[tuple[Role, ...]] = (
    Role(
        "commission_secretary",
        _("Secretary of a commission"),
        ScopeKind.NATION,
        _BASIC | {commission.SEE, commission.KEEP, commission.PRESIDE},
    ),
    Role(
        "commission_chair",
        _("Chair of a commission, or deputy"),
        ScopeKind.NATION,
        _BASIC | {commission.SEE, commission.PRESIDE, commission.VOTE, commission.SIGN},
    ),
    Role(
        "commission_member",
        _("Member of a commission"),
        ScopeKind.NATION,
        _BASIC | {commission.SEE, commission.VOTE},
    ),
)
