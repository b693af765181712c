"""Pages of facilities."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.evidence import Evidence, is_verified
from qanat.foundation.refusals import Refusal
from qanat.registry.facilities.commands import add_capability, end_capability, state_beds
from qanat.registry.facilities.forms import BedsForm, CapabilityForm, EndForm, FacilityFilter
from qanat.registry.facilities.permissions import EDIT
from qanat.registry.facilities.queries import (
    CapabilityRow,
    FacilityRow,
    Filter,
    capabilities_of,
    count_facilities,
    department_rows,
    facility_row,
    facility_rows,
    may_edit,
)
from qanat.registry.telling import amount, position, told, yes_no
from qanat.registry.terminology.permissions import READ
from qanat.registry.terminology.queries import names_of
from qanat.web import wording
from qanat.web.forms import Form
from qanat.web.marks import day
from qanat.web.paging import one_page
from qanat.web.related import related_to
from qanat.web.reply import Question, again, ask, done, page
from qanat.web.tables import Column, Row, Table

LIST = "facilities/facilities.html"
FACILITY = "facilities/facility.html"
CHANGE = "facilities/change.html"


class _Facilities:
    """The facilities that fit a filter, counted and cut by the database."""

    def __init__(self, wanted: Filter) -> None:
        self.wanted = wanted

    def count(self) -> int:
        return count_facilities(self.wanted)

    def __getitem__(self, cut: slice) -> list[FacilityRow]:
        return facility_rows(self.wanted, offset=cut.start, limit=cut.stop - cut.start)


@require_GET
def facilities(request: HttpRequest) -> HttpResponse:
    """Show facilities, found by words and by what they are able to do."""
    actor_of(request).need(READ)
    form = FacilityFilter(request.GET)
    rows = one_page(request, _Facilities(form.wanted()))
    return page(
        request, LIST, {"form": form, "rows": rows, "table": _table(rows.items)}, fragment="found"
    )


@require_GET
def facility(request: HttpRequest, facility_id: int) -> HttpResponse:
    """Show a facility: what it is able to do, and where we know it from."""
    actor = actor_of(request)
    actor.need(READ)
    row = facility_row(facility_id)
    is_editable = may_edit(actor, facility_id)
    held = capabilities_of([facility_id]).get(facility_id, [])
    context = {
        "row": row,
        "facts": _facts(row),
        "table": _capability_table(row, held, is_editable=is_editable),
        "departments": department_rows(facility_id),
        "is_editable": is_editable,
        "related": related_to(actor, "facilities.facility", facility_id),
    }
    return page(request, FACILITY, context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, facility_id: int) -> HttpResponse:
    """State that a facility is able to do something."""
    form = CapabilityForm(request.POST or None, initial={"since": timezone.localdate()})
    actor, row = _editor(request, facility_id)
    if request.method == "GET" or not form.is_valid():
        return _form(request, row, form, _("Add what this hospital is able to do"))
    typed = form.cleaned_data
    try:
        add_capability(
            actor,
            facility_id=facility_id,
            capability=typed["capability"],
            level=typed["level"],
            since=typed["since"],
            evidence=Evidence(typed["evidence"]),
            source=typed["source"],
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message())
        return _form(request, row, form, _("Add what this hospital is able to do"))
    return done(request, to="facilities:facility", args=(facility_id,), message=_("Added."))


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, facility_id: int, capability: str) -> HttpResponse:
    """Ask for the last day of a capability and end it."""
    actor, row = _editor(request, facility_id)
    form = EndForm(request.POST or None, initial={"until": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            end_capability(
                actor,
                facility_id=facility_id,
                capability=capability,
                until=form.cleaned_data["until"],
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message())
        else:
            return done(request, to="facilities:facility", args=(facility_id,))
    name = names_of("capability").get(capability, capability)
    text = _("%(hospital)s: no longer able to do “%(what)s”?")
    question = Question(text % {"hospital": row.name, "what": name}, label=_("End"), danger=True)
    back = reverse("facilities:facility", args=(facility_id,))
    return ask(request, question, action=request.path, back=back, form=form)


@require_http_methods(["GET", "POST"])
def beds(request: HttpRequest, facility_id: int) -> HttpResponse:
    """State how many beds a facility has."""
    actor, row = _editor(request, facility_id)
    form = BedsForm(request.POST or None, initial={"beds": row.beds_stated})
    if request.method == "GET" or not form.is_valid():
        return _form(request, row, form, _("Beds as stated"))
    typed = form.cleaned_data
    state_beds(
        actor,
        facility_id=facility_id,
        beds=typed["beds"],
        evidence=Evidence(typed["evidence"]),
    )
    return done(request, to="facilities:facility", args=(facility_id,), message=_("Saved."))


def _editor(request: HttpRequest, facility_id: int) -> tuple[Actor, FacilityRow]:
    actor = actor_of(request)
    actor.need(EDIT)
    return actor, facility_row(facility_id)


def _form(request: HttpRequest, row: FacilityRow, form: Form, title: str) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "title": title,
        "cancel_url": reverse("facilities:facility", args=(row.id,)),
    }
    return again(request, CHANGE, context) if form.is_bound else page(request, CHANGE, context)


def _facts(row: FacilityRow) -> list[tuple[str, str]]:
    return [
        (_("Place"), f"{row.settlement_name}, {row.region_name}"),
        (_("Type"), told(row.type_label, row.evidence, row.source)),
        (_("Serves"), str(row.level_label)),
        (_("Takes in-patients"), yes_no(row.is_inpatient)),
        (_("Beds as stated"), told(amount(row.beds_stated), row.beds_evidence)),
        (_("Position"), told(position(row.lon, row.lat), row.position_evidence)),
        (_("Time zone"), row.zone),
        (pgettext("place", "In other languages"), "; ".join(dict.fromkeys(row.names.values()))),
        (_("Note"), row.note),
        (_("Source"), wording.source(row.source)),
    ]


def _table(rows: tuple[FacilityRow, ...]) -> Table:
    return Table(
        columns=(
            Column("name", _("Name")),
            Column("place", _("Place")),
            Column("region", _("Region")),
            Column("type", _("Type")),
        ),
        rows=tuple(
            Row(
                cells=(row.name, row.settlement_name, row.region_name, str(row.type_label)),
                url=reverse("facilities:facility", args=(row.id,)),
            )
            for row in rows
        ),
        empty=_("No hospital fits"),
        empty_hint=_("Use fewer words, another spelling, or reset the filter."),
    )


def _capability_table(
    facility: FacilityRow, rows: list[CapabilityRow], *, is_editable: bool
) -> Table:
    columns = [
        Column("what", _("Able to do")),
        Column("level", _("Level"), numeric=True),
        Column("since", _("Since"), whole=True),
        Column("evidence", _("How this is known")),
    ]
    if is_editable:
        columns.append(Column("end", _("End"), hidden_label=True))
    return Table(
        columns=tuple(columns),
        rows=tuple(_capability(facility, row, is_editable=is_editable) for row in rows),
        empty=_("Nothing is known yet"),
    )


def _capability(facility: FacilityRow, row: CapabilityRow, *, is_editable: bool) -> Row:
    label = Evidence(row.evidence).label
    known = told(
        wording.source(row.source) if is_verified(row.evidence) else label, row.evidence, row.source
    )
    cells = [row.name, "" if row.level is None else str(row.level), day(row.since), known]
    if is_editable:
        address = reverse("facilities:end", args=(facility.id, row.code))
        cells.append(
            format_html(
                '<a class="button small" href="{}" data-qanat-dialog>{}</a>', address, _("End")
            )
        )
    return Row(cells=tuple(cells))
