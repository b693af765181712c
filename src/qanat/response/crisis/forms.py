"""What is typed of an incident: what happened where, casualties line by line, a new sorting."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.coordinates import read_coordinates
from qanat.foundation.refusals import Text
from qanat.registry import finding
from qanat.response.crisis.commands.casualties import MOST_AT_ONCE, CasualtyDraft
from qanat.response.crisis.commands.incidents import IncidentDraft
from qanat.response.crisis.rules.lines import Fault, Line, read_line
from qanat.response.crisis.states import Category, IncidentKind, TriageMethod
from qanat.web.forms import Form, LongTextField, MomentField, OneOf, TextField, WholeField
from qanat.web.search_field import SearchField

FAULTS: Final[dict[Fault, Text]] = {
    Fault.NO_COLOUR: _("Line %(number)s: begin with the colour, 1, 2, 3 or 0."),
    Fault.UNKNOWN_KEY: _("Line %(number)s: these keys are not known. Colour, sex, age."),
    Fault.LONG_TAG: _("Line %(number)s: a tag has at most 12 letters and digits."),
    Fault.LONG_INJURY: _("Line %(number)s: the injury has at most 160 characters."),
}


class DeclareForm(Form):
    """An incident as it is declared."""

    kind = OneOf(label=_("What happened"), choices=IncidentKind.choices)
    settlement = SearchField(
        label=_("Settlement"),
        find=finding.find_settlements,
        get=finding.settlement,
        url_name="dispatch:find_settlement",
        required=False,
    )
    coordinates = TextField(
        label=_("Coordinates"),
        max_length=60,
        required=False,
        help_text=_("Latitude, longitude: 43.24, 76.95"),
    )
    place = TextField(label=_("Place in words"), required=False)
    happened_at = MomentField(label=_("When it happened"), not_after_now=True)
    estimated = WholeField(
        label=_("How many casualties, as thought now"), min_value=1, max_value=9_999, required=False
    )
    note = TextField(label=_("Note"), max_length=500, required=False)
    is_exercise = forms.BooleanField(label=_("This is an exercise"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget.attrs["autofocus"] = True

    def clean_coordinates(self) -> tuple[float, float] | None:
        """Return longitude and latitude."""
        text = self.cleaned_data["coordinates"]
        found = read_coordinates(text) if text else None
        if text and found is None:
            raise ValidationError(_("Write latitude and longitude, such as 43.24, 76.95."))
        return found

    def clean(self) -> dict[str, Any]:
        """Ask where it is."""
        typed = super().clean() or self.cleaned_data
        if not self.errors and not typed.get("settlement") and not typed.get("coordinates"):
            self.add_error("settlement", _("Say where: a settlement, or coordinates."))
        return typed

    def draft(self) -> IncidentDraft:
        """Return the incident."""
        typed = self.cleaned_data
        lon, lat = typed["coordinates"] or (None, None)
        town = typed["settlement"]
        return IncidentDraft(
            kind=typed["kind"],
            happened_at=typed["happened_at"],
            place=typed["place"],
            settlement_id=int(town.id) if town else None,
            lon=lon,
            lat=lat,
            estimated=typed["estimated"],
            note=typed["note"],
            is_exercise=typed["is_exercise"],
        )


class EntryForm(Form):
    """Casualties, one a line."""

    lines = LongTextField(label=_("Casualties, one a line"), rows=3, max_length=40_000)
    sent_key = TextField(max_length=40, required=False, widget=forms.HiddenInput())

    def clean_lines(self) -> list[CasualtyDraft]:
        """Return the casualties; the first line that can't be read is named."""
        read = [line for line in self.cleaned_data["lines"].split("\n") if line.strip()]
        drafts = []
        for number, text in enumerate(read[: MOST_AT_ONCE + 1], start=1):
            found = read_line(text)
            if not isinstance(found, Line):
                raise ValidationError(str(FAULTS[found]), code=found, params={"number": number})
            drafts.append(
                CasualtyDraft(
                    category=found.category,
                    sex=found.sex,
                    age=found.age,
                    injury=found.injury,
                    tag=found.tag,
                )
            )
        return drafts


class SortForm(Form):
    """A casualty is sorted again."""

    category = OneOf(label=pgettext_lazy("triage", "Colour"), choices=Category.choices, radio=True)
    method = OneOf(label=pgettext_lazy("triage", "By"), choices=TriageMethod.choices)
    note = TextField(label=_("Note"), required=False)


class NoteForm(Form):
    """A word about a move."""

    note = TextField(label=_("Note"), required=False)
