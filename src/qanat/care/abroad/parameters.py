"""The clocks of treatment abroad: dated parameters, none of them read in the acts yet."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.parameters.declarations import Number, declare
from qanat.foundation.refusals import Text

ASSUMED: Final = gettext_noop("Design assumption; the terms of the act in force are to be read")
THIRTY: Final = gettext_noop(
    "Advice of the time of order No. 544; the terms of the act in force are to be read"
)


def _days(key: str, label: Text, default: float, source: str = ASSUMED) -> str:
    return declare(
        Number(
            key=f"abroad.{key}",
            label=label,
            unit="d",
            default=default,
            source=source,
            least=1,
            most=366,
        )
    )


COMPLETENESS: Final = _days(
    "completeness_days", _("Treatment abroad: completeness is checked, working days"), 2
)
OPINIONS: Final = _days("opinions_days", _("Treatment abroad: experts say, working days"), 5)
OFFERS: Final = _days("offers_days", _("Treatment abroad: clinics offer, working days"), 10)
DECISION: Final = _days(
    "decision_days", _("Treatment abroad: commission decides, calendar days"), 30, THIRTY
)
APPEAL: Final = _days("appeal_days", _("Treatment abroad: appeal, calendar days"), 30)
