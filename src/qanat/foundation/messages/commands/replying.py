"""Take a text which somebody sent back, and write to him where it is not taken.

Who believes himself heard and was not would wait for nothing, or set out for nothing.
"""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.commands.answering import (
    TooManyCodes,
    UnknownCode,
    acknowledge_code,
    is_to,
)
from qanat.foundation.messages.commands.queueing import send_message
from qanat.foundation.messages.models import Message
from qanat.foundation.messages.permissions import WORK
from qanat.foundation.messages.recipients import About, Recipient
from qanat.foundation.messages.states import Channel
from qanat.foundation.messages.wording import NOT_UNDERSTOOD, OVER_MEANWHILE
from qanat.foundation.refusals import Refusal
from qanat.foundation.secrets import decrypt

LOOKED_BACK: Final = timedelta(days=1)
MOST: Final = 500


def take_text(text: str, phone: str) -> bool:
    """Take a text that came back from a telephone; tell whether it confirmed a message.

    A number to which nothing was sent lately is not written to, nor one which tries codes.
    """
    try:
        acknowledge_code(text, source=f"phone:{phone}", phone=phone)
    except TooManyCodes:
        return False
    except UnknownCode:
        tell_sender(SYSTEM, phone=phone, wording=NOT_UNDERSTOOD, now=timezone.now())
        return False
    except Refusal:
        tell_sender(SYSTEM, phone=phone, wording=OVER_MEANWHILE, now=timezone.now())
        return False
    return True


@command(needs=WORK)
def tell_sender(actor: Actor, *, phone: str, wording: str, now: datetime) -> None:
    """Write to a telephone about its answer, in the language in which it was asked lately."""
    rows = Message.objects.filter(
        channel=Channel.SMS, asks_answer=True, queued_at__gt=now - LOOKED_BACK
    ).exclude(address=b"")
    asked = next((row for row in rows.order_by("-id")[:MOST] if is_to(row, phone)), None)
    if asked is None or not phone:
        return
    address = decrypt(bytes(asked.address))
    to = Recipient(address=address, channel=Channel.SMS, language=asked.language)
    about = About(asked.about_kind, asked.about_id, asked.region)
    send_message(actor, to=to, wording=wording, values={}, about=about)
