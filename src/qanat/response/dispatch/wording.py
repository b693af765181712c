"""The words of dispatch to crews, airlines and hospitals; no personal data."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.messages.wording import Wording, declare_wording

CREW_CALLED: Final = declare_wording(
    Wording(
        key="dispatch.crew_called",
        subject=_("Mission %(number)s: departure at %(at)s"),
        text=_(
            "You are called to mission %(number)s, %(vehicle)s, departure at %(at)s. "
            "Confirm: %(link)s or code %(code)s"
        ),
    )
)
MISSION_OFFERED: Final = declare_wording(
    Wording(
        key="dispatch.mission_offered",
        subject=_("Mission %(number)s waits for your answer"),
        text=_(
            "Mission %(number)s, %(vehicle)s, departure at %(at)s waits for the operator's answer. "
            "Confirm that you have seen it: %(link)s or code %(code)s"
        ),
    )
)
PATIENT_COMES: Final = declare_wording(
    Wording(
        key="dispatch.patient_comes",
        subject=_("A patient arrives at %(at)s"),
        text=_(
            "Mission %(number)s brings a patient to you at about %(at)s. Prepare to receive. "
            "Confirm: %(link)s or code %(code)s"
        ),
    )
)

REQUEST_TAKEN: Final = declare_wording(
    Wording(
        key="dispatch.request_taken",
        subject=_("Request %(number)s is in a colleague's charge now"),
        text=_("A colleague has taken charge of request %(number)s, which was in yours."),
    )
)
REQUEST_GIVEN: Final = declare_wording(
    Wording(
        key="dispatch.request_given",
        subject=_("Request %(number)s is in your charge"),
        text=_("A colleague has handed request %(number)s to you."),
    )
)
