"""The register: what waits for whom, in the order in which it goes on; a new case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.abroad.commands.preparing import amend_case, change_contacts, open_case
from qanat.care.abroad.forms.cases import CaseFilter, CaseForm, ContactForm
from qanat.care.abroad.pages.labels import line_of, lines
from qanat.care.abroad.permissions import PREPARE, SEE
from qanat.care.abroad.queries.acts import act_on
from qanat.care.abroad.queries.cases import (
    VIEWS,
    CaseRow,
    Wanted,
    case_count,
    case_counts,
    case_row,
    case_rows,
)
from qanat.care.abroad.queries.record import told_by
from qanat.care.abroad.states import CHANGEABLE
from qanat.care.funding.permissions import SEE as MONEY
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import asked, has_run, typed_of
from qanat.registry.patients.same_person import settled
from qanat.web.differences import differences
from qanat.web.figures import Tab
from qanat.web.forms import whole_number
from qanat.web.paging import Behind, Page, one_page
from qanat.web.reply import Question, Values, again, done, page

BOARD: Final = "abroad/cases.html"
FORM: Final = "abroad/case_form.html"
ON_A_PAGE: Final = 25


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the cases one has to do with."""
    actor = actor_of(request)
    actor.need(SEE)
    now, form = timezone.now(), CaseFilter(request.GET)
    form.full_clean()
    typed = form.cleaned_data  # what can't be read is left out
    view = request.GET.get("view", "mine")
    wanted = Wanted(
        view=view if view in VIEWS else "mine",
        region=typed.get("region") or "",
        state=typed.get("state") or "",
        text=typed.get("text") or "",
    )
    found = Behind(
        lambda: case_count(actor, wanted, now),
        lambda first, count: case_rows(actor, wanted, now, first=first, count=count),
    )
    rows: Page[CaseRow] = one_page(request, found, size=ON_A_PAGE)
    context: Values = {
        "form": form,
        "rows": rows,
        "lines": lines(rows.items, now),
        "view": wanted.view,
        "tabs": _tabs(actor, wanted.view),
        "can_open": actor.may(PREPARE),
        "can_enter_rates": actor.may(MONEY),
        "is_filtered": any(form.cleaned_data.values()),
    }
    return page(request, BOARD, context, fragment="board")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a case."""
    actor = actor_of(request)
    actor.need(PREPARE)
    now = timezone.now()
    if request.method == "GET":
        return page(request, FORM, {"form": new_form(actor, now, {})})
    form, made = CaseForm(request.POST, act=act_on(national_day(now))), list[int]()
    if not has_run(form, lambda _typed: made.append(_open(actor, form))):
        return again(request, FORM, {"form": form})
    words = _("The case is begun. Hand in the papers.")
    return done(request, to="abroad:case", args=(made[0],), message=words)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, case_id: int) -> HttpResponse:
    """Change what a case says, while it is prepared or returned."""
    actor, now = actor_of(request), timezone.now()
    actor.need(PREPARE)
    row = case_row(actor, case_id)
    if row.state not in CHANGEABLE:
        raise NotFound
    told, act = told_by(actor, case_id, now)
    form = CaseForm(typed_of(request), initial=told, act=act, known=row.person)
    stored = int(str(told["version"]))
    typed_version = whole_number(request.POST.get("version", ""))
    version = stored if typed_version is None else typed_version

    def run(_typed: Values) -> None:
        amend_case(actor, case_id=case_id, version=version, draft=form.draft(), now=timezone.now())

    if has_run(form, run):
        return done(request, to="abroad:case", args=(case_id,), message=_("Saved."))
    context: Values = {"form": form, "row": row, "line": line_of(row, now), "version": version}
    if not form.is_bound:
        return page(request, FORM, context)
    told, _act = told_by(actor, case_id, now)
    if told["version"] != version and form.non_field_errors():
        context |= {"version": told["version"], "differences": differences(form, told)}
    return again(request, FORM, context)


@require_http_methods(["GET", "POST"])
def contacts(request: HttpRequest, case_id: int) -> HttpResponse:
    """Change how the applicant of a case which is not over is reached."""
    actor, now = actor_of(request), timezone.now()
    actor.need(PREPARE)
    row, (told, _act) = case_row(actor, case_id), told_by(actor, case_id, now)
    form = ContactForm(typed_of(request), initial=told)
    question = Question(_("How the applicant is reached"), details=row.number, label=_("Save"))

    def run(_typed: Values) -> None:
        change_contacts(actor, case_id=case_id, told=form.contacts())

    return asked(request, form, run, question, to=("abroad:case", case_id), message=_("Saved."))


def new_form(actor: Actor, now: datetime, told: Mapping[str, object]) -> CaseForm:
    """Return the form of a new case, filled with what is known."""
    own = actor.scope_of(PREPARE).only_organisation
    initial = {"facility": own} if own else {}
    given = {**initial, "applicant_language": "kk", **told}
    return CaseForm(initial=given, act=act_on(national_day(now)))


def form_for(
    actor: Actor, case_id: int, now: datetime, more: Mapping[str, object]
) -> tuple[CaseForm, int]:
    """Return the form of a case, filled with what it says and what is to be said, and its version.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    told, act = told_by(actor, case_id, now)
    known = case_row(actor, case_id).person
    return CaseForm(initial={**told, **more}, act=act, known=known), int(str(told["version"]))


def _open(actor: Actor, form: CaseForm) -> int:
    now = timezone.now()
    return open_case(
        actor,
        facility_id=int(form.cleaned_data["facility"].id),
        draft=form.draft(),
        person=settled(form, actor, form.person(), now),
        now=now,
    )


def _tabs(actor: Actor, view: str) -> list[Tab]:
    here = reverse("abroad:cases")
    counts = case_counts(actor, timezone.now())
    names = {
        "mine": _("Waits for you"),
        "late": pgettext("cases", "Late"),
        "examined": _("Being examined"),
        "returned": _("Papers are missing"),
        "decided": pgettext("case", "Decided"),
        "carried": pgettext("cases", "Being carried out"),
        "over": pgettext("cases", "Over"),
        "all": pgettext("cases", "All"),
    }
    return [
        Tab(name, here if one == "mine" else f"{here}?view={one}", one == view, counts[one])
        for one, name in names.items()
    ]
