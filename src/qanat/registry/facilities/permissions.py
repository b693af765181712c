"""What may be allowed with facilities."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

EDIT: Final = "facilities.edit"

PERMISSIONS: Final = (Permission(EDIT, _("Change what a hospital is able to do")),)
