"""Find patients, and put new ones on record."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import Invalid
from qanat.foundation.texts import local
from qanat.registry.changing import has_run
from qanat.registry.patients.commands import (
    IdentifierDraft,
    PatientDraft,
    Registered,
    find_or_register,
)
from qanat.registry.patients.forms import RegisterForm, SearchForm
from qanat.registry.patients.permissions import MERGE, REGISTER, SEE
from qanat.registry.patients.queries import (
    Found,
    PatientRow,
    birth_text,
    closed_patient,
    doubt_texts,
    find_number,
    patients_by_id,
    search_patients,
    shown_name,
)
from qanat.registry.patients.same_person import settled
from qanat.registry.patients.states import Residency, Sex
from qanat.web.marks import chip
from qanat.web.paging import FURTHEST_PAGE
from qanat.web.reply import Values, again, done, page
from qanat.web.tables import Column, Row, Table

SEARCH, REGISTER_PAGE = "patients/search.html", "patients/register.html"


class CaredForElsewhere(Invalid):
    """The person is on record, but the actor does not see him."""

    code = "cared_for_elsewhere"
    text = gettext_lazy(
        "This person is on record and is cared for elsewhere. Take in a request for this person,"
        " or open the record in an emergency: %(number)s."
    )


class MotherNotFound(Invalid):
    """No record has the number typed for the mother."""

    code = "mother_not_found"
    text = gettext_lazy("There is no record with this number of the mother.")


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Find patients. What is looked for comes by POST, so that no address holds it."""
    actor = actor_of(request)
    actor.need(SEE)
    form = SearchForm(request.POST if request.method == "POST" else None)
    context: Values = {
        "form": form,
        "can_register": actor.may(REGISTER),
        "can_merge": actor.may(MERGE),
    }
    if request.method == "POST" and form.is_valid():
        found = search_patients(actor, form.cleaned_data["text"], page=_page_of(request))
        context |= {"found": found, "table": table_of(list(found.rows)), "turns": _turns(found)}
        context["closed_id"] = closed_patient(actor, form.cleaned_data["text"])
    elif request.method == "POST":
        return again(request, SEARCH, context, fragment="found")
    return page(request, SEARCH, context, fragment="found")


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Put a person on record, or go to the record there is."""
    actor = actor_of(request)
    actor.need(REGISTER)
    form = RegisterForm(request.POST if request.method == "POST" else None)
    made: list[Registered] = []
    if has_run(form, lambda _typed: made.append(_register(actor, form))):
        return _registered(request, made[0])
    context: Values = {"form": form, "cancel_url": reverse("patients:search")}
    if form.is_bound:
        context["closed_id"] = closed_patient(actor, form.cleaned_data.get("iin", ""))
        return again(request, REGISTER_PAGE, context)
    return page(request, REGISTER_PAGE, context)


def _register(actor: Actor, form: RegisterForm) -> Registered:
    draft = _draft(actor, form)
    now = timezone.now()
    made = find_or_register(actor, draft=settled(form, actor, draft, now), now=now)
    if not made.is_new and made.id not in patients_by_id(actor, [made.id]):
        raise CaredForElsewhere(number=made.number)
    return made


def _draft(actor: Actor, form: RegisterForm) -> PatientDraft:
    typed = form.cleaned_data
    mother_id = None
    if typed["mother"]:
        mother_id = find_number(actor, typed["mother"])
        if mother_id is None:
            raise MotherNotFound
    document = IdentifierDraft(
        kind=typed["document"],
        value=typed["document_number"],
        country=typed["document_country"],
    )
    return PatientDraft(
        name=typed["name"],
        sex=typed["sex"] or Sex.UNKNOWN,
        birth_on=typed["birth_on"],
        age_years=typed["age_years"],
        iin=typed["iin"],
        documents=(document,) if typed["document"] else (),
        phone=typed["phone"],
        weight_g=form.weight_g(),
        mother_id=mother_id,
        birth_order=typed["birth_order"],
        citizenship=typed["citizenship"],
        residency=typed["residency"] or Residency.UNKNOWN,
        region=typed["region"],
        is_unknown=typed["is_unknown"],
        features=typed["features"],
        is_another=typed["is_another"],
    )


def _registered(request: HttpRequest, made: Registered) -> HttpResponse:
    text = _("Registered.") if made.is_new else _("This person was on record already.")
    message = " ".join([text, *doubt_texts(made.doubts)])
    return done(request, to="patients:patient", args=(made.id,), message=message)


def table_of(rows: list[PatientRow]) -> Table:
    """Return patients as a table."""
    today = national_day(timezone.now())
    return Table(
        columns=(
            Column("name", pgettext("person", "Name")),
            Column("birth", _("Born")),
            Column("sex", _("Sex")),
            Column("region", _("Region")),
            Column("number", _("Number")),
            Column("marks", _("Marks"), hidden_label=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    shown_name(row),
                    birth_text(row, today),
                    str(Sex(row.sex).label) if row.sex != Sex.UNKNOWN else "",
                    local(row.region_name),
                    row.number,
                    marks_of(row),
                ),
                url=reverse("patients:patient", args=(row.id,)),
                tone="closed" if row.is_merged else "",
            )
            for row in rows
        ),
        empty=_("Nobody was found"),
        empty_hint=_("Try fewer letters, another spelling, or the whole number of a document."),
    )


def marks_of(row: PatientRow) -> SafeString:
    """Return the marks of a patient: unknown, dead, merged, made up."""
    marks = [
        chip(_("unknown person"), "warn") if row.is_unknown else "",
        chip(_("died")) if row.died_at else "",
        chip(_("merged")) if row.is_merged else "",
        chip(_("synthetic")) if row.is_synthetic else "",
    ]
    return format_html("{} {} {} {}", *marks)


def _page_of(request: HttpRequest) -> int:
    text = request.POST.get("page", "1")
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(FURTHEST_PAGE))
    return min(max(int(text), 1), FURTHEST_PAGE) if is_number else 1


def _turns(found: Found) -> list[tuple[int, str]]:
    """Return the pages to which one can turn, with their words."""
    before = [(found.page - 1, _("Previous"))] if found.page > 1 else []
    return before + ([(found.page + 1, _("Next"))] if found.has_more else [])
