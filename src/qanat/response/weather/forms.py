"""Forms of weather: reports as they are written, or values told by a person."""

from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.registry.places.queries import landing_places, region_rows, settlement_rows
from qanat.web.forms import Form, LongTextField, MomentField, NumberField, OneOf, SomeOf, TextField

ANY: Final = ("", "–")
NO_CEILING: Final = "none"
PHENOMENA: Final = (
    ("FG", pgettext_lazy("weather", "fog")),
    ("SN", pgettext_lazy("weather", "snow")),
    ("BLSN", pgettext_lazy("weather", "blowing snow")),
    ("FZRA", pgettext_lazy("weather", "freezing rain, icing")),
    ("TS", pgettext_lazy("weather", "thunderstorm")),
    ("DS", pgettext_lazy("weather", "dust storm")),
)


def _places() -> list[tuple[str, str]]:
    fields = [(f"{row.kind}:{row.id}", f"{row.name} ({row.code})") for row in landing_places()]
    towns = [
        (f"settlement:{row.id}", f"{row.name}, {row.region_name}") for row in settlement_rows()
    ]
    return [ANY, *fields, *towns]


def _regions() -> list[tuple[str, str]]:
    return [ANY, *((row.code, row.name) for row in region_rows())]


class RegionFilter(Form):
    """Of which region weather is shown."""

    region = OneOf(label=_("Region"), choices=_regions, required=False)


class ReportsForm(Form):
    """Reports, one a line."""

    texts = LongTextField(
        label=_("METAR, SPECI or TAF"),
        help_text=_("As they are written, each on a line of its own."),
        rows=4,
        max_length=20_000,
    )


class ValuesForm(Form):
    """What a person tells of a place: at least one value."""

    place = OneOf(label=_("Place"), choices=_places)
    observed_at = MomentField(label=_("Observed"), not_after_now=True)
    until = MomentField(
        label=_("Holds until"), required=False, is_ahead=True,
        help_text=_("Left empty, it counts as long as a report does."),
    )  # fmt: skip
    visibility_m = NumberField(
        label=_("Visibility"), unit=pgettext_lazy("unit", "m"), required=False,
        min_value=0, max_value=100_000,
    )  # fmt: skip
    ceiling_m = NumberField(
        label=_("Ceiling"), unit=pgettext_lazy("unit", "m"), required=False,
        min_value=0, max_value=30_000,
    )  # fmt: skip
    sky = OneOf(
        label=_("Clouds"),
        choices=(ANY, (NO_CEILING, _("no ceiling: at most half of the sky is covered"))),
        required=False,
    )
    wind_mps = NumberField(
        label=_("Wind"), unit=pgettext_lazy("unit", "m/s"), required=False,
        min_value=0, max_value=100,
    )  # fmt: skip
    gust_mps = NumberField(
        label=_("Gusts"), unit=pgettext_lazy("unit", "m/s"), required=False,
        min_value=0, max_value=100,
    )  # fmt: skip
    phenomena = SomeOf(label=_("Phenomena"), choices=PHENOMENA, required=False)
    note = TextField(label=_("Who told it"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """Refuse a statement without a value, and two words about the ceiling."""
        typed: dict[str, Any] = super().clean() or {}
        told = ("visibility_m", "ceiling_m", "wind_mps", "sky", "phenomena")
        if not self.errors and all(typed.get(name) in (None, "", []) for name in told):
            raise ValidationError(_("Enter at least one value: visibility, ceiling or wind."))
        if typed.get("sky") and typed.get("ceiling_m") is not None:
            self.add_error("sky", _("Say either how high the ceiling is, or that there is none."))
        until, at = typed.get("until"), typed.get("observed_at")
        if until and at and until <= at:
            self.add_error("until", _("The end must be later than the start."))
        return typed


def plain(value: Decimal | None) -> float | None:
    """Return a typed number as a float."""
    return None if value is None else float(value)
