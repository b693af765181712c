"""What may be allowed in following flights."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "following.see"
FOLLOW: Final = "following.follow"

PERMISSIONS: Final = (
    Permission(SEE, _("See which flights are followed and the emergency plan of each")),
    Permission(FOLLOW, _("Write down radio reports and tick the steps of the emergency plan")),
)
