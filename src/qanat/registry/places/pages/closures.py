"""Pages of what is closed."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound, Refusal
from qanat.registry.places.commands import close_kilometres, close_place, close_roads, reopen
from qanat.registry.places.commands.closing import Kilometres
from qanat.registry.places.forms import (
    ClosureForm,
    KilometresForm,
    LandingClosureForm,
    RoadClosureForm,
    RoadFilter,
)
from qanat.registry.places.pages.tabs import tabs
from qanat.registry.places.permissions import CLOSE
from qanat.registry.places.queries import ClosureRow, closure_rows
from qanat.registry.terminology.permissions import READ
from qanat.web.marks import moment
from qanat.web.paging import one_page
from qanat.web.reply import Question, again, ask, done, page
from qanat.web.tables import Column, Row, Table

ROAD, LANDING, KILOMETRES = "road", "landing", "kilometres"
CLOSE_PAGE = "places/close.html"


@require_GET
def closures(request: HttpRequest) -> HttpResponse:
    """Show what is closed now or will be."""
    actor = actor_of(request)
    actor.need(READ)
    rows = one_page(request, closure_rows(actor, timezone.now()))
    may_close = actor.may(CLOSE)
    context = {
        "tabs": tabs("places:closures"),
        "rows": rows,
        "table": _table(rows.items, may_close=may_close),
        "may_close": may_close,
    }
    return page(request, "places/closures.html", context, fragment="found")


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, what: str) -> HttpResponse:
    """Close roads, a road between two kilometres, or an airfield or landing site."""
    actor = actor_of(request)
    actor.need(CLOSE)
    if what not in {ROAD, LANDING, KILOMETRES}:
        raise NotFound
    form, roads = _form(request, what)
    context = {"form": form, "what": what, "roads": roads}
    if request.method == "GET":
        return page(request, CLOSE_PAGE, context)
    if not form.is_valid():
        return again(request, CLOSE_PAGE, context)
    try:
        _close(actor, what, form)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message())
        return again(request, CLOSE_PAGE, context)
    return done(request, to="places:closures", message=_("The closure is in force."))


@require_http_methods(["GET", "POST"])
def end_closure(request: HttpRequest, closure_id: int) -> HttpResponse:
    """Ask and then end a closure."""
    actor = actor_of(request)
    actor.need(CLOSE)
    if request.method == "GET":
        question = Question(_("End this closure now?"), label=_("Reopen"))
        return ask(request, question, action=request.path, back=reverse("places:closures"))
    reopen(actor, closure_id=closure_id, at=timezone.now())
    return done(request, to="places:closures", message=_("The closure has ended."))


def _form(request: HttpRequest, what: str) -> tuple[ClosureForm, RoadFilter | None]:
    """Return the form, and for roads the choice of a region which keeps it short."""
    initial = {"from_at": timezone.now()}
    if what == LANDING:
        return LandingClosureForm(request.POST or None, initial=initial), None
    if what == KILOMETRES:
        return KilometresForm(request.POST or None, initial=initial), None
    roads = RoadFilter(request.GET)
    region = roads.cleaned_data["region"] if roads.is_valid() else ""
    return RoadClosureForm(request.POST or None, initial=initial, region=region), roads


def _close(actor: Actor, what: str, form: ClosureForm) -> None:
    typed = form.cleaned_data
    common = {key: typed[key] for key in ("from_at", "until_at", "reason", "note")}
    if what == ROAD:
        close_roads(actor, link_ids=typed["links"], **common)
        return
    if what == KILOMETRES:
        ends = (float(typed[name]) for name in ("from_km", "to_km"))
        close_kilometres(actor, stretch=Kilometres(typed["road_code"], *ends), **common)
        return
    kind, _colon, place_id = typed["place"].partition(":")
    close_place(actor, kind=kind, place_id=int(place_id), **common)


def _table(rows: tuple[ClosureRow, ...], *, may_close: bool) -> Table:
    columns = [
        Column("what", _("What")),
        Column("from", _("From"), whole=True),
        Column("until", _("Until"), whole=True),
        Column("reason", _("Reason")),
    ]
    if may_close:
        columns.append(Column("end", _("Reopen"), hidden_label=True))
    return Table(
        columns=tuple(columns),
        rows=tuple(_row(row, may_close=may_close) for row in rows),
        empty=_("Nothing is closed"),
    )


def _row(row: ClosureRow, *, may_close: bool) -> Row:
    cells = [
        row.what,
        moment(row.from_at, "short"),
        moment(row.until_at, "short") if row.until_at else _("until further notice"),
        ". ".join(filter(None, (row.reason, row.note))),
    ]
    if may_close:
        address = reverse("places:end_closure", args=(row.id,))
        cells.append(format_html('<a class="button small" href="{}">{}</a>', address, _("Reopen")))
    return Row(cells=tuple(cells))
