"""What is typed while a flight is followed."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from qanat.response.following.commands.reporting import ReportDraft
from qanat.response.following.models import ReportKind
from qanat.web.forms import Form, MomentField, NumberField, OneOf, TextField, WholeField


class ReportForm(Form):
    """A report by radio or telephone."""

    kind = OneOf(label=_("What was said"), choices=ReportKind.choices)
    at = MomentField(label=_("When"))
    lat = NumberField(
        label=_("Latitude"), unit="°", min_value=-90, max_value=90, decimal_places=6, required=False
    )
    lon = NumberField(
        label=_("Longitude"),
        unit="°",
        min_value=-180,
        max_value=180,
        decimal_places=6,
        required=False,
    )
    persons = WholeField(label=_("Persons on board"), min_value=0, max_value=500, required=False)
    endurance_min = WholeField(
        label=_("Fuel lasts"), unit=_("min"), min_value=0, max_value=1440, required=False
    )
    text = TextField(label=_("Words of the crew"), max_length=500, required=False)

    def draft(self) -> ReportDraft:
        """Return what was typed."""
        typed: dict[str, Any] = {
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in self.cleaned_data.items()
        }
        return ReportDraft(**typed)
