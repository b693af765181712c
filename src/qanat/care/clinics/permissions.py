"""What may be allowed with clinics abroad."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "clinics.see"
EDIT: Final = "clinics.edit"

PERMISSIONS: Final = (
    Permission(SEE, _("See clinics abroad and quotas between countries")),
    Permission(EDIT, _("Keep the register of clinics abroad and the quotas between countries")),
)
