"""What may be allowed with statistics."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

READ: Final = "statistics.read"
EXPORT: Final = "statistics.export"
IMPORT: Final = "statistics.import"

PERMISSIONS: Final = (
    Permission(READ, _("See reports of any period and the records behind them")),
    Permission(EXPORT, _("Take reports out as files")),
    Permission(IMPORT, _("Take a journal of a centre into the records")),
)
