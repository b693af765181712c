"""What may be allowed about the beds of hospitals."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "hospitals.see"
STATE: Final = "hospitals.state"

PERMISSIONS: Final = (
    Permission(SEE, _("See the free beds of hospitals")),
    Permission(STATE, _("State the free beds of a hospital")),
)
