"""Values of terminology which change in time."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, declare
from qanat.foundation.parameters.states import Kind

COLD_LIMITS_H: Final = declare(
    Declaration(
        key="organs.cold_limits_h",
        label=_("Longest cold ischaemia of a donor organ"),
        kind=Kind.TABLE,
        unit="h",
        default={
            "heart": 4,
            "lungs": 6,
            "heart_lung": 4,
            "liver": 10,
            "pancreas": 12,
            "intestine": 8,
            "kidney": 24,
            "cornea": 168,
        },
        source=gettext_noop(
            "nedonation.org, openanesthesia.org, jeevandan.gov.in, transweb.org;"
            " cornea from general knowledge, it depends on the medium"
        ),
        evidence=Evidence.PUBLISHED,
        note=gettext_noop(
            "Sources differ: liver 6 to 20 h, kidney 24 to 72 h. Each centre may set its own."
        ),
    )
)
"""Hours by code of the list ``organ``."""
