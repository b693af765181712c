"""What may be allowed with hours, cost and declines."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

READ: Final = "costs.read"
DECLINES: Final = "costs.declines"
EXPORT: Final = "costs.export"

PERMISSIONS: Final = (
    Permission(READ, _("See hours and cost of contracts, and the flights behind them")),
    Permission(DECLINES, _("See what was declined, and what became of it")),
    Permission(EXPORT, _("Take hours, cost and declines out as files")),
)
