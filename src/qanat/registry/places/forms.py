"""Input of the pages of places."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from qanat.registry.places.queries import landing_places, region_rows, road_links
from qanat.registry.terminology.queries import choices
from qanat.web.forms import Form, MomentField, OneOf, SomeOf, TextField

ANY = ("", "–")


def _regions() -> list[tuple[str, str]]:
    return [ANY, *((row.code, row.name) for row in region_rows())]


def _links(region: str = "") -> list[tuple[str, str]]:
    rows = [row for row in road_links() if not region or region in row.regions]
    return sorted(((row.id, row.way) for row in rows), key=lambda pair: pair[1])


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


class LandingClosureForm(ClosureForm):
    """A closed airfield or landing site."""

    place = OneOf(label=_("Airfield or landing site"), choices=_landing)
