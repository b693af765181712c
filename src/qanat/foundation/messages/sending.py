"""The worker's part: send what is due, pass on what nobody has answered.

Each channel has a thread of its own, so that a mail server which hangs holds up no SMS.
"""

import logging
from datetime import datetime
from typing import Final

from django.utils import timezone

from qanat.foundation.actors import SYSTEM
from qanat.foundation.faults import described
from qanat.foundation.messages.commands.calling import pass_on_silent
from qanat.foundation.messages.commands.delivering import (
    Claim,
    claim_message,
    record_failure,
    record_sent,
)
from qanat.foundation.messages.senders import Failed, Sender, sender_for
from qanat.foundation.messages.states import Channel
from qanat.foundation.periodic import every

log = logging.getLogger(__name__)

AT_ONCE: Final = 200
"""Messages of one round; then it is looked whether the worker has to stop."""


@every(seconds=1)
def pass_on_calls(now: datetime) -> int:
    """Pass on every call-out whose person has not answered in time; return how many."""
    passed = 0
    while passed < AT_ONCE and pass_on_silent(SYSTEM, now=now):
        passed += 1
    return passed


@every(seconds=1, lane="e-mail")
def send_emails(now: datetime) -> int:
    """Send the e-mails that are due."""
    return send_due(Channel.EMAIL, now)


@every(seconds=1, lane="SMS")
def send_texts(now: datetime) -> int:
    """Send the SMS that are due."""
    return send_due(Channel.SMS, now)


@every(seconds=1, lane="notices")
def send_notices(now: datetime) -> int:
    """Send the browsers' notices that are due."""
    return send_due(Channel.WEB_PUSH, now)


@every(seconds=1, lane="spoken")
def send_spoken(now: datetime) -> int:
    """Send the spoken messages that are due."""
    return send_due(Channel.VOICE_NOTE, now)


def send_due(channel: Channel, now: datetime) -> int:
    """Send what is due on a channel; return how many messages went out.

    When the channel is not set up, nothing is touched: the messages wait where people see them.
    """
    sender = sender_for(channel)
    if sender is None:
        return 0
    sent = 0
    for _ in range(AT_ONCE):
        claim = claim_message(SYSTEM, channel=channel, now=max(now, timezone.now()))
        if claim is None:
            break
        sent += _send(sender, claim)
    return sent


def _send(sender: Sender, claim: Claim) -> bool:
    try:
        reference = sender.send(claim.letter)
    except Failed as failed:
        record_failure(SYSTEM, claim=claim, failed=failed, now=timezone.now())
        return False
    except Exception as error:  # noqa: BLE001 (a fault with one message must not hold up the others)
        log.warning("message not sent", extra={"error": described(error)})
        record_failure(SYSTEM, claim=claim, failed=Failed("fault"), now=timezone.now())
        return False
    return record_sent(SYSTEM, claim=claim, reference=reference, now=timezone.now())
