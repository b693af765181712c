"""The dated parameters of telemedicine: by when a consultation has to begin."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.parameters.declarations import Number, declare
from qanat.foundation.refusals import Text

ASSUMED: Final = gettext_noop(
    "Design assumption; the operative rules of remote medical services are to be read"
)
NOTE: Final = gettext_noop("Saturdays and Sundays do not count; public holidays still do.")


def _norm(key: str, label: Text, unit: str, default: float, note: str = "") -> str:
    return declare(
        Number(
            key=f"telemedicine.{key}",
            label=label,
            unit=unit,
            default=default,
            source=ASSUMED,
            note=note,
            least=1,
            most=10_080,
        )
    )


THREAT: Final = _norm(
    "threat_norm_min", _("Consultation begins: threat to life or an organ"), "min", 30
)
EMERGENCY: Final = _norm("emergency_norm_min", _("Consultation begins: emergency"), "min", 60)
URGENT: Final = _norm("urgent_norm_min", _("Consultation begins: urgent"), "min", 1_440)
PLANNED: Final = _norm(
    "planned_norm_days", _("Consultation begins: planned, working days"), "d", 5, NOTE
)
