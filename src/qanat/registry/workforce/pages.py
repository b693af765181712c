"""Pages of the workforce: the roster of a region and day, a person, duties."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.registry.changing import asked, changed
from qanat.registry.facilities.queries import facility_row
from qanat.registry.fleet.queries import operator_row
from qanat.registry.places.queries import region_names
from qanat.registry.terminology.queries import names_of
from qanat.registry.workforce.commands import (
    Of,
    cancel_duty,
    end_contact,
    end_duty,
    enrol_person,
    extend_duty,
    need_reach,
    start_duty,
    state_contact,
)
from qanat.registry.workforce.forms import (
    ContactForm,
    DutyForm,
    PersonForm,
    RosterFilter,
    UntilForm,
    WhyForm,
)
from qanat.registry.workforce.permissions import CONTACT, REGISTER, ROSTER, SEE
from qanat.registry.workforce.queries import (
    DutyRow,
    QualificationRow,
    contact_rows,
    duty_row,
    person_record,
    roster_of_day,
)
from qanat.registry.workforce.states import DutyRole, DutyWarning, Profession
from qanat.web.forms import Form
from qanat.web.marks import chip, day, moment
from qanat.web.paging import PAGE_ROWS, Page, page_number
from qanat.web.reply import Question, Values, page
from qanat.web.tables import Column, Row, Table

ROSTER_PAGE, PERSON, CHANGE, CONTACTS = (
    "workforce/roster.html",
    "workforce/person.html",
    "workforce/change.html",
    "workforce/contacts.html",
)
BOTH = ["GET", "POST"]
USUAL_HOURS = 12


@require_GET
def roster(request: HttpRequest) -> HttpResponse:
    """Show who is on duty in a region on a day."""
    actor = actor_of(request)
    actor.need(SEE)
    now = timezone.now()
    form = RosterFilter(request.GET)
    names = region_names()
    region, on, role = form.wanted(national_day(now), _first_region(actor, names))
    number = page_number(request)
    found = roster_of_day(
        actor,
        day=on,
        region=region,
        role=role,
        start=(number - 1) * PAGE_ROWS,
        count=PAGE_ROWS,
    )
    pages = max(1, -(-found.total // PAGE_ROWS))
    context = {
        "form": form,
        "region": names.get(region, region),
        "day": on,
        "region_code": region,
        "role": role,
        "before": (on - timedelta(days=1)).isoformat(),
        "after": (on + timedelta(days=1)).isoformat(),
        "table": _duties(found.rows, may_change=actor.may(ROSTER), with_person=True),
        "rows": Page(
            items=found.rows,
            first=(number - 1) * PAGE_ROWS + 1 if found.rows else 0,
            total=found.total,
            before=str(number - 1) if number > 1 else "",
            after=str(number + 1) if number < pages else "",
            number=number,
            pages=pages,
        ),
        "can_roster": actor.may(ROSTER),
        "can_register": actor.may(REGISTER),
    }
    return page(request, ROSTER_PAGE, context, fragment="roster")


@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show somebody with what he is qualified for and his duties around today."""
    actor = actor_of(request)
    actor.need(SEE)
    record = person_record(actor, person_id, around=timezone.now())
    context = {
        "row": record.row,
        "region": region_names().get(record.row.region, record.row.region),
        "held": _held(record.qualifications),
        "duties": _duties(record.duties, may_change=actor.may(ROSTER), with_person=False),
    }
    return page(request, PERSON, context)


@require_http_methods(BOTH)
def new_person(request: HttpRequest) -> HttpResponse:
    """Put somebody on record."""
    actor = actor_of(request)
    actor.need(REGISTER)
    form = PersonForm(_typed(request))

    def run(_given: Values) -> None:
        enrol_person(actor, person=form.person(), qualification=form.qualification())

    return changed(
        request,
        form,
        run,
        template=CHANGE,
        context={"title": _("Register a person")},
        to=("workforce:roster",),
        message=_("Registered."),
    )


@require_http_methods(BOTH)
def new_duty(request: HttpRequest) -> HttpResponse:
    """Put somebody on duty."""
    actor = actor_of(request)
    actor.need(ROSTER)
    now = timezone.localtime().replace(second=0, microsecond=0)
    initial = {
        "start": now,
        "end": now + timedelta(hours=USUAL_HOURS),
        "region": request.GET.get("region", ""),
    }
    form = DutyForm(actor, _typed(request), initial=initial)

    def run(_given: Values) -> None:
        start_duty(actor, duty=form.duty())

    return changed(
        request,
        form,
        run,
        template=CHANGE,
        context={"title": _("Put on duty")},
        to=("workforce:roster",),
        message=_("On duty."),
    )


@require_http_methods(BOTH)
def extend(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Have a duty end later."""
    actor, row = _duty(request, duty_id)

    def run(typed: Values) -> None:
        extend_duty(actor, duty_id=duty_id, until=typed["until"], now=timezone.now())

    form = UntilForm(_typed(request), initial={"until": timezone.localtime(row.end)})
    question = Question(_("Until when is the duty extended?"), row.person_name, _("Extend"))
    return asked(request, form, run, question, to=("workforce:person", row.person_id))


@require_http_methods(BOTH)
def end(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Have a duty end earlier."""
    actor, row = _duty(request, duty_id)

    def run(typed: Values) -> None:
        end_duty(actor, duty_id=duty_id, at=typed["until"])

    form = UntilForm(_typed(request), initial={"until": timezone.localtime()})
    question = Question(_("When does the duty end?"), row.person_name, _("End"), danger=True)
    return asked(request, form, run, question, to=("workforce:person", row.person_id))


@require_http_methods(BOTH)
def cancel(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Take back a duty which did not begin."""
    actor, row = _duty(request, duty_id)

    def run(typed: Values) -> None:
        cancel_duty(actor, duty_id=duty_id, why=typed["why"], now=timezone.now())

    question = Question(_("Take this duty back?"), row.person_name, _("Take back"), danger=True)
    form = WhyForm(_typed(request))
    return asked(request, form, run, question, to=("workforce:person", row.person_id))


def _duty(request: HttpRequest, duty_id: int) -> tuple[Actor, DutyRow]:
    actor = actor_of(request)
    actor.need(ROSTER)
    return actor, duty_row(actor, duty_id)


def _first_region(actor: Actor, names: Mapping[str, str]) -> str:
    return min(actor.scope_of(SEE).regions or names, default="")


@require_http_methods(BOTH)
def contacts(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Show who of a hospital or an airline is called out, in order; state another."""
    actor = actor_of(request)
    actor.need(CONTACT)
    if kind not in {"hospital", "operator"}:
        raise NotFound
    is_hospital = kind == "hospital"
    of = Of(facility_id=record_id) if is_hospital else Of(operator_id=record_id)
    need_reach(actor, of)
    rows = contact_rows(actor, facility_id=of.facility_id, operator_id=of.operator_id)
    if is_hospital:
        name, back = facility_row(record_id).title, ("facilities:facility", record_id)
    else:
        name, back = local(operator_row(SYSTEM, record_id).name), ("fleet:operator", record_id)
    form = ContactForm(request.POST if request.method == "POST" else None)

    def run(_given: Values) -> None:
        state_contact(actor, of=of, contact=form.contact(), now=timezone.now())

    return changed(
        request,
        form,
        run,
        template=CONTACTS,
        context={
            "name": name,
            "kind": kind,
            "record_id": record_id,
            "back": reverse(back[0], args=(back[1],)),
            "standing": [row for row in rows if row.until_at is None],
            "earlier": [row for row in rows if row.until_at is not None],
        },
        to=("workforce:contacts", kind, record_id),
        message=_("Saved."),
    )


@require_http_methods(BOTH)
def contact_end(request: HttpRequest, kind: str, record_id: int, contact_id: int) -> HttpResponse:
    """Ask, then no longer call somebody."""
    actor = actor_of(request)
    actor.need(CONTACT)
    form = Form(request.POST if request.method == "POST" else None)

    def run(_given: Values) -> None:
        end_contact(actor, contact_id=contact_id, now=timezone.now())

    question = Question(_("No longer call this contact?"), label=_("End"), danger=True)
    return asked(request, form, run, question, to=("workforce:contacts", kind, record_id))


def _duties(rows: Sequence[DutyRow], *, may_change: bool, with_person: bool) -> Table:
    specialties = names_of("specialty")
    first = Column("person", _("Person")) if with_person else Column("day", _("Day"), whole=True)
    columns = [
        first,
        Column("role", _("As")),
        Column("from", _("From"), whole=True),
        Column("until", _("Until"), whole=True),
        Column("unit", _("With")),
        Column("warnings", _("Warnings")),
    ]
    if may_change:
        columns.append(Column("change", _("Change"), hidden_label=True))
    return Table(
        columns=tuple(columns),
        rows=tuple(
            _row(row, specialties.get(row.specialty, row.specialty), may_change, with_person)
            for row in rows
        ),
        empty=_("Nobody is on duty"),
        empty_hint=_("Choose another day or region."),
    )


def _row(row: DutyRow, specialty: str, may_change: bool, with_person: bool) -> Row:  # noqa: FBT001 (two columns there or not)
    role = str(DutyRole(row.role).label)
    cells: list[str] = [
        row.person_name if with_person else moment(row.start, "date"),
        f"{role}: {specialty}" if specialty else role,
        moment(row.start, "short"),
        moment(row.end, "short"),
        row.unit,
        _warnings(row),
    ]
    if may_change:
        cells.append(_changes(row))
    url = reverse("workforce:person", args=(row.person_id,)) if with_person else ""
    return Row(cells=tuple(cells), url=url, tone="closed" if row.is_cancelled else "")


def _warnings(row: DutyRow) -> SafeString:
    labels = [_("taken back")] if row.is_cancelled else []
    labels += [str(DutyWarning(code).label) for code in row.warnings]
    return format_html_join(" ", "{}", ((chip(label, "warn"),) for label in labels))


def _changes(row: DutyRow) -> SafeString:
    now = timezone.now()
    if row.is_cancelled or row.end <= now:
        return SafeString("")
    links = [("extend", _("Extend"))]
    links.append(("end", _("End")) if row.start <= now else ("cancel", _("Take back")))
    return format_html_join(
        " ",
        '<a class="button small" href="{}" data-qanat-dialog>{}</a>',
        ((reverse(f"workforce:{name}", args=(row.id,)), label) for name, label in links),
    )


def _held(rows: Sequence[QualificationRow]) -> Table:
    specialties = names_of("specialty")
    today: date = national_day(timezone.now())
    return Table(
        columns=(
            Column("profession", _("Profession")),
            Column("specialty", _("Specialty")),
            Column("certificate", _("Certificate")),
            Column("from", _("Since"), whole=True),
            Column("until", _("Until"), whole=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    str(Profession(row.profession).label),
                    specialties.get(row.specialty, row.specialty),
                    row.certificate,
                    day(row.valid_from),
                    day(row.valid_to),
                ),
                tone="stale" if row.valid_to and row.valid_to < today else "",
            )
            for row in rows
        ),
        empty=_("No qualification on record"),
    )


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
