"""The dated parameters of the money of treatment abroad."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.parameters.declarations import Number, declare

ASSUMED: Final = gettext_noop("Design assumption; to be agreed with the payer")

RATE_OLD_D: Final = declare(
    Number(
        key="funding.rate_old_d",
        label=_("An exchange rate is called old after"),
        unit="d",
        default=5,
        source=ASSUMED,
        most=365,
    )
)
PAY_D: Final = declare(
    Number(
        key="funding.pay_d",
        label=_("An invoice is paid within, from the day on which it came"),
        unit="d",
        default=30,
        source=ASSUMED,
        least=1,
        most=365,
    )
)
PRICE_LEAST: Final = declare(
    Number(
        key="funding.price_least",
        label=_("A price is compared with at least so many contracts"),
        unit="1",
        default=5,
        source=ASSUMED,
        least=3,
        most=1000,
    )
)
PRICE_FAR: Final = declare(
    Number(
        key="funding.price_far",
        label=_("A price is far off from this modified z-score on"),
        unit="1",
        default=3.5,
        source=gettext_noop("Iglewicz, Hoaglin: How to Detect and Handle Outliers (1993)"),
        least=1,
        most=100,
    )
)
