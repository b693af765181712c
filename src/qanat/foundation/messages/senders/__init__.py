"""Ways out of the house; each is open only when it is set up.

In the demonstration nothing leaves: every message goes to the tray, a page.
"""

from typing import Final

from django.conf import settings

from qanat.foundation.messages.senders import email, gateway, tray, web_push
from qanat.foundation.messages.senders.letter import Failed, Letter, Sender
from qanat.foundation.messages.states import Channel

__all__ = ["Failed", "Letter", "Sender", "is_configured", "sender_for"]

_SENDERS: Final[dict[Channel, Sender]] = {
    Channel.EMAIL: email.EmailSender(),
    Channel.SMS: gateway.GatewaySender(Channel.SMS),
    Channel.WEB_PUSH: web_push.WebPushSender(),
    Channel.VOICE_NOTE: gateway.GatewaySender(Channel.VOICE_NOTE),
}
_TRAY: Final = tray.TraySender()


def sender_for(channel: Channel) -> Sender | None:
    """Return who sends on a channel; None when it is not set up."""
    if settings.QANAT_DEMO:
        return _TRAY
    sender = _SENDERS[channel]
    return sender if sender.is_configured() else None


def is_configured(channel: Channel) -> bool:
    """Tell whether anything can be sent on a channel."""
    return sender_for(channel) is not None
