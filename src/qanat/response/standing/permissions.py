"""What may be allowed about where aircraft stand."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "standing.see"

PERMISSIONS: Final = (
    Permission(SEE, _("See whom the free aircraft reach, and where to move one")),
)
