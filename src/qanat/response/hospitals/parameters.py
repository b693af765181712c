"""How long what a hospital states of its beds counts."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.parameters.declarations import Number, declare

EXPIRES: Final = declare(
    Number(
        key="hospitals.beds_expire_min",
        label=_("Free beds stated by a hospital count for"),
        unit="min",
        default=240,
        source=gettext_noop("Design assumption: longer ago, free beds are not known"),
        least=10,
        most=2_880,
    )
)
