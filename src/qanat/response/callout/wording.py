"""The words of call-outs to crews, airlines, specialists and hospitals; no personal data."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.messages.wording import Wording, declare_wording
from qanat.response.callout.states import Kind
from qanat.response.dispatch.wording import CREW_CALLED, MISSION_OFFERED

SPECIALIST_CALLED: Final = declare_wording(
    Wording(
        key="callout.specialist_called",
        subject=_("You are needed: %(number)s"),
        text=_("A consultation is needed: %(number)s. Answer: %(link)s – or yes by code %(code)s"),
    )
)
HOSPITAL_ASKED: Final = declare_wording(
    Wording(
        key="callout.hospital_asked",
        subject=_("Can you take a patient? %(number)s"),
        text=_(
            "Can you take a patient? %(number)s, arrival about %(at)s. "
            "Answer: %(link)s – or yes by code %(code)s"
        ),
    )
)
HOSPITAL_ASKED_EARLY: Final = declare_wording(
    Wording(
        key="callout.hospital_asked_early",
        subject=_("Can you take a patient? %(number)s"),
        text=_(
            "Can you take a patient? %(number)s, the time of arrival is not known yet. "
            "Answer: %(link)s – or yes by code %(code)s"
        ),
    )
)
NOT_NEEDED: Final = declare_wording(
    Wording(
        key="callout.not_needed",
        subject=_("%(number)s: you are not needed any more"),
        text=_("%(number)s: another has accepted, you are not needed any more. Thank you."),
    )
)
CALLED_OFF: Final = declare_wording(
    Wording(
        key="callout.called_off",
        subject=_("%(number)s: called off"),
        text=_("%(number)s: this call is off. If you are needed again, you will be called anew."),
    )
)
RECEIVER_TOLD: Final = declare_wording(
    Wording(
        key="callout.receiver_told",
        subject=_("%(number)s: the plan has changed"),
        text=_(
            "%(number)s: the flight to you was changed or called off. "
            "The dispatcher will tell you when the patient comes."
        ),
    )
)
LEAVES_LATER: Final = declare_wording(
    Wording(
        key="callout.leaves_later",
        subject=_("%(number)s: leaves later, at %(at)s"),
        text=_("%(number)s leaves later than you were told: at %(at)s. Your yes stands."),
    )
)
OFFER_TAKEN: Final = declare_wording(
    Wording(
        key="callout.offer_taken",
        subject=_("%(number)s: your later time is taken"),
        text=_("%(number)s: your hospital takes the patient, from the time which it offered."),
    )
)
NOBODY_LEFT: Final = declare_wording(
    Wording(
        key="callout.nobody_left",
        subject=_("%(number)s: nobody answers"),
        text=_("%(number)s: nobody who was called out can come or answers. Please act."),
    )
)
CALLS: Final = {
    Kind.CREW: CREW_CALLED,
    Kind.AIRLINE: MISSION_OFFERED,
    Kind.SPECIALIST: SPECIALIST_CALLED,
    Kind.HOSPITAL: HOSPITAL_ASKED,
}
