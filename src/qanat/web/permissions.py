"""What may be allowed in the page kit."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

GALLERY: Final = "web.gallery"

PERMISSIONS: Final = (Permission(GALLERY, _("See the gallery of page components")),)
