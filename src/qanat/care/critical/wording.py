"""The words of the watch to hospitals; no personal data."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.messages.wording import Wording, declare_wording

FINDINGS_ASKED: Final = declare_wording(
    Wording(
        key="critical.findings_asked",
        subject=_("Findings of critical patient %(number)s are asked for"),
        text=_(
            "A specialist waits for fresh findings of critical patient %(number)s. "
            "Enter them in the watch. Confirm that you have read this: %(link)s or code %(code)s"
        ),
    )
)
SEEN: Final = declare_wording(
    Wording(
        key="critical.seen",
        subject=_("Conclusion on critical patient %(number)s"),
        text=_("A specialist wrote a conclusion on critical patient %(number)s. Read it."),
    )
)
MOVE_ADVISED: Final = declare_wording(
    Wording(
        key="critical.move_advised",
        subject=_("Critical patient %(number)s: transport is advised"),
        text=_(
            "A specialist advises to move critical patient %(number)s. Read the conclusion and "
            "ask for transport. Confirm that you have read this: %(link)s or code %(code)s"
        ),
    )
)
