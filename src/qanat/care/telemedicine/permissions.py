"""What may be allowed in telemedicine."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "telemedicine.see"
ORDER: Final = "telemedicine.order"
CONCLUDE: Final = "telemedicine.conclude"

PERMISSIONS: Final = (
    Permission(SEE, _("See consultation orders and conclusions")),
    Permission(ORDER, _("Order remote consultations")),
    Permission(CONCLUDE, _("Take orders, consult and conclude")),
)
