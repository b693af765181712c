"""The dated parameters of flight following: how long a silence lasts before each phase."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, Number, declare
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import Text
from qanat.response.following.rules import Norms
from qanat.response.tracking.parameters import OVERDUE_AIR

ANNEX_11: Final = gettext_noop("ICAO Annex 11, 5.2.1, as remembered; the text is to be read")
ASSUMED: Final = gettext_noop("Design assumption; the operator's emergency plan is to be read")


def _minutes(key: str, label: Text, default: float, source: str) -> str:
    return declare(
        Number(
            key=f"following.{key}",
            label=label,
            unit="min",
            default=default,
            source=source,
            evidence=Evidence.MEMORY if source == ANNEX_11 else Evidence.ASSUMPTION,
            least=1,
            most=1_440,
        )
    )


UNCERTAINTY: Final = _minutes(
    "uncertainty_after_min", _("INCERFA: uncertainty begins after a missed report by"), 30, ANNEX_11
)
ALERT: Final = _minutes(
    "alert_after_min", _("ALERFA: alert begins after a missed report by"), 60, ASSUMED
)
DISTRESS: Final = _minutes(
    "distress_after_min", _("DETRESFA: distress begins after a missed report by"), 90, ASSUMED
)
CONTACTS: Final = declare(
    Declaration(
        key="following.contacts",
        label=_("Whom to call about an overdue flight: ats, rcc, rescue"),
        kind=Kind.TABLE,
        default=[
            {"who": "ats", "phone": ""},
            {"who": "rcc", "phone": ""},
            {"who": "rescue", "phone": "112"},
        ],
        source=ASSUMED,
        evidence=Evidence.ASSUMPTION,
        note=gettext_noop(
            "ats: area control centre; rcc: rescue coordination centre; rescue: rescue service"
        ),
    )
)
KEYS: Final = (OVERDUE_AIR, UNCERTAINTY, ALERT, DISTRESS)


def norms(now: datetime) -> Norms:
    """Return the norms which hold now."""
    interval_s, *waits = (parameter(key, on=now).number for key in KEYS)
    uncertainty, alert, distress = (timedelta(minutes=wait) for wait in waits)
    return Norms(timedelta(seconds=interval_s), uncertainty, alert, distress)
