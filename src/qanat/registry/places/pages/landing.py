"""Pages of airfields and landing sites."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.registry.places.pages.tabs import tabs
from qanat.registry.places.queries import (
    AirfieldRow,
    LandingRow,
    airfield_rows,
    closed_landing,
    get_airfield,
    pad_rows,
    region_names,
)
from qanat.registry.places.states import ClosedKind, Surface
from qanat.registry.telling import amount, position, told, yes_no
from qanat.registry.terminology.permissions import READ
from qanat.web import wording
from qanat.web.paging import one_page
from qanat.web.reply import page
from qanat.web.tables import Column, Row, Table


@require_GET
def airfields(request: HttpRequest) -> HttpResponse:
    """Show airfields at home and abroad."""
    actor_of(request).need(READ)
    rows = one_page(request, airfield_rows())
    context = {
        "tabs": tabs("places:airfields"),
        "title": _("Airfields"),
        "rows": rows,
        "table": _airfield_table(rows.items),
    }
    return page(request, "places/landing.html", context, fragment="found")


@require_GET
def airfield(request: HttpRequest, airfield_id: int) -> HttpResponse:
    """Show an airfield: every fact with where it comes from."""
    actor_of(request).need(READ)
    row = get_airfield(airfield_id)
    surface = "" if row.surface == Surface.UNKNOWN else str(row.surface_label)
    facts = [
        (_("Codes"), " / ".join(filter(None, (row.icao, row.iata)))),
        (_("Region"), region_names().get(row.region_code or "", row.country_code)),
        (_("Longest runway"), told(amount(row.runway_m, _("m")), row.runway_evidence, row.source)),
        (_("Surface"), told(surface, row.surface_evidence, row.source)),
        (_("Lights"), told(yes_no(row.is_lit), row.lights_evidence, row.source)),
        (_("Hours"), told(row.hours, row.hours_evidence, row.source)),
        (_("Fuel"), told(yes_no(row.has_fuel), row.fuel_evidence, row.source)),
        (_("Elevation"), told(
            amount(row.elevation_m, _("m")), row.elevation_evidence, row.source
        )),
        (_("In use"), yes_no(row.is_in_use) or _("not known")),
        (_("Position"), position(row.lon, row.lat)),
        (_("Time zone"), row.zone),
        (_("Note"), wording.source(row.note)),
        (_("Source"), wording.source(row.source)),
    ]  # fmt: skip
    is_closed = (ClosedKind.AIRFIELD.value, row.id) in closed_landing(timezone.now())
    return page(
        request, "places/airfield.html", {"row": row, "facts": facts, "is_closed": is_closed}
    )


@require_GET
def pads(request: HttpRequest) -> HttpResponse:
    """Show landing sites outside airfields."""
    actor_of(request).need(READ)
    rows = one_page(request, pad_rows())
    context = {
        "tabs": tabs("places:pads"),
        "title": _("Landing sites"),
        "rows": rows,
        "table": _pad_table(rows.items),
    }
    return page(request, "places/landing.html", context, fragment="found")


def _airfield_table(rows: tuple[AirfieldRow, ...]) -> Table:
    closed, unknown = closed_landing(timezone.now()), _("not known")
    return Table(
        columns=(
            Column("name", _("Name")),
            Column("code", _("Code"), whole=True),
            Column("runway", _("Runway, m"), numeric=True),
            Column("surface", _("Surface")),
            Column("lights", _("Lights")),
            Column("hours", _("Hours")),
            Column("fuel", _("Fuel")),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.name,
                    row.icao,
                    amount(row.runway_m) or unknown,
                    str(row.surface_label),
                    yes_no(row.is_lit) or unknown,
                    row.hours or unknown,
                    yes_no(row.has_fuel) or unknown,
                ),
                url=reverse("places:airfield", args=(row.id,)),
                tone="closed" if (ClosedKind.AIRFIELD.value, row.id) in closed else "",
            )
            for row in rows
        ),
        empty=_("The reference data have not been loaded yet."),
    )


def _pad_table(rows: tuple[LandingRow, ...]) -> Table:
    closed, names = closed_landing(timezone.now()), region_names()
    return Table(
        columns=(
            Column("name", _("Name")),
            Column("region", _("Region")),
            Column("lights", _("Lights")),
            Column("position", _("Position"), whole=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    told(row.name, row.evidence),
                    names.get(row.region_code or "", ""),
                    yes_no(row.is_lit) or _("not known"),
                    position(row.lon, row.lat),
                ),
                tone="closed" if (ClosedKind.PAD.value, row.id) in closed else "",
            )
            for row in rows
        ),
        empty=_("The reference data have not been loaded yet."),
    )
