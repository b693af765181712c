"""The words of alerts which leave the screen; no personal data."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.messages.wording import Wording, declare_wording

NOT_ACKNOWLEDGED: Final = declare_wording(
    Wording(
        key="alerts.not_acknowledged",
        subject=_("Nobody has acknowledged an alert: %(number)s"),
        text=_("An alert about %(number)s has waited %(minutes)s min and nobody acknowledged it."),
    )
)
