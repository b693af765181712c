"""What may be allowed with outbound messages."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Permission

SEE: Final = "messages.see"
SEND: Final = "messages.send"
WORK: Final = "messages.work"

PERMISSIONS: Final = (
    Permission(SEE, _("See who was called and messaged, when and with what answer")),
    Permission(SEND, _("Call people out and send messages")),
    Permission(WORK, _("Deliver messages (the system itself)")),
)
