"""The dated parameters of the fleet."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.parameters.declarations import Number, declare

STATEMENT_STALE_H: Final = declare(
    Number(
        key="fleet.statement_stale_h",
        label=_("Age from which a statement about an aircraft is stale"),
        unit="h",
        default=24,
        source=gettext_noop("Design assumption; to be agreed with the operators"),
        least=1,
        most=720,
    )
)
CERTIFICATE_WARNING_D: Final = declare(
    Number(
        key="fleet.certificate_warning_d",
        label=_("Days before the end of a certificate from which it is warned of"),
        unit="d",
        default=30,
        source=gettext_noop("Design assumption"),
        most=365,
    )
)
