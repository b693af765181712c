"""What may be allowed with operators of aircraft."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "operators.see"
BILL: Final = "operators.bill"
ANSWER: Final = "operators.answer"
DECIDE: Final = "operators.decide"

PERMISSIONS: Final = (
    Permission(SEE, _("See answers, invoices and the score card of operators")),
    Permission(BILL, _("Take in invoices of an operator and take them back")),
    Permission(ANSWER, _("Answer for the operator about differences of an invoice")),
    Permission(DECIDE, _("Decide about differences and agree or dispute invoices")),
)
