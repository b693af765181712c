"""What may be allowed with parameters."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

READ: Final = "parameters.read"
CHANGE: Final = "parameters.change"
VERIFY: Final = "parameters.verify"

PERMISSIONS: Final = (
    Permission(READ, _("See norms, thresholds and prices with their sources")),
    Permission(CHANGE, _("Enter a new version of a norm, threshold or price")),
    Permission(VERIFY, _("Confirm a norm, threshold or price which somebody else entered")),
)
