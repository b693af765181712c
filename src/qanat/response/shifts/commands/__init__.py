"""Writes of shifts: who works, what is noted, who hands over to whom."""

from qanat.response.shifts.commands.signing import (
    AlreadyAtWork,
    OwnHandOver,
    SignedAgain,
    hand_over_shift,
    open_shift,
    take_back_hand_over,
    take_over_shift,
)
from qanat.response.shifts.commands.working import (
    NotOfThisShift,
    join_shift,
    leave_shift,
    write_entry,
)

__all__ = [
    "AlreadyAtWork",
    "NotOfThisShift",
    "OwnHandOver",
    "SignedAgain",
    "hand_over_shift",
    "join_shift",
    "leave_shift",
    "open_shift",
    "take_back_hand_over",
    "take_over_shift",
    "write_entry",
]
