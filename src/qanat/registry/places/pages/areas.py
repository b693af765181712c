"""Pages of settlements and regions."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.evidence import Evidence
from qanat.foundation.texts import search_key
from qanat.registry.places.forms import PlaceFilter
from qanat.registry.places.pages.tabs import tabs
from qanat.registry.places.queries import (
    RegionRow,
    SettlementRow,
    airfield_rows,
    count_settlements,
    find_places,
    get_region,
    get_settlement,
    outline_rows,
    region_rows,
    settlement_rows,
)
from qanat.registry.telling import amount, position, told
from qanat.registry.terminology.permissions import READ
from qanat.web import wording
from qanat.web.paging import Page, one_page
from qanat.web.reply import page
from qanat.web.tables import Column, Row, Table

MOST_FOUND = 50
SHOWN_OF_REGION = 10


class _Settlements:
    """The settlements of a region, counted and cut by the database."""

    def __init__(self, region: str) -> None:
        self.region = region

    def count(self) -> int:
        return count_settlements(self.region)

    def __getitem__(self, cut: slice) -> list[SettlementRow]:
        return settlement_rows(self.region, offset=cut.start, limit=cut.stop - cut.start)


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Show settlements, found by name or the largest first."""
    actor = actor_of(request)
    actor.need(READ)
    form = PlaceFilter(request.GET)
    typed = form.cleaned_data if form.is_valid() else {}
    text, region = typed.get("text", ""), typed.get("region", "")
    rows: Page[SettlementRow]
    if search_key(text):
        found = find_places(text, kinds=("settlement",), region=region, limit=MOST_FOUND)
        order = [int(place.id) for place in found]
        by_id = {row.id: row for row in settlement_rows(ids=order)}
        rows = one_page(request, [by_id[pk] for pk in order if pk in by_id])
    else:
        rows = one_page(request, _Settlements(region))
    context = {
        "form": form,
        "tabs": tabs("places:places"),
        "rows": rows,
        "table": _settlement_table(rows.items),
    }
    return page(request, "places/places.html", context, fragment="found")


@require_GET
def settlement(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """Show a settlement with what is known of it."""
    actor_of(request).need(READ)
    row = get_settlement(settlement_id)
    facts = [
        (_("Region"), row.region_name),
        (_("Kind"), told(row.kind_label, row.kind_evidence)),
        (_("Population"), told(amount(row.population), row.population_evidence, row.source)),
        (_("Position"), position(row.lon, row.lat)),
        (_("Time zone"), row.zone),
        (pgettext("place", "In other languages"), ", ".join(dict.fromkeys(row.names.values()))),
        (_("Note"), wording.source(row.note)),
        (_("Source"), wording.source(row.source)),
    ]
    fields = [field for field in airfield_rows("KZ") if field.settlement_id == row.id]
    context = {"row": row, "facts": facts, "airfields": fields}
    return page(request, "places/settlement.html", context)


@require_GET
def regions(request: HttpRequest) -> HttpResponse:
    """Show all regions."""
    actor_of(request).need(READ)
    context = {"tabs": tabs("places:regions"), "table": _region_table(region_rows())}
    return page(request, "places/regions.html", context)


@require_GET
def region(request: HttpRequest, code: str) -> HttpResponse:
    """Show a region with what is known of it."""
    actor_of(request).need(READ)
    row = get_region(code)
    context = {
        "row": row,
        "facts": _region_facts(row),
        "table": _settlement_table(settlement_rows(code, limit=SHOWN_OF_REGION)),
        "airfields": [field for field in airfield_rows("KZ") if field.region_code == code],
    }
    return page(request, "places/region.html", context)


@require_GET
def borders(request: HttpRequest) -> HttpResponse:
    """Give the borders of the regions to a map, with how exact they are."""
    actor_of(request).need(READ)
    centres = {row.code: (row.lon, row.lat) for row in region_rows()}
    features = [
        {
            "type": "Feature",
            "id": row.code,
            "properties": {
                "code": row.code,
                "name": row.name,
                "quality": row.quality,
                "label_at": centres[row.code],
            },
            "geometry": {"type": "MultiPolygon", "coordinates": row.polygons},
        }
        for row in outline_rows()
    ]
    answer = JsonResponse({"type": "FeatureCollection", "features": features})
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _region_facts(row: RegionRow) -> list[tuple[str, str]]:
    on = wording.day(row.population_on)
    return [
        (_("Centre"), row.centre),
        (_("Population on %(day)s") % {"day": on}, told(
            amount(row.population), row.population_evidence
        )),
        (_("Area"), told(amount(row.area_km2, _("km²")), row.area_evidence)),
        (_("Codes"), _("%(code)s, KATO %(kato)s") % {"code": row.code, "kato": row.kato}),
        (_("Time zone"), row.zone),
        (_("Formed"), wording.day(row.formed_on) if row.formed_on else ""),
        (pgettext("place", "In other languages"), ", ".join(dict.fromkeys(row.names.values()))),
    ]  # fmt: skip


def _settlement_table(rows: tuple[SettlementRow, ...] | list[SettlementRow]) -> Table:
    return Table(
        columns=(
            Column("name", _("Name")),
            Column("region", _("Region")),
            Column("kind", _("Kind")),
            Column("population", _("Population"), numeric=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.name,
                    row.region_name,
                    str(row.kind_label),
                    amount(row.population) or _("not known"),
                ),
                url=reverse("places:settlement", args=(row.id,)),
            )
            for row in rows
        ),
        empty=_("No place of that name"),
        empty_hint=_("Try another spelling or script, or a nearby town."),
    )


def _region_table(rows: Sequence[RegionRow]) -> Table:
    return Table(
        columns=(
            Column("name", _("Name")),
            Column("code", _("Code"), whole=True),
            Column("centre", _("Centre")),
            Column("population", _("Population"), numeric=True),
            Column("area", _("Area, km²"), numeric=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.name,
                    row.code,
                    row.centre,
                    told(amount(row.population), row.population_evidence)
                    if row.population_evidence == Evidence.ASSUMPTION
                    else amount(row.population),
                    amount(row.area_km2),
                ),
                url=reverse("places:region", args=(row.code,)),
            )
            for row in rows
        ),
        empty=_("The reference data have not been loaded yet."),
    )
