"""The lifecycle of a request for help."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.lifecycle import Lifecycle, Move
from qanat.response.dispatch.permissions import CLOSE, COMMIT, FLY, REGISTER, REVIEW


class RequestState(models.TextChoices):
    """Where a request stands."""

    REGISTERED = "registered", pgettext_lazy("request", "Registered")
    APPROVED = "approved", pgettext_lazy("request", "Approved for flight")
    REMOTE_ONLY = "remote_only", pgettext_lazy("request", "Remote consultation")
    GROUND_ONLY = "ground_only", pgettext_lazy("request", "By road")
    DECLINED = "declined", pgettext_lazy("request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")
    TASKED = "tasked", pgettext_lazy("request", "Mission committed")
    UNDER_WAY = "under_way", pgettext_lazy("request", "Under way")
    HANDED_OVER = "handed_over", pgettext_lazy("request", "Handed over")
    DIED = "died", pgettext_lazy("request", "Died before hand-over")
    MERGED = "merged", pgettext_lazy("request", "Duplicate")
    CLOSED = "closed", pgettext_lazy("request", "Closed")


_S = RequestState
WAITING: Final = frozenset({_S.REGISTERED})
OPEN: Final = frozenset(
    {
        _S.REGISTERED,
        _S.APPROVED,
        _S.REMOTE_ONLY,
        _S.GROUND_ONLY,
        _S.TASKED,
        _S.UNDER_WAY,
        _S.HANDED_OVER,
    }
)
_UNDECIDED = frozenset({_S.REGISTERED, _S.APPROVED, _S.REMOTE_ONLY, _S.GROUND_ONLY})
SERVED: Final = frozenset({_S.TASKED, _S.UNDER_WAY})
"""The states in which a mission is to help."""

REQUEST: Final = Lifecycle(
    name="request",
    states=RequestState,
    start=_S.REGISTERED,
    moves=(
        Move("approve", _("Approve for flight"), _UNDECIDED - {_S.APPROVED}, _S.APPROVED, REVIEW),
        Move(
            "consult",
            _("Consult remotely first"),
            frozenset({_S.REGISTERED, _S.APPROVED, _S.GROUND_ONLY}),
            _S.REMOTE_ONLY,
            REVIEW,
            "remote_only",
            done=pgettext_lazy("history", "Sent to a remote consultation"),
        ),
        Move(
            "send_by_road",
            _("Send by road"),
            frozenset({_S.REGISTERED, _S.APPROVED, _S.REMOTE_ONLY}),
            _S.GROUND_ONLY,
            REVIEW,
            "ground_only",
            done=pgettext_lazy("history", "Sent by road"),
        ),
        Move("decline", _("Decline"), _UNDECIDED, _S.DECLINED, REVIEW, "decline"),
        Move("withdraw", _("Withdraw"), _UNDECIDED | SERVED, _S.WITHDRAWN, REGISTER, "withdraw"),
        Move(
            "task",
            _("Commit a mission"),
            frozenset({_S.APPROVED, _S.GROUND_ONLY}),
            _S.TASKED,
            COMMIT,
        ),
        Move(
            "untask",
            _("Return to planning"),
            SERVED,
            _S.APPROVED,
            COMMIT,
            done=pgettext_lazy("history", "Returned to planning"),
        ),
        Move(
            "depart",
            _("Depart"),
            frozenset({_S.TASKED}),
            _S.UNDER_WAY,
            FLY,
            done=pgettext_lazy("history", "Departed"),
        ),
        Move("hand_over", _("Hand over"), SERVED, _S.HANDED_OVER, FLY),
        Move(
            "await_next",
            _("Wait for the next mission"),
            frozenset({_S.UNDER_WAY, _S.HANDED_OVER}),
            _S.APPROVED,
            COMMIT,
            done=pgettext_lazy("history", "Waits for the next mission"),
        ),
        Move(
            "record_death",
            _("Record the death"),
            _UNDECIDED | SERVED,
            _S.DIED,
            REVIEW,
        ),
        Move(
            "merge",
            _("Mark as duplicate"),
            _UNDECIDED,
            _S.MERGED,
            REGISTER,
            "merge",
            done=pgettext_lazy("history", "Marked as duplicate"),
        ),
        Move(
            "reopen",
            _("Open again"),
            frozenset({_S.DECLINED, _S.WITHDRAWN, _S.DIED}),
            _S.REGISTERED,
            REVIEW,
            "reopen",
            done=pgettext_lazy("history", "Opened again"),
        ),
        Move(
            "close",
            _("Close"),
            frozenset(
                {_S.REMOTE_ONLY, _S.GROUND_ONLY, _S.DECLINED, _S.WITHDRAWN, _S.HANDED_OVER, _S.DIED}
            ),
            _S.CLOSED,
            CLOSE,
        ),
    ),
)
