"""Input of the pages of places."""

from django.utils.translation import gettext_lazy as _

from qanat.registry.places.queries import RoadLinkRow, landing_places, region_rows, road_links
from qanat.registry.terminology.queries import choices
from qanat.web.forms import Form, MomentField, OneOf, SomeOf, TextField

ANY = ("", "–")


def _regions() -> list[tuple[str, str]]:
    return [ANY, *((row.code, row.name) for row in region_rows())]


def _way(row: RoadLinkRow) -> str:
    return " ".join(filter(None, (row.road_code, f"{row.a} – {row.b}")))


def _links() -> list[tuple[str, str]]:
    return sorted(((row.id, _way(row)) for row in road_links()), key=lambda pair: pair[1])


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


class RoadClosureForm(ClosureForm):
    """Closed stretches of road."""

    links = SomeOf(label=_("Roads"), choices=_links, coerce=int)


class LandingClosureForm(ClosureForm):
    """A closed airfield or landing site."""

    place = OneOf(label=_("Airfield or landing site"), choices=_landing)
