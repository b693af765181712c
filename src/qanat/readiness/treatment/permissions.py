"""What may be allowed with the figures of treatment abroad."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

READ: Final = "treatment.read"
EXPORT: Final = "treatment.export"

PERMISSIONS: Final = (
    Permission(READ, _("Read the figures of treatment abroad, and the cases behind them")),
    Permission(EXPORT, _("Take the figures and the register of treatment abroad out as files")),
)
