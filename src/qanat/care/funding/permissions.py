"""What may be allowed with the money of treatment abroad."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "funding.see"
BUDGET: Final = "funding.budget"
COMMIT: Final = "funding.commit"
PAY: Final = "funding.pay"
BILL: Final = "funding.bill"
RATE: Final = "funding.rate"

PERMISSIONS: Final = (
    Permission(SEE, _("See the money of treatment abroad")),
    Permission(BUDGET, _("Enter appropriations of treatment abroad and close years")),
    Permission(COMMIT, _("Reserve and commit money of treatment abroad")),
    Permission(PAY, _("Accept and pay invoices of treatment abroad")),
    Permission(BILL, _("Hand in invoices of treatment abroad")),
    Permission(RATE, _("Enter exchange rates")),
)
