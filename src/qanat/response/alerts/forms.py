"""What is typed about alerts."""

from django.utils.translation import gettext_lazy as _

from qanat.registry.terminology.queries import reason_choices
from qanat.web.forms import Form, LongTextField, OneOf


class CloseForm(Form):
    """Why an alert is closed though its cause stays."""

    reason = OneOf(
        label=_("Reason"),
        choices=lambda: reason_choices("close_alert"),
    )
    note = LongTextField(label=_("Note"), max_length=2000, required=False)
