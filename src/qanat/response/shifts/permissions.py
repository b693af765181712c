"""What may be allowed with the shifts of the centre."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "shifts.see"
WORK: Final = "shifts.work"
SIGN: Final = "shifts.sign"

PERMISSIONS: Final = (
    Permission(SEE, _("See the shifts of the centre, their log and figures")),
    Permission(WORK, _("Work in a shift and write its log")),
    Permission(SIGN, _("Open a shift, hand it over and take it over")),
)
