"""The dated parameters of statistics: when something was entered late, what stands out."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.parameters.declarations import Number, declare
from qanat.foundation.refusals import Text

ASSUMED: Final = gettext_noop("Design assumption; to be agreed with the centre")


def _number(key: str, label: Text, unit: str, default: float, most: float) -> str:
    return declare(
        Number(
            key=f"statistics.{key}",
            label=label,
            unit=unit,
            default=default,
            source=ASSUMED,
            most=most,
        )
    )


LATE_ENTRY: Final = _number(
    "late_entry_min", _("A record was entered late: later than it happened by"), "min", 60, 10_080
)
LONGEST_FLIGHT: Final = _number(
    "longest_flight_min", _("A flight can't last longer than"), "min", 1440, 10_080
)
SMALLEST_GROUP: Final = _number(
    "smallest_group", _("Organisations are compared from so many flights on"), "1", 5, 1000
)
