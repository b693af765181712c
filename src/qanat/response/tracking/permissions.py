"""What may be allowed about positions."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "tracking.see"
REPORT: Final = "tracking.report"

PERMISSIONS: Final = (
    Permission(SEE, _("See where aircraft and ambulances are")),
    Permission(REPORT, _("Report positions")),
)
