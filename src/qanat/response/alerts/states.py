"""What alerts are raised for, and the life of one."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.lifecycle import Lifecycle, Move
from qanat.response.alerts.permissions import ACKNOWLEDGE, CLOSE, WATCH


class Cause(models.TextChoices):
    """What an alert is raised for: these few and nothing else."""

    UNASSIGNED = "unassigned", pgettext_lazy("alert", "Nobody is in charge of an emergency request")
    REFUSED = "refused", pgettext_lazy("alert", "The airline refused, another plan is needed")
    UNANSWERED = "unanswered", pgettext_lazy("alert", "The airline does not answer")
    UNFIT = "unfit", pgettext_lazy("alert", "A mission can't be done as planned")
    PLAN_BREACH = "plan_breach", pgettext_lazy("alert", "A mission misses its promise")
    LOST_CONTACT = "lost_contact", pgettext_lazy("alert", "A flight does not report")
    CALL_EXHAUSTED = "call_exhausted", pgettext_lazy("alert", "Nobody called answers")
    CREWLESS = "crewless", pgettext_lazy("alert", "An urgent ambulance call has no crew")
    WAY = "way", pgettext_lazy("alert", "The ways of a mission have changed")
    BEST_WAY = "best_way", pgettext_lazy("alert", "The best way of a request is gone or later")
    ENDANGERED = "endangered", pgettext_lazy("alert", "A late flight endangers the next mission")
    WORSENED = "worsened", pgettext_lazy("alert", "A critical patient is worse")
    UNSEEN = "unseen", pgettext_lazy("alert", "A critical patient was not seen in time")
    SILENT = "silent", pgettext_lazy("alert", "A hospital does not report its critical patients")
    LATE_CASE = "late_case", pgettext_lazy("alert", "A case of treatment abroad is late")
    MONEY_DUE = "money_due", pgettext_lazy("alert", "Money of treatment abroad is due")
    FLIGHT_FALLEN = (
        "flight_fallen",
        pgettext_lazy("alert", "A medical flight of treatment abroad does not take place"),
    )


class AlertState(models.TextChoices):
    """Where an alert stands."""

    RAISED = "raised", pgettext_lazy("alert", "Not acknowledged")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("alert", "Acknowledged")
    RESOLVED = "resolved", pgettext_lazy("alert", "Cause is gone")
    CLOSED = "closed", pgettext_lazy("alert", "Closed")


_S = AlertState
OPEN: Final = (_S.RAISED, _S.ACKNOWLEDGED)

ALERT: Final = Lifecycle(
    name="alert",
    states=AlertState,
    start=_S.RAISED,
    moves=(
        Move("acknowledge", _("Acknowledge"), frozenset({_S.RAISED}), _S.ACKNOWLEDGED, ACKNOWLEDGE),
        Move(
            "worsen",
            _("Raise again: it is worse"),
            frozenset({_S.ACKNOWLEDGED}),
            _S.RAISED,
            WATCH,
            done=pgettext_lazy("history", "Raised again: it is worse"),
        ),
        Move("resolve", _("Cause is gone"), frozenset(OPEN), _S.RESOLVED, WATCH),
        Move("close", _("Close"), frozenset(OPEN), _S.CLOSED, CLOSE, "close_alert"),
    ),
)
