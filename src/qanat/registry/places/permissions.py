"""What may be allowed with places."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

CLOSE: Final = "places.close"

PERMISSIONS: Final = (Permission(CLOSE, _("Close and reopen roads, airfields and landing sites")),)
