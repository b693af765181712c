"""Send messages, call people out, answer."""

from qanat.foundation.messages.commands.answering import (
    AlreadyTaken,
    CalledOff,
    UnknownCode,
    acknowledge_code,
    acknowledge_link,
    acknowledge_message,
)
from qanat.foundation.messages.commands.calling import (
    NobodyToCall,
    call_out,
    pass_on_silent,
    stop_call_out,
)
from qanat.foundation.messages.commands.queueing import send_message
from qanat.foundation.messages.recipients import About, Recipient

__all__ = [
    "About",
    "AlreadyTaken",
    "CalledOff",
    "NobodyToCall",
    "Recipient",
    "UnknownCode",
    "acknowledge_code",
    "acknowledge_link",
    "acknowledge_message",
    "call_out",
    "pass_on_silent",
    "send_message",
    "stop_call_out",
]
