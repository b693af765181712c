"""Parameters of access control. All are conventions of this product until a rule sets them."""

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, Number, declare
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import Text

SOURCE: Final = gettext_noop("convention of this product")


def _number(key: str, label: Text, unit: str, default: float, bounds: tuple[float, float]) -> str:
    return declare(
        Number(
            key=key,
            label=label,
            unit=unit,
            default=default,
            source=SOURCE,
            least=bounds[0],
            most=bounds[1],
        )
    )


GLASS_H: Final = _number(
    "access.glass_h", _("How long a record stays open in an emergency"), "h", 4, (0.25, 72)
)
IDLE_H: Final = _number(
    "access.idle_h", _("Unused time after which one has to sign in again"), "h", 8, (0.1, 24)
)
LOCK_AFTER: Final = _number(
    "access.lock_after_failures", _("Wrong attempts after which sign-in is closed"), "1", 5, (1, 50)
)
LOCK_MIN: Final = _number(
    "access.lock_min", _("How long sign-in stays closed after wrong attempts"), "min", 15, (1, 1440)
)
SECOND_FACTOR_GRACE_D: Final = _number(
    "access.second_factor_grace_d", _("Days to set up the second factor"), "d", 3, (0, 60)
)
FIRST_PASSWORD_D: Final = _number(
    "access.first_password_d", _("Days for which a first password can be used"), "d", 7, (1, 60)
)
TOKEN_MOST_D: Final = _number(
    "access.token_most_d", _("Longest life of a key for another system"), "d", 366, (1, 3660)
)
NO_SECOND_FACTOR: Final = declare(
    Declaration(
        key="access.roles_without_second_factor",
        label=_("Roles which may sign in without a second factor"),
        kind=Kind.TEXT,
        default="citizen",
        source=SOURCE,
        evidence=Evidence.ASSUMPTION,
        note=gettext_noop("codes of roles, with a space between them"),
    )
)


def number(key: str) -> float:
    """Return a parameter's value today."""
    return parameter(key, on=timezone.now()).number


def span(key: str) -> timedelta:
    """Return a parameter which is a length of time."""
    row = parameter(key, on=timezone.now())
    units = {"min": "minutes", "h": "hours", "d": "days"}
    return timedelta(**{units[row.unit]: row.number})


def roles_without_second_factor() -> frozenset[str]:
    """Return the codes of the roles which may sign in without a second factor."""
    return frozenset(parameter(NO_SECOND_FACTOR, on=timezone.now()).text.split())
