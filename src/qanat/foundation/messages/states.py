"""Ways to reach a person, and the lives of a message and of a call-out."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.access.permissions import OWN_ACCOUNT
from qanat.foundation.lifecycle import Lifecycle, Move
from qanat.foundation.messages.permissions import SEND, WORK


class Channel(models.TextChoices):
    """A way to reach a person."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")
    WEB_PUSH = "web_push", _("notice of the browser")
    VOICE_NOTE = "voice_note", _("spoken message")


class MessageState(models.TextChoices):
    """Where a message is."""

    QUEUED = "queued", pgettext_lazy("message", "waiting")
    SENT = "sent", pgettext_lazy("message", "sent")
    DELIVERED = "delivered", pgettext_lazy("message", "delivered")
    FAILED = "failed", pgettext_lazy("message", "not sent")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("message", "confirmed")
    EXPIRED = "expired", pgettext_lazy("message", "out of date")
    ESCALATED = "escalated", pgettext_lazy("message", "passed on")


class CallState(models.TextChoices):
    """How far a call-out is."""

    RUNNING = "running", pgettext_lazy("call-out", "calling")
    ANSWERED = "answered", pgettext_lazy("call-out", "answered")
    EXHAUSTED = "exhausted", pgettext_lazy("call-out", "nobody answered")
    STOPPED = "stopped", pgettext_lazy("call-out", "called off")


_NOT_OVER: Final = frozenset({MessageState.QUEUED, MessageState.SENT, MessageState.DELIVERED})

MESSAGE: Final = Lifecycle(
    name="message",
    states=MessageState,
    start=MessageState.QUEUED,
    moves=(
        Move("send", _("Send"), frozenset({MessageState.QUEUED}), MessageState.SENT, WORK),
        Move("deliver", _("Deliver"), frozenset({MessageState.SENT}), MessageState.DELIVERED, WORK),
        Move(
            "fail",
            _("Give up"),
            frozenset({MessageState.QUEUED, MessageState.SENT}),
            MessageState.FAILED,
            WORK,
        ),
        Move(
            "acknowledge",
            _("Confirm"),
            _NOT_OVER | {MessageState.ESCALATED, MessageState.FAILED, MessageState.EXPIRED},
            MessageState.ACKNOWLEDGED,
            OWN_ACCOUNT,
        ),
        Move(
            "escalate",
            _("Pass on"),
            _NOT_OVER | {MessageState.FAILED},
            MessageState.ESCALATED,
            WORK,
        ),
        Move("expire", _("Let lapse"), _NOT_OVER, MessageState.EXPIRED, WORK),
    ),
)

CALL_OUT: Final = Lifecycle(
    name="call_out",
    states=CallState,
    start=CallState.RUNNING,
    moves=(
        Move(
            "answer",
            _("Answer"),
            frozenset({CallState.RUNNING, CallState.EXHAUSTED}),
            CallState.ANSWERED,
            OWN_ACCOUNT,
        ),
        Move("exhaust", _("Give up"), frozenset({CallState.RUNNING}), CallState.EXHAUSTED, WORK),
        Move("stop", _("Call off"), frozenset({CallState.RUNNING}), CallState.STOPPED, SEND),
    ),
)
