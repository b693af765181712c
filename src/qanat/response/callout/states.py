"""Who is called out, what is answered, and the lives of a call-out and of each who is asked."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.access.permissions import OWN_ACCOUNT
from qanat.foundation.lifecycle import Lifecycle, Move
from qanat.foundation.refusals import Text
from qanat.response.callout.permissions import CALL


class Kind(models.TextChoices):
    """Who is called out."""

    CREW = "crew", pgettext_lazy("call-out", "Crew")
    AIRLINE = "airline", pgettext_lazy("call-out", "Airline")
    SPECIALIST = "specialist", pgettext_lazy("call-out", "Specialist on call")
    HOSPITAL = "hospital", pgettext_lazy("call-out", "Receiving hospital")


PERSONAL: Final = frozenset({Kind.CREW, Kind.SPECIALIST})
"""A "no" is one person's: the next is called. Of the others it is the organisation's."""
ALL_NEEDED: Final = frozenset({Kind.CREW})
"""Everybody who is asked has to come; of the others the first is enough."""
OF_MISSION: Final = frozenset({Kind.CREW, Kind.AIRLINE})


class CalloutState(models.TextChoices):
    """How far a call-out is."""

    WAITING = "waiting", pgettext_lazy("call-out", "Waiting for answers")
    CONFIRMED = "confirmed", pgettext_lazy("call-out", "Confirmed")
    EXHAUSTED = "exhausted", pgettext_lazy("call-out", "Nobody left to call")
    WITHDRAWN = "withdrawn", pgettext_lazy("call-out", "Called off")
    OVERTAKEN = "overtaken", pgettext_lazy("call-out", "Overtaken by events")


class AskState(models.TextChoices):
    """How one who is asked stands to it."""

    WAITING = "waiting", pgettext_lazy("asked", "no answer yet")
    ACCEPTED = "accepted", pgettext_lazy("asked", "said yes")
    DECLINED = "declined", pgettext_lazy("asked", "said no")
    OFFERED = "offered", pgettext_lazy("asked", "only from a later time")
    SILENT = "silent", pgettext_lazy("asked", "nobody answers")
    NOT_NEEDED = "not_needed", pgettext_lazy("asked", "no longer needed")


class Said(models.TextChoices):
    """What one may answer."""

    YES = "yes", pgettext_lazy("answer", "Yes")
    NO = "no", pgettext_lazy("answer", "No")
    LATER = "later", pgettext_lazy("answer", "Later")
    OFFER = "offer", pgettext_lazy("answer", "Only from a later time")


class How(models.TextChoices):
    """The way by which an answer came."""

    LINK = "link", pgettext_lazy("answer", "by the link")
    CODE = "code", pgettext_lazy("answer", "by code")
    PAGE = "page", pgettext_lazy("answer", "on the page")
    PHONE = "phone", pgettext_lazy("answer", "by telephone")


class What(models.TextChoices):
    """What may happen in a call-out."""

    STARTED = "started", _("Called out")
    ASKED = "asked", pgettext_lazy("call-out", "Asked besides")
    PASSED_ON = "passed_on", _("Does not answer, the next is called")
    YES = "yes", _("Said yes")
    NO = "no", _("Said no")
    LATER = "later", _("Answers later")
    OFFERED = "offered", _("Can take the patient only from a later time")
    TOO_LATE = "too_late", _("Said yes too late")
    SILENT = "silent", _("Nobody answers")
    EXHAUSTED = "exhausted", _("Nobody is left to call")
    IN_CREW = "in_crew", _("Taken into the crew in place of a member")
    CONFIRMED = "confirmed", pgettext_lazy("call-out happening", "Confirmed")
    NOT_NEEDED = "not_needed", _("Told that nobody is needed any more")
    PLAN_CHANGED = "plan_changed", _("Told that the plan has changed")
    WITHDRAWN = "withdrawn", _("Called off")
    OVERTAKEN = "overtaken", _("Closed: overtaken by events")


SEEN: Final = {
    CalloutState.CONFIRMED: pgettext_lazy("airline called", "Seen"),
    AskState.ACCEPTED: pgettext_lazy("airline called", "has seen it"),
    What.YES: pgettext_lazy("airline called", "Has seen it"),
}
"""Of an airline: it says that it has seen the task; it accepts or refuses that on its desk."""


def word(kind: Kind, what: CalloutState | AskState | What) -> Text:
    """Return how something is said of who is called out."""
    return SEEN.get(what, what.label) if kind is Kind.AIRLINE else what.label


_C = CalloutState
OPEN: Final = frozenset({_C.WAITING, _C.EXHAUSTED})
STANDING: Final = OPEN | {_C.CONFIRMED}

CALLOUT: Final = Lifecycle(
    name="callout",
    states=CalloutState,
    start=_C.WAITING,
    moves=(
        Move("confirm", _("Confirm"), OPEN, _C.CONFIRMED, OWN_ACCOUNT),
        Move("exhaust", _("Give up"), frozenset({_C.WAITING}), _C.EXHAUSTED, CALL),
        Move("resume", _("Ask further"), frozenset({_C.EXHAUSTED}), _C.WAITING, CALL),
        Move(
            "withdraw",
            _("Call off"),
            STANDING,
            _C.WITHDRAWN,
            CALL,
            "callout_withdraw",
        ),
        Move("overtake", _("Close as overtaken"), STANDING, _C.OVERTAKEN, CALL),
    ),
)

_A = AskState
ASK: Final = Lifecycle(
    name="ask",
    states=AskState,
    start=_A.WAITING,
    moves=(
        Move(
            "accept",
            pgettext_lazy("answer", "Yes"),
            frozenset({_A.WAITING, _A.DECLINED, _A.SILENT, _A.OFFERED}),
            _A.ACCEPTED,
            OWN_ACCOUNT,
        ),
        Move(
            "offer",
            pgettext_lazy("answer", "Only from a later time"),
            frozenset({_A.WAITING, _A.DECLINED, _A.SILENT}),
            _A.OFFERED,
            OWN_ACCOUNT,
        ),
        Move(
            "decline",
            pgettext_lazy("answer", "No"),
            frozenset({_A.WAITING, _A.SILENT, _A.OFFERED}),
            _A.DECLINED,
            OWN_ACCOUNT,
            "callout_decline",
        ),
        Move("fall_silent", _("Nobody answers"), frozenset({_A.WAITING}), _A.SILENT, CALL),
        Move(
            "close",
            _("No longer needed"),
            frozenset({_A.WAITING, _A.ACCEPTED, _A.OFFERED}),
            _A.NOT_NEEDED,
            CALL,
        ),
    ),
)
