"""What may be allowed at the reception of other services."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

HAND_IN: Final = "reception.hand_in"

PERMISSIONS: Final = (Permission(HAND_IN, _("Hand incidents in from another service")),)
