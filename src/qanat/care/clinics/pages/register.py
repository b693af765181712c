"""The register of clinics abroad: the list, one of them, what is told of it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.clinics.commands.register import (
    add_accreditation,
    add_clinic,
    add_method,
    change_clinic,
    restore_clinic,
    suspend_clinic,
)
from qanat.care.clinics.forms import (
    SPOKEN,
    AccreditationForm,
    ClinicFilter,
    ClinicForm,
    MethodForm,
    ReasonForm,
)
from qanat.care.clinics.permissions import EDIT, SEE
from qanat.care.clinics.queries.brief import clinic_briefs
from qanat.care.clinics.queries.experience import Experience, experience_of
from qanat.care.clinics.queries.register import (
    AccreditationRow,
    ClinicRow,
    MethodRow,
    Wanted,
    accreditations_of,
    clinic_row,
    clinic_rows,
    count_clinics,
    countries_of_clinics,
    methods_of,
)
from qanat.care.clinics.states import CLINIC, ClinicState
from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import Conflict, NotFound
from qanat.foundation.texts import local
from qanat.registry.changing import asked, changed, typed_of
from qanat.registry.terminology.queries import names_of, reason_names
from qanat.web.figures import Figure, Tab
from qanat.web.forms import whole_number
from qanat.web.marks import chip, day
from qanat.web.paging import Behind, one_page
from qanat.web.related import related_to
from qanat.web.reply import Question, Values, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import number

LIST: Final = "clinics/list.html"
PAGE: Final = "clinics/clinic.html"
FORM: Final = "clinics/form.html"
BOTH: Final = ["GET", "POST"]
SHOWN_METHODS: Final = 3
SOON_D: Final = 90


def tabs(here: str) -> list[Tab]:
    """Return the pages of clinics."""
    pages = {"list": _("Clinics"), "quotas": _("Quotas"), "import": _("Take in a file")}
    return [Tab(text, reverse(f"clinics:{name}"), name == here) for name, text in pages.items()]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the clinics by name."""
    actor = actor_of(request)
    actor.need(SEE)
    countries = [(code, local(name)) for code, name in countries_of_clinics(actor)]
    form = ClinicFilter(request.GET, countries=countries)
    typed = form.cleaned_data if form.is_valid() else {}
    wanted = Wanted(**{name: typed.get(name) or "" for name in form.fields})
    rows = one_page(
        request,
        Behind(
            lambda: count_clinics(actor, wanted),
            lambda first, count: clinic_rows(actor, wanted, first=first, count=count),
        ),
    )
    context = {
        "tabs": tabs("list"),
        "form": form,
        "rows": rows,
        "table": _table(rows.items, timezone.localdate()),
        "can_edit": actor.may(EDIT),
    }
    return page(request, LIST, context, fragment="list")


def _table(rows: Sequence[ClinicRow], today: date) -> Table:
    return Table(
        columns=(
            Column("name", _("Clinic")),
            Column("where", _("Where")),
            Column("methods", _("What it does")),
            Column("accredited", _("Accredited until"), whole=True),
            Column("state", _("State")),
        ),
        rows=tuple(
            Row(
                (
                    one.name,
                    f"{one.city}, {local(one.country_name)}",
                    _some(one.methods),
                    _until(one.accredited_until, today),
                    state_mark(one),
                ),
                url=reverse("clinics:clinic", args=(one.id,)),
            )
            for one in rows
        ),
        empty=_("No clinics here"),
        empty_hint=_("Enter a clinic, or take in a file of clinics."),
        caption=_("Clinics abroad"),
    )


def _some(methods: Sequence[str]) -> str:
    shown = ", ".join(methods[:SHOWN_METHODS])
    more = len(methods) - SHOWN_METHODS
    return (
        shown if more <= 0 else _("%(shown)s and %(count)s more") % {"shown": shown, "count": more}
    )


def _until(last_on: date | None, today: date) -> SafeString:
    if last_on is None:
        return chip(_("not accredited"), "warn")
    if last_on < today:
        return format_html("{} {}", day(last_on), chip(_("has ended"), "warn"))
    if (last_on - today).days < SOON_D:
        return format_html("{} {}", day(last_on), chip(_("ends soon"), "warn"))
    return day(last_on)


def state_mark(row: ClinicRow) -> SafeString:
    """Mark the state of a clinic, why it is so, and whether it is made up."""
    suspended = row.state == ClinicState.SUSPENDED
    mark = chip(ClinicState(row.state).label, "warn" if suspended else "ok")
    why = reason_names().get(row.reason, "") if suspended else ""
    made = chip(_("synthetic")) if row.is_synthetic else ""
    return format_html('{} <span class="meta">{}</span> {}', mark, why, made)


@require_GET
def show(request: HttpRequest, clinic_id: int) -> HttpResponse:
    """Show a clinic: what is told of it, and what was counted."""
    actor = actor_of(request)
    actor.need(SEE)
    row = clinic_row(actor, clinic_id)
    known = experience_of(list(clinic_briefs([clinic_id]).values())).get(clinic_id)
    moves = [arrow for arrow in CLINIC.open_moves(row.state) if actor.may(arrow.needs)]
    context = {
        "row": row,
        "state": state_mark(row),
        "facts": _facts(row),
        "figures": _figures(known) if known else [],
        "accreditations": _accreditations(accreditations_of(clinic_id), timezone.localdate()),
        "methods": _methods(methods_of(clinic_id)),
        "moves": moves,
        "related": related_to(actor, "clinics.clinic", clinic_id),
        "can_edit": actor.may(EDIT),
    }
    return page(request, PAGE, context, fragment="clinic")


def _facts(row: ClinicRow) -> list[tuple[str, str]]:
    spoken = ", ".join(str(SPOKEN[code]) for code in row.languages if code in SPOKEN)
    facts = [
        (_("Where"), f"{row.city}, {local(row.country_name)}"),
        (_("Speaks with patients"), spoken),
        (_("Contact"), row.contact),
        (_("Telephone"), row.phone),
        (_("E-mail"), row.email),
        (_("Page on the net"), row.site),
        (_("Source"), row.source),
    ]
    return [(label, value) for label, value in facts if value]


def _figures(known: Experience) -> list[Figure]:
    share = _("%(answered)s answered") % {"answered": number(known.answered)}
    tiles = [Figure(_("Requests for an offer"), number(known.asked), note=share)]
    if known.median_days is not None:
        tiles.append(
            Figure(
                _("Answers within"),
                number(known.median_days, 1),
                _("days"),
                note=_("half of the answers"),
            )
        )
    if known.patients:
        tiles.append(Figure(_("Our own patients"), number(known.patients)))
        tiles += [Figure(label, number(count)) for label, count in known.outcomes.items()]
    return tiles


def _accreditations(rows: Sequence[AccreditationRow], today: date) -> Table:
    return Table(
        columns=(
            Column("body", _("Accredited by")),
            Column("number", _("Number"), whole=True),
            Column("first", pgettext("accreditation", "From"), whole=True),
            Column("last", pgettext("accreditation", "Until"), whole=True),
            Column("source", _("Source")),
        ),
        rows=tuple(
            Row((one.body, one.number, day(one.first_on), _until(one.last_on, today), one.source))
            for one in rows
        ),
        empty=_("No accreditation is on record"),
        caption=_("Accreditations"),
    )


def _methods(rows: Sequence[MethodRow]) -> Table:
    names = names_of("specialty")
    return Table(
        columns=(
            Column("specialty", _("Specialty")),
            Column("name", _("Method")),
            Column("volume", _("How many a year"), numeric=True),
            Column("source", _("Source")),
        ),
        rows=tuple(
            Row(
                (
                    names.get(one.specialty, one.specialty),
                    one.name,
                    f"{number(one.volume)} ({one.year})" if one.volume is not None else "",
                    one.source,
                )
            )
            for one in rows
        ),
        empty=_("Nobody has said yet what it does"),
        caption=_("What it does"),
    )


@require_http_methods(BOTH)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a clinic."""
    actor = actor_of(request)
    actor.need(EDIT)
    form = ClinicForm(typed_of(request))

    def run(_typed: Values) -> None:
        add_clinic(actor, draft=form.draft(), now=timezone.now())

    context = {"title": _("New clinic")}
    return changed(
        request, form, run, template=FORM, context=context, to=("clinics:list",),
        message=_("Entered."),
    )  # fmt: skip


@require_http_methods(BOTH)
def change(request: HttpRequest, clinic_id: int) -> HttpResponse:
    """Correct what is told of a clinic."""
    actor = actor_of(request)
    actor.need(EDIT)
    row = clinic_row(actor, clinic_id)
    names = ("name", "country", "city", "languages", "contact", "phone", "email", "site", "source")
    form = ClinicForm(typed_of(request), initial={name: getattr(row, name) for name in names})
    seen = whole_number(request.POST.get("version", "")) or row.version
    context = {"title": row.name, "version": seen}

    def run(_typed: Values) -> None:
        try:
            change_clinic(actor, clinic_id=clinic_id, version=seen, draft=form.draft())
        except Conflict:
            context["version"] = row.version  # sent again, it is meant
            raise

    to = ("clinics:clinic", clinic_id)
    return changed(request, form, run, template=FORM, context=context, to=to)


@require_http_methods(BOTH)
def move(request: HttpRequest, clinic_id: int, name: str) -> HttpResponse:
    """Suspend a clinic, send patients there again."""
    arrow = next((one for one in CLINIC.moves if one.name == name), None)
    if arrow is None:
        raise NotFound
    actor = actor_of(request)
    actor.need(arrow.needs)
    row = clinic_row(actor, clinic_id)
    form = ReasonForm(typed_of(request), reason_list=arrow.reasons)
    question = Question(arrow.label, row.name, arrow.label, danger=name == "suspend")

    def run(typed: Values) -> None:
        if name == "suspend":
            suspend_clinic(actor, clinic_id=clinic_id, **typed)
        else:
            restore_clinic(actor, clinic_id=clinic_id, note=typed["note"])

    return asked(request, form, run, question, to=("clinics:clinic", clinic_id))


@require_http_methods(BOTH)
def accredit(request: HttpRequest, clinic_id: int) -> HttpResponse:
    """Enter an accreditation."""
    actor = actor_of(request)
    actor.need(EDIT)
    row = clinic_row(actor, clinic_id)
    form = AccreditationForm(typed_of(request))
    question = Question(_("Enter an accreditation"), row.name, pgettext("button", "Enter it"))

    def run(_typed: Values) -> None:
        add_accreditation(actor, clinic_id=clinic_id, draft=form.draft(), now=timezone.now())

    return asked(request, form, run, question, to=("clinics:clinic", clinic_id))


@require_http_methods(BOTH)
def method(request: HttpRequest, clinic_id: int) -> HttpResponse:
    """Enter what a clinic does."""
    actor = actor_of(request)
    actor.need(EDIT)
    row = clinic_row(actor, clinic_id)
    form = MethodForm(typed_of(request))
    question = Question(_("Enter a method"), row.name, pgettext("button", "Enter it"))

    def run(_typed: Values) -> None:
        add_method(actor, clinic_id=clinic_id, draft=form.draft(), now=timezone.now())

    return asked(request, form, run, question, to=("clinics:clinic", clinic_id))
