"""The dated parameters of operators: tolerances of comparing, norms of the score card."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.parameters.declarations import Number, declare
from qanat.foundation.refusals import Text

ASSUMED: Final = gettext_noop("Design assumption; to be agreed with the operators")


def _number(key: str, label: Text, unit: str, default: float, most: float) -> str:
    return declare(
        Number(
            key=f"operators.{key}",
            label=label,
            unit=unit,
            default=default,
            source=ASSUMED,
            most=most,
        )
    )


TIME_TOLERANCE: Final = _number(
    "time_tolerance_min", _("A billed flight is ours if it left within"), "min", 30, 720
)
HOURS_TOLERANCE: Final = _number(
    "hours_tolerance_min", _("Billed time may differ from ours by"), "min", 5, 120
)
MONEY_TOLERANCE: Final = _number(
    "money_tolerance_tiyn", _("A billed sum may differ by rounding by"), "tiyn", 100, 100_000
)
OFF_BLOCKS_NORM: Final = _number(
    "off_blocks_norm_min", _("Off blocks in time: later than planned by at most"), "min", 15, 240
)
HOURS_WARNING: Final = _number(
    "hours_warning_percent", _("Warn when of a contract's hours is left less than, %"), "1", 15, 100
)
SMALL_NUMBER: Final = _number(
    "small_number", _("Shares of fewer records than this are marked as small"), "1", 10, 1000
)
