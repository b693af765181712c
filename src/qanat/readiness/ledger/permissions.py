"""What may be allowed with the ledger of published figures."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

READ: Final = "ledger.read"
ENTER: Final = "ledger.enter"

PERMISSIONS: Final = (
    Permission(READ, _("See published figures and how they hold")),
    Permission(ENTER, _("Enter publications and correct their figures")),
)
