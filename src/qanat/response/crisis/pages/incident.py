"""Incidents: declare one, enter its casualties, lead it, print how it stands."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.kept import forget
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import asked, has_run
from qanat.response.crisis.commands import casualties
from qanat.response.crisis.commands import incidents as commands
from qanat.response.crisis.forms import DeclareForm, EntryForm, NoteForm
from qanat.response.crisis.pages.words import about
from qanat.response.crisis.permissions import DECLARE, REQUEST, SEE, TRIAGE
from qanat.response.crisis.queries.around import around
from qanat.response.crisis.queries.incidents import (
    IncidentRow,
    casualty_count,
    casualty_rows,
    incident_count,
    incident_row,
    incident_rows,
    newest_tags,
    requests_of,
)
from qanat.response.crisis.states import COLOURS, INCIDENT, IncidentKind, IncidentState
from qanat.response.dispatch.queries.requests import requests_by_id
from qanat.response.dispatch.states.requests import OPEN, SERVED
from qanat.web.paging import Behind, one_page
from qanat.web.reply import Question, Values, again, done, page
from qanat.web.wording import number

LIST = "crisis/incidents.html"
DECLARING = "crisis/declare.html"
INCIDENT_PAGE = "crisis/incident.html"
REPORT = "crisis/report.html"
ROWS = 100
MOST_ON_PAPER = 1_000


@require_GET
def incidents(request: HttpRequest) -> HttpResponse:
    """Show incidents, those which run first."""
    actor = actor_of(request)
    actor.need(SEE)
    rows = one_page(
        request,
        Behind(
            lambda: incident_count(actor),
            lambda first, count: incident_rows(actor, first=first, count=count),
        ),
    )
    context = {
        "rows": rows,
        "kinds": dict(IncidentKind.choices),
        "states": dict(IncidentState.choices),
        "can_declare": actor.may(DECLARE),
    }
    return page(request, LIST, context)


@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    """Declare an incident."""
    actor, now = actor_of(request), timezone.now()
    actor.need(DECLARE)
    form = DeclareForm(
        request.POST if request.method == "POST" else None, initial={"happened_at": now}
    )
    made: list[int] = []

    def run(_typed: Values) -> None:
        made.append(commands.declare_incident(actor, draft=form.draft(), now=timezone.now()))
        forget()  # the next page says it already

    if has_run(form, run):
        return done(request, to="crisis:incident", args=(made[0],), message=_("Declared."))
    context = {"form": form}
    return (
        again(request, DECLARING, context) if form.is_bound else page(request, DECLARING, context)
    )


@require_GET
def show(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Show an incident and its casualties."""
    actor = actor_of(request)
    actor.need(SEE)
    row = incident_row(actor, incident_id)
    return page(
        request, INCIDENT_PAGE, _shown(request, actor, row, _blank()), fragment="casualties"
    )


@require_POST
def enter(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Enter casualties; the field stays under the fingers."""
    actor = actor_of(request)
    actor.need(SEE)
    actor.need(TRIAGE)
    incident_row(actor, incident_id)
    form = EntryForm(request.POST)
    tags: list[str] = []

    def run(typed: Values) -> None:
        tags.extend(
            casualties.enter_casualties(
                actor,
                incident_id=incident_id,
                drafts=typed["lines"],
                sent_key=typed["sent_key"],
                now=timezone.now(),
            )
        )

    if has_run(form, run):
        words = ngettext("Entered: tag %(tags)s.", "Entered: tags %(tags)s.", len(tags))
        context = _shown(request, actor, incident_row(actor, incident_id), _blank())
        context["entered"] = words % {"tags": ", ".join(tags)}
        return done(
            request,
            to="crisis:incident",
            args=(incident_id,),
            template=INCIDENT_PAGE,
            fragment="casualties",
            context=context,
            message=context["entered"],
        )
    context = _shown(request, actor, incident_row(actor, incident_id), form)
    return again(request, INCIDENT_PAGE, context, fragment="casualties")


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, incident_id: int, name: str) -> HttpResponse:
    """Ask, then move an incident along its lifecycle."""
    actor = actor_of(request)
    actor.need(DECLARE)
    row = incident_row(actor, incident_id)
    moves = {move.name: move for move in INCIDENT.moves}
    if name not in moves:
        raise NotFound
    form = NoteForm(request.POST if request.method == "POST" else None)
    question = Question(
        f"{moves[name].label}?",
        details=f"{row.number} · {row.place}",
        warning=_without_mission(actor, row) if name == "stand_down" else "",
    )

    def run(typed: Values) -> None:
        commands.move_incident(
            actor, incident_id=incident_id, name=name, note=typed["note"], now=timezone.now()
        )
        forget()

    return asked(request, form, run, question, to=("crisis:incident", incident_id))


@require_GET
def report(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Show how an incident stands, to be printed."""
    actor, now = actor_of(request), timezone.now()
    actor.need(SEE)
    row = incident_row(actor, incident_id)
    context = about(actor, row, "report") | {
        "casualties": casualty_rows(incident_id, count=MOST_ON_PAPER),
        "more": max(0, row.total - MOST_ON_PAPER),
        "around": around(actor, row.lon, row.lat, now),
        "with_request": casualty_count(incident_id, has_request=True),
        "now": now,
    }
    return page(request, REPORT, context)


def _without_mission(actor: Actor, row: IncidentRow) -> str:
    """Return how many of an incident nobody fetches yet, in words; "" if there are none."""
    found = requests_by_id(actor, requests_of(row.id), timezone.now()).values()
    waiting = sum(one.state in OPEN - SERVED for one in found)
    words = ngettext(
        "%(n)s request has no mission yet. It stays in the queue.",
        "%(n)s requests have no mission yet. They stay in the queue.",
        waiting,
    )
    return words % {"n": number(waiting)} if waiting else ""


def _blank() -> EntryForm:
    return EntryForm(initial={"sent_key": str(uuid4())})


def _shown(request: HttpRequest, actor: Actor, row: IncidentRow, form: EntryForm) -> Values:
    category = request.GET.get("category", "")
    wanted = (category,) if category in COLOURS else ()
    found = Behind(
        lambda: casualty_count(row.id, categories=wanted),
        lambda first, count: casualty_rows(row.id, categories=wanted, first=first, count=count),
    )
    return about(actor, row, "incident") | {
        "rows": one_page(request, found, size=ROWS),
        "newest": newest_tags(row.id),
        "entry_form": form,
        "category": category if wanted else "",
        "without_request": casualty_count(row.id, has_request=False) if actor.may(REQUEST) else 0,
    }
