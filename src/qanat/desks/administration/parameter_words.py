"""The codes which stand in tables and texts of parameters, in words."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.roles import all_roles
from qanat.foundation.parameters.queries import ParameterRow
from qanat.foundation.refusals import Text
from qanat.registry.fleet.queries.aircraft import type_rows
from qanat.registry.terminology.queries import names_of
from qanat.registry.workforce.states import LimitGroup

Names: TypeAlias = Mapping[str, Text]


def _roles() -> Names:
    return {"citizen": _("citizen")} | {code: role.label for code, role in all_roles().items()}


def _groups() -> Names:
    return dict(LimitGroup.choices)


NAMES: Final[dict[str, Callable[[], Names]]] = {
    "access.roles_without_second_factor": _roles,
    "organs.cold_limits_h": lambda: names_of("organ"),
    "planning.pressurised_types": lambda: {t.code: t.name for t in type_rows()},
    "workforce.least_rest_h": _groups,
    "workforce.longest_duty_h": _groups,
    "workforce.most_in_28_days_h": _groups,
    "workforce.most_in_7_days_h": _groups,
    "workforce.refusing_groups": _groups,
}
"""What the codes of a parameter are called, by its key."""


def code_names(row: ParameterRow) -> Names:
    """Return the names of the codes which may stand in a parameter."""
    return NAMES[row.key]() if row.key in NAMES else {}


def in_words(text: str, names: Names) -> str:
    """Write a list of codes as words; a text without known codes stays as it is."""
    words = text.split()
    return ", ".join(str(names.get(w, w)) for w in words) if set(words) & set(names) else text
