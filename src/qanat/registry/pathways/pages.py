"""Pages of the clinical networks."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.evidence import Evidence, is_verified
from qanat.registry.facilities.queries import Filter, count_facilities
from qanat.registry.pathways.queries import (
    NetworkDetail,
    NetworkRow,
    RuleRow,
    TargetRow,
    WindowDefinition,
    network_detail,
    network_rows,
)
from qanat.registry.telling import told
from qanat.registry.terminology.permissions import READ
from qanat.web import wording
from qanat.web.figures import Figure
from qanat.web.reply import page
from qanat.web.tables import Column, Row, Table


@require_GET
def networks(request: HttpRequest) -> HttpResponse:
    """Show the networks."""
    actor = actor_of(request)
    actor.need(READ)
    return page(request, "pathways/networks.html", {"table": _table(network_rows(actor))})


@require_GET
def network(request: HttpRequest, code: str) -> HttpResponse:
    """Show what defines a network: levels, targets, windows, routing."""
    actor = actor_of(request)
    actor.need(READ)
    detail = network_detail(actor, code)
    context = {
        "row": detail.network,
        "levels": _levels(detail),
        "targets": _targets(detail.targets),
        "windows": _windows(detail.windows),
        "rules": _rules(detail.rules),
    }
    return page(request, "pathways/network.html", context)


def _table(rows: list[NetworkRow]) -> Table:
    return Table(
        columns=(Column("name", _("Network")), Column("summary", _("What it is for"))),
        rows=tuple(
            Row(cells=(row.name, row.summary), url=reverse("pathways:network", args=(row.code,)))
            for row in rows
        ),
        empty=_("The reference data have not been loaded yet."),
    )


def _levels(detail: NetworkDetail) -> list[Figure]:
    """Return a tile for each level: how many hospitals have it, leading to them."""
    capability = detail.network.capability
    address = reverse("facilities:facilities")
    counts = {
        row.level: count_facilities(Filter(capability=capability, level=row.level))
        for row in detail.levels
    }
    return [
        Figure(
            label=row.name,
            value=wording.number(counts[row.level] - counts.get(row.level + 1, 0)),
            note=row.meaning,
            url=f"{address}?capability={capability}&level={row.level}",
            unverified_source="" if is_verified(row.evidence) else Evidence(row.evidence).label,
        )
        for row in detail.levels
    ]


def _range(icd_from: str, icd_to: str) -> str:
    return icd_from if icd_from == icd_to else f"{icd_from}–{icd_to}"


def _targets(rows: list[TargetRow]) -> Table:
    return Table(
        columns=(
            Column("name", _("Target")),
            Column("from", _("From")),
            Column("to", _("Until")),
            Column("limit", _("At most"), numeric=True),
            Column("share", pgettext("target", "For"), numeric=True),
            Column("known", _("Source")),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.name,
                    row.clock_from_name,
                    row.clock_to_name,
                    wording.duration(row.limit_s),
                    "" if row.share_percent is None else f"≥ {row.share_percent} %",
                    told(wording.source(row.source), row.evidence, row.source),
                )
            )
            for row in rows
        ),
        empty=_("No targets yet"),
    )


def _windows(rows: list[WindowDefinition]) -> Table:
    return Table(
        columns=(
            Column("name", _("Treatment")),
            Column("icd", _("ICD-10"), whole=True),
            Column("limit", _("After onset"), numeric=True),
            Column("condition", pgettext("treatment window", "Condition")),
            Column("known", _("Source")),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.name,
                    _range(row.icd_from, row.icd_to),
                    wording.duration(row.limit_s),
                    row.condition,
                    told(wording.source(row.source), row.evidence, row.source),
                )
            )
            for row in rows
        ),
        empty=_("No windows yet"),
    )


def _rules(rows: list[RuleRow]) -> Table:
    return Table(
        columns=(
            Column("name", pgettext("routing", "Condition")),
            Column("icd", _("ICD-10"), whole=True),
            Column("needs", _("The hospital is able to do")),
            Column("level", _("Level"), numeric=True),
            Column("force", _("Force")),
            Column("known", _("Source")),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.name,
                    _range(row.icd_from, row.icd_to),
                    row.capability_name,
                    "" if row.level is None else str(row.level),
                    _("required") if row.is_required else _("preferred"),
                    told(wording.source(row.source), row.evidence, row.source),
                )
            )
            for row in rows
        ),
        empty=_("No rules yet"),
    )
