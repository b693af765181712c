"""What may be allowed about weather."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "weather.see"
STATE: Final = "weather.state"

PERMISSIONS: Final = (
    Permission(SEE, _("See the weather of places")),
    Permission(STATE, _("State the weather of places")),
)
