"""What may be allowed with reference data.

One permission reads all of it: places, facilities, networks and terms are no secret inside the
service, and every role needs them.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

READ: Final = "registry.read"
LOAD: Final = "registry.load"

PERMISSIONS: Final = (
    Permission(READ, _("See places, hospitals, networks and terms")),
    Permission(LOAD, _("Load reference data")),
)
