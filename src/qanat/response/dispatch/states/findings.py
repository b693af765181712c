"""How the vital signs are called."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.refusals import Text

FINDINGS: Final[dict[str, Text]] = {
    "respiratory_rate": _("Respiratory rate"),
    "spo2": _("SpO₂"),
    "systolic": _("Systolic pressure"),
    "diastolic": _("Diastolic pressure"),
    "heart_rate": _("Heart rate"),
    "temperature_c": _("Temperature"),
}
