"""The emergency plan of a flight: what to do in each phase, and whom to call for it."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.refusals import Text
from qanat.response.following.states import Phase

PHASES: Final[dict[Phase, Text]] = {
    Phase.NORMAL: pgettext_lazy("phase", "Reports in time"),
    Phase.OVERDUE: pgettext_lazy("phase", "Report overdue"),
    Phase.UNCERTAINTY: pgettext_lazy("phase", "Uncertainty (INCERFA)"),
    Phase.ALERT: pgettext_lazy("phase", "Alert (ALERFA)"),
    Phase.DISTRESS: pgettext_lazy("phase", "Distress (DETRESFA)"),
}
"""What the phases are called; for the last three also by their names of ICAO."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    Attributes:
        call: whom to call, a key of the contacts; "" where nobody is called.
    """

    code: str
    phase: Phase
    text: Text
    call: str = ""


STEPS: Final = (
    Step("call_aircraft", Phase.OVERDUE, _("Call the aircraft by radio and telephone"), "crew"),
    Step("call_airline", Phase.OVERDUE, _("Ask the airline's operations desk"), "airline"),
    Step(
        "ask_ends",
        Phase.OVERDUE,
        _("Ask where it left and where it goes whether it has landed"),
        "receiver",
    ),
    Step("ask_ats", Phase.UNCERTAINTY, _("Tell air traffic control and ask for contact"), "ats"),
    Step("tell_chief", Phase.UNCERTAINTY, _("Tell the chief physician of the shift"), "chief"),
    Step(
        "replace_flight",
        Phase.UNCERTAINTY,
        _("Plan another way for its patients and for its next mission"),
    ),
    Step(
        "alert_rcc",
        Phase.ALERT,
        _("Have the rescue coordination centre alerted; give the last known data"),
        "rcc",
    ),
    Step("tell_rescue", Phase.ALERT, _("Tell the rescue service of the region"), "rescue"),
    Step(
        "ready_help",
        Phase.ALERT,
        _("Make a helicopter and a resuscitation team ready near the last position"),
    ),
    Step(
        "hand_over",
        Phase.DISTRESS,
        _("Confirm that the rescue coordination centre leads the search; hand it this sheet"),
        "rcc",
    ),
    Step("ready_hospitals", Phase.DISTRESS, _("Prepare the nearest hospitals"), "receiver"),
    Step(
        "agree_families",
        Phase.DISTRESS,
        _("Agree with the airline who tells the families, and tell nobody else before"),
        "airline",
    ),
    Step("keep_records", Phase.DISTRESS, _("Keep recordings and notes; change nothing in them")),
)
CODES: Final = frozenset(step.code for step in STEPS)
