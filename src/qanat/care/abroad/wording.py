"""The words of messages to applicants and the working body; no personal data."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.messages.wording import Wording, declare_wording

PASSWORD: Final = declare_wording(
    Wording(
        key="abroad.password",
        subject=_("One-time password"),
        text=_(
            "One-time password to see where the case of treatment abroad stands: %(code)s."
            " It holds for %(minutes)s minutes. Tell it to nobody."
        ),
    )
)
OFFER_CORRECTED: Final = declare_wording(
    Wording(
        key="abroad.offer_corrected",
        subject=_("Case %(number)s: a clinic corrected its offer"),
        text=_(
            "%(clinic)s has corrected its offer for case %(number)s. Compare the offers on the page"
            " of the case."
        ),
    )
)
