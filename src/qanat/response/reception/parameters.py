"""What is assumed of an incident of which the other service did not say it."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.parameters.declarations import Number, declare

CATEGORY: Final = declare(
    Number(
        key="reception.category",
        label=_("Category of a call handed in without one"),
        unit="1",
        default=1,
        source=gettext_noop("Design assumption: the most urgent, until a dispatcher has asked"),
        least=1,
        most=4,
    )
)
