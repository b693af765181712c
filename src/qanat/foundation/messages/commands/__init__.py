"""Send messages, call people out, answer."""

from qanat.foundation.messages.commands.answering import (
    AlreadyTaken,
    CalledOff,
    TooManyCodes,
    UnknownCode,
    acknowledge_code,
    acknowledge_link,
    acknowledge_message,
    confirm_message,
    take_answers,
)
from qanat.foundation.messages.commands.calling import (
    NobodyToCall,
    answer_call_out,
    call_out,
    give_time,
    pass_on_now,
    pass_on_silent,
    stop_call_out,
)
from qanat.foundation.messages.commands.queueing import send_message
from qanat.foundation.messages.commands.replying import take_text
from qanat.foundation.messages.recipients import About, Recipient

__all__ = [
    "About",
    "AlreadyTaken",
    "CalledOff",
    "NobodyToCall",
    "Recipient",
    "TooManyCodes",
    "UnknownCode",
    "acknowledge_code",
    "acknowledge_link",
    "acknowledge_message",
    "answer_call_out",
    "call_out",
    "confirm_message",
    "give_time",
    "pass_on_now",
    "pass_on_silent",
    "send_message",
    "stop_call_out",
    "take_answers",
    "take_text",
]
