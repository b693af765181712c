"""How the vital signs are called, and what is said of odd ones."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.engine.scores.plausible import Oddity
from qanat.foundation.refusals import Text

FINDINGS: Final[dict[str, Text]] = {
    "respiratory_rate": _("Respiratory rate"),
    "spo2": _("SpO₂"),
    "systolic": _("Systolic pressure"),
    "diastolic": _("Diastolic pressure"),
    "heart_rate": _("Heart rate"),
    "temperature_c": _("Temperature"),
}

ODD_WORDS: Final = {
    Oddity.IMPOSSIBLE: _("Nobody has such a value. Measure again, or leave it empty."),
    Oddity.NOT_BELOW_SYSTOLIC: _("The diastolic pressure lies below the systolic one."),
    Oddity.UNUSUAL: _("This is very unusual. Check it; if it was measured so, confirm it below."),
}
"""What is said of a finding that can't be, or is hardly so."""
