"""Filters of the boards: the timeline and the map."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.registry.fleet.states import Known
from qanat.response.dispatch.forms.requests import regions
from qanat.web.forms import Form, OneOf


class TimelineFilter(Form):
    """Which aircraft the timeline shows; the day is kept."""

    region = OneOf(label=_("Region"), choices=regions, required=False)
    operator = OneOf(label=_("Operator"), choices=(), required=False)
    known = OneOf(label=_("Known"), choices=Known.choices, required=False, empty_value=Known.RECORD)
    day = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, operators: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("operator", [("", "–"), *operators])


class MapFilter(Form):
    """Which vehicles stand beside the map."""

    kind = OneOf(
        label=_("Vehicles"),
        choices=[
            ("", pgettext_lazy("vehicles", "All")),
            ("aircraft", _("Aircraft")),
            ("ambulance", _("Ambulances")),
        ],
        required=False,
    )
