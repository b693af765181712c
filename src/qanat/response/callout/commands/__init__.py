"""Writes of call-outs."""

from qanat.response.callout.commands.answering import (
    Answer,
    AnsweredBefore,
    HowMuchLater,
    NotNeeded,
    Outcome,
    answer_call,
    call_next,
    note_answer,
    take_answer,
)
from qanat.response.callout.commands.closing import (
    close_airline,
    follow_call,
    overtake_mission,
    overtake_order,
    overtake_request,
    withdraw_callout,
)
from qanat.response.callout.commands.noting import ABOUT
from qanat.response.callout.commands.starting import (
    AllAsked,
    NobodyToCall,
    NotNow,
    ask_hospitals,
    call_out_airline,
    call_out_crew,
    call_out_for_order,
    call_out_specialist,
)

__all__ = [
    "ABOUT",
    "AllAsked",
    "Answer",
    "AnsweredBefore",
    "HowMuchLater",
    "NobodyToCall",
    "NotNeeded",
    "NotNow",
    "Outcome",
    "answer_call",
    "ask_hospitals",
    "call_next",
    "call_out_airline",
    "call_out_crew",
    "call_out_for_order",
    "call_out_specialist",
    "close_airline",
    "follow_call",
    "note_answer",
    "overtake_mission",
    "overtake_order",
    "overtake_request",
    "take_answer",
    "withdraw_callout",
]
