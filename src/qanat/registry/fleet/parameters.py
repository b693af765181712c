"""The dated parameters of the fleet."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, declare
from qanat.foundation.parameters.states import Kind

STATEMENT_STALE_H: Final = declare(
    Declaration(
        key="fleet.statement_stale_h",
        label=_("Age from which a statement about an aircraft is stale"),
        kind=Kind.NUMBER,
        unit="h",
        default=24,
        source=gettext_noop("Design assumption; to be agreed with the operators"),
        evidence=Evidence.ASSUMPTION,
        least=1,
        most=720,
    )
)
CERTIFICATE_WARNING_D: Final = declare(
    Declaration(
        key="fleet.certificate_warning_d",
        label=_("Days before the end of a certificate from which it is warned of"),
        kind=Kind.NUMBER,
        unit="d",
        default=30,
        source=gettext_noop("Design assumption"),
        evidence=Evidence.ASSUMPTION,
        least=0,
        most=365,
    )
)
