"""Input of the pages of places."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.days import national_day
from qanat.registry.places.queries import landing_places, region_rows, road_links, road_rows
from qanat.registry.terminology.queries import choices
from qanat.web.forms import Form, MomentField, NumberField, OneOf, SomeOf, TextField
from qanat.web.wording import number

ANY = ("", "–")


def _regions() -> list[tuple[str, str]]:
    return [ANY, *((row.code, row.name) for row in region_rows())]


def _links(region: str = "") -> list[tuple[str, str]]:
    rows = [row for row in road_links() if not region or region in row.regions]
    return sorted(((row.id, row.way) for row in rows), key=lambda pair: pair[1])


def _roads() -> list[tuple[str, str]]:
    words = _("%(road)s: km %(first)s–%(last)s, counted from %(start)s")
    return [
        (
            row.code,
            str(words)
            % {
                "road": row.code,
                "start": row.start,
                "first": number(row.first_km),
                "last": number(row.last_km),
            },
        )
        for row in road_rows(national_day(timezone.now()))
    ]


def _landing() -> list[tuple[str, str]]:
    return [(f"{row.kind}:{row.id}", f"{row.name} ({row.code})") for row in landing_places()]


class PlaceFilter(Form):
    """Which settlements are shown."""

    text = TextField(label=_("Name"), required=False)
    region = OneOf(label=_("Region"), choices=_regions, required=False)


class ClosureForm(Form):
    """What is closed, when and why."""

    from_at = MomentField(label=_("From"))
    until_at = MomentField(
        label=_("Until"), required=False, help_text=_("Leave empty until further notice.")
    )
    reason = OneOf(label=_("Reason"), choices=lambda: choices("reason.closure"))
    note = TextField(label=_("Note"), max_length=300, required=False)


class RoadFilter(Form):
    """Which roads are offered for closing."""

    region = OneOf(label=_("Region"), choices=_regions, required=False)


class RoadClosureForm(ClosureForm):
    """Closed stretches of road.

    Args:
        region: only roads which touch it are offered.
    """

    links = SomeOf(label=_("Roads"), coerce=int)

    def __init__(self, *args: Any, region: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("links", _links(region))


class KilometresForm(ClosureForm):
    """A closed stretch of a road between two kilometres."""

    road_code = OneOf(label=_("Road"), choices=_roads)
    from_km = NumberField(
        label=_("From kilometre"), unit=pgettext_lazy("unit", "km"), min_value=0, max_value=9_999
    )
    to_km = NumberField(
        label=_("To kilometre"),
        unit=pgettext_lazy("unit", "km"),
        min_value=0,
        max_value=9_999,
        help_text=_("Kilometres are approximate: summed lengths from where the road begins."),
    )
    field_order = ("road_code", "from_km", "to_km")


class LandingClosureForm(ClosureForm):
    """A closed airfield or landing site."""

    place = OneOf(label=_("Airfield or landing site"), choices=_landing)
