"""The lifecycle of a shift, and the kinds of entries of its log."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.lifecycle import Lifecycle, Move
from qanat.response.shifts.permissions import SIGN


class ShiftState(models.TextChoices):
    """Where a shift stands."""

    OPEN = "open", pgettext_lazy("shift", "At work")
    HANDED_OVER = "handed_over", pgettext_lazy("shift", "Handed over, not taken over yet")
    TAKEN_OVER = "taken_over", pgettext_lazy("shift", "Taken over")


class EntryKind(models.TextChoices):
    """What an entry of the log is about."""

    NOTE = "note", pgettext_lazy("shift log", "Note")
    PASS_ON = "pass_on", pgettext_lazy("shift log", "For the next shift")
    CONTACT = "contact", pgettext_lazy("shift log", "Word with somebody outside")
    TECHNICAL = "technical", pgettext_lazy("shift log", "Connection and equipment")


_S = ShiftState
CURRENT: Final = (_S.OPEN, _S.HANDED_OVER)

SHIFT: Final = Lifecycle(
    name="shift",
    states=ShiftState,
    start=_S.OPEN,
    moves=(
        Move("hand_over", _("Hand the shift over"), frozenset({_S.OPEN}), _S.HANDED_OVER, SIGN),
        Move(
            "take_back",
            _("Take the hand-over back"),
            frozenset({_S.HANDED_OVER}),
            _S.OPEN,
            SIGN,
            done=pgettext_lazy("history", "Hand-over taken back"),
        ),
        Move(
            "take_over", _("Take the shift over"), frozenset({_S.HANDED_OVER}), _S.TAKEN_OVER, SIGN
        ),
    ),
)
