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
PETITION: Final = _days(
    "petition_days", _("Treatment abroad: the health department petitions, working days"), 5
)
PAPERS: Final = _days(
    "papers_days", _("Treatment abroad: missing papers are brought, calendar days"), 30
)
RIGHTS: Final = _days("rights_days", _("Treatment abroad: rights are examined, working days"), 2)
APPEAL: Final = _days("appeal_days", _("Treatment abroad: appeal, calendar days"), 30)


def _number(key: str, label: Text, default: float, unit: str, most: float) -> str:
    return declare(
        Number(
            key=f"abroad.{key}",
            label=label,
            unit=unit,
            default=default,
            source=ASSUMED,
            least=1,
            most=most,
        )
    )


URGENT_STEP: Final = _number(
    "urgent_step_h", _("Treatment abroad, urgent lane: a step may take"), 24, "h", 240
)
URGENT_DECISION: Final = _number(
    "urgent_decision_h", _("Treatment abroad, urgent lane: commission decides"), 72, "h", 720
)
LEAST_OPINIONS: Final = _number(
    "least_opinions", _("Treatment abroad: experts who give an opinion, at least"), 2, "1", 10
)
LEAST_CLINICS: Final = _number(
    "least_clinics", _("Treatment abroad: clinics which are asked, at least"), 3, "1", 20
)
PASSWORD_MIN: Final = _number(
    "password_min", _("Treatment abroad: a one-time password holds"), 10, "min", 60
)
