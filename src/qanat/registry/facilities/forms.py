"""Input of the pages of facilities."""

from django.utils.translation import gettext_lazy as _

from qanat.foundation.evidence import Evidence
from qanat.registry.facilities.queries import Filter
from qanat.registry.facilities.states import FacilityType
from qanat.registry.places.queries import region_rows
from qanat.registry.terminology.queries import choices
from qanat.web.forms import DayField, Form, OneOf, TextField, WholeField, choices_of

ANY = ("", "–")
LEVELS = (ANY, ("1", "1"), ("2", "2"), ("3", "3"))
STATED = [
    (value, label)
    for value, label in Evidence.choices
    if value in {Evidence.OFFICIAL, Evidence.PUBLISHED, Evidence.MEMORY}
]


class FacilityFilter(Form):
    """Which facilities are shown."""

    text = TextField(label=_("Name, town or region"), required=False)
    region = OneOf(
        label=_("Region"),
        choices=lambda: [ANY, *((row.code, row.name) for row in region_rows())],
        required=False,
    )
    type = OneOf(label=_("Type"), choices=choices_of(FacilityType, "–"), required=False)
    capability = OneOf(
        label=_("Able to do"), choices=lambda: [ANY, *choices("capability")], required=False
    )
    level = OneOf(
        label=_("At least level"), choices=LEVELS, coerce=int, empty_value=None, required=False
    )

    def wanted(self) -> Filter:
        """Return the filter; nothing is asked for where something was mistyped."""
        if not self.is_valid():
            return Filter()
        return Filter(**self.cleaned_data)


class CapabilityForm(Form):
    """Something a hospital is able to do."""

    capability = OneOf(label=_("Able to do"), choices=lambda: choices("capability"))
    level = OneOf(label=_("Level"), choices=LEVELS, coerce=int, empty_value=None, required=False)
    since = DayField(label=_("Since"))
    evidence = OneOf(label=_("How this is known"), choices=STATED)
    source = TextField(label=_("Source"), max_length=300)


class EndForm(Form):
    """The last day of a capability."""

    until = DayField(label=_("Last day"))


class BedsForm(Form):
    """How many beds a hospital has."""

    beds = WholeField(label=_("Beds"), min_value=0, max_value=10_000)
    evidence = OneOf(label=_("How this is known"), choices=STATED)
