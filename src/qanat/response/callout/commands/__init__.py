"""Writes of call-outs."""

from qanat.response.callout.commands.answering import (
    answer_call,
    answer_for_hospital,
    call_next,
    note_answer,
    take_answer,
    take_offer,
)
from qanat.response.callout.commands.closing import (
    close_airline,
    follow_call,
    overtake_mission,
    overtake_order,
    overtake_request,
    tell_later,
    withdraw_callout,
)
from qanat.response.callout.commands.noting import ABOUT
from qanat.response.callout.commands.replacing import NobodyStandsIn, NotFree, take_into_crew
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
from qanat.response.callout.commands.taking import (
    Answer,
    AnsweredBefore,
    FromWhen,
    HowMuchLater,
    NotNeeded,
    Outcome,
    OverMeanwhile,
)

__all__ = [
    "ABOUT",
    "AllAsked",
    "Answer",
    "AnsweredBefore",
    "FromWhen",
    "HowMuchLater",
    "NobodyStandsIn",
    "NobodyToCall",
    "NotFree",
    "NotNeeded",
    "NotNow",
    "Outcome",
    "OverMeanwhile",
    "answer_call",
    "answer_for_hospital",
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
    "take_into_crew",
    "take_offer",
    "tell_later",
    "withdraw_callout",
]
