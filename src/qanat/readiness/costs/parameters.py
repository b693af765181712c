"""The dated parameters of costs: small groups of patients, and how long a decline is followed."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.parameters.declarations import Number, declare
from qanat.foundation.refusals import Text

ASSUMED: Final = gettext_noop("Design assumption; to be agreed with the centre")


def _number(key: str, label: Text, unit: str, default: float, most: float) -> str:
    return declare(
        Number(
            key=f"costs.{key}",
            label=label,
            unit=unit,
            default=default,
            source=ASSUMED,
            most=most,
        )
    )


SMALLEST_CELL: Final = _number(
    "smallest_cell",
    _("Outcomes of fewer patients are not told to who may not see patients"),
    "1",
    5,
    100,
)
FOLLOWED_WITHIN: Final = _number(
    "followed_within_d", _("What came after a decline is looked for within"), "d", 30, 366
)
