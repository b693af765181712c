"""What may be allowed with call-outs."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "callout.see"
CALL: Final = "callout.call"

PERMISSIONS: Final = (
    Permission(SEE, _("See who was called out, and with what answer")),
    Permission(CALL, _("Call out crews, airlines, specialists and hospitals")),
)
