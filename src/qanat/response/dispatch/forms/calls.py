"""Forms of ambulance calls: taking and correcting one, its crew, its hospital."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access_types import Scope
from qanat.foundation.coordinates import read_coordinates
from qanat.registry import finding
from qanat.registry.fleet.states import AmbulanceKind
from qanat.response.dispatch.commands.calls import CallDraft
from qanat.response.dispatch.forms.requests import regions_within
from qanat.response.dispatch.models.calls import Category
from qanat.response.dispatch.rules.calls import Crew, is_place_told
from qanat.web import wording
from qanat.web.forms import Form, OneOf, TextField
from qanat.web.search_field import SearchField


class CallForm(Form):
    """An ambulance call."""

    category = OneOf(
        label=_("Category"), choices=Category.choices, coerce=int, initial=1, radio=True
    )
    region = OneOf(label=_("Region"), choices=())
    settlement = SearchField(
        label=_("Settlement"),
        find=finding.find_settlements,
        get=finding.settlement,
        url_name="dispatch:find_settlement",
        beside="region",
        required=False,
    )
    address = TextField(label=_("Address"), max_length=300, required=False)
    coordinates = TextField(
        label=_("Coordinates"),
        max_length=60,
        required=False,
        help_text=_("Latitude, longitude: 43.24, 76.95"),
    )
    is_place_unknown = forms.BooleanField(
        label=_("The place is not known yet: the caller will say"), required=False
    )
    reason = TextField(label=_("What happened"), max_length=300)
    caller_phone = TextField(label=_("Caller's telephone"), max_length=30, required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = regions_within(scope)
        self.offer("region", choices)
        own = [code for code, _name in choices if code]
        if len(own) == 1:
            self.fields["region"].initial = own[0]

    def clean_coordinates(self) -> tuple[float, float] | None:
        """Return longitude and latitude."""
        text = self.cleaned_data["coordinates"]
        found = read_coordinates(text) if text else None
        if text and found is None:
            raise ValidationError(_("Write latitude and longitude, such as 43.24, 76.95."))
        return found

    def clean(self) -> dict[str, Any]:
        """Ask where, unless somebody says that nobody knows yet."""
        typed = super().clean() or self.cleaned_data
        town, point = typed.get("settlement"), typed.get("coordinates")
        is_told = is_place_told(
            int(town.id) if town else None,
            typed.get("address") or "",
            point[0] if point else None,
            is_unknown=bool(typed.get("is_place_unknown")),
        )
        if not is_told and not {"settlement", "address", "coordinates"} & self.errors.keys():
            self.add_error(
                "settlement",
                _("Say where: settlement, address or coordinates; or mark that it is not known."),
            )
        return typed

    def draft(self, called_at: datetime) -> CallDraft:
        """Return the call."""
        typed = self.cleaned_data
        lon, lat = typed["coordinates"] or (None, None)
        return CallDraft(
            category=typed["category"],
            region=typed["region"],
            reason=typed["reason"],
            called_at=called_at,
            settlement_id=int(typed["settlement"].id) if typed["settlement"] else None,
            address=typed["address"],
            lon=lon,
            lat=lat,
            is_place_unknown=typed["is_place_unknown"],
            caller_phone=typed["caller_phone"],
        )


class CrewSelect(forms.Select):
    """A list of crews of which the busy ones can be read and not chosen."""

    closed: frozenset[int] = frozenset()

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Close the option of a busy crew."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["attrs"] |= {"disabled": True} if option["value"] in self.closed else {}
        return option


class AssignForm(Form):
    """The crew for a call: free ones, the nearest first; nobody is chosen before."""

    ambulance = OneOf(label=_("Crew"), choices=(), coerce=int, widget=CrewSelect({"size": 10}))

    def __init__(self, *args: Any, crews: Sequence[Crew], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [(c.id, crew_words(c)) for c in crews if c.is_free]
        busy = [(c.id, crew_words(c)) for c in crews if not c.is_free]
        groups = [(str(_("Free, the nearest first")), free), (str(_("Busy")), busy)]
        choices = [("", "–"), *(group for group in groups if group[1])]
        self.offer("ambulance", choices)
        self.fields["ambulance"].widget.closed = frozenset(pk for pk, _words in busy)


def crew_words(crew: Crew) -> str:
    """Return a crew in one line: call sign, minutes, kind, base; or until when it is busy."""
    parts = [crew.call_sign, *_when(crew), str(AmbulanceKind(crew.kind).label), crew.base]
    return " · ".join(part for part in parts if part)


def _when(crew: Crew) -> list[str]:
    if crew.busy_until is not None and crew.busy_from is not None:
        times = {
            "start": wording.moment(crew.busy_from, "time"),
            "until": wording.moment(crew.busy_until, "time"),
        }
        return [gettext("busy %(start)s–%(until)s") % times]
    if crew.drive_s is None:
        return [gettext("distance unknown")]
    return [wording.duration(max(crew.drive_s, wording.MINUTE_S))]


class CarryForm(Form):
    """The hospital to which a patient is carried."""

    hospital = SearchField(
        label=_("Hospital"),
        find=finding.find_hospitals,
        get=finding.hospital,
        url_name="dispatch:find_hospital",
    )
