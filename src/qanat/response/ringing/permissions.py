"""What may be allowed at the telephone."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

RING: Final = "ringing.ring"
ANSWER: Final = "ringing.answer"

PERMISSIONS: Final = (
    Permission(RING, _("Tell that a telephone rings")),
    Permission(ANSWER, _("See who telephones, and look numbers up")),
)
