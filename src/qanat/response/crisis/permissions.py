"""What may be allowed with mass-casualty incidents."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "crisis.see"
DECLARE: Final = "crisis.declare"
TRIAGE: Final = "crisis.triage"
REQUEST: Final = "crisis.request"

PERMISSIONS: Final = (
    Permission(SEE, _("See mass-casualty incidents and their casualties")),
    Permission(DECLARE, _("Declare a mass-casualty incident, lead it and stand it down")),
    Permission(TRIAGE, _("Enter casualties and sort them again")),
    Permission(REQUEST, _("Make requests for casualties")),
)
