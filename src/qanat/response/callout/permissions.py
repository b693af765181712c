"""What may be allowed with call-outs."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "callout.see"
CALL: Final = "callout.call"
ANSWER: Final = "callout.answer"

PERMISSIONS: Final = (
    Permission(SEE, _("See who was called out, and with what answer")),
    Permission(CALL, _("Call out crews, airlines, specialists and hospitals")),
    Permission(ANSWER, _("Answer for one's hospital when it is asked to take a patient")),
)
