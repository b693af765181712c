"""Merge two records of one person, undo it, and the work list of duplicates."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.days import national_day
from qanat.foundation.texts import local
from qanat.registry.changing import asked, changed
from qanat.registry.patients.commands import merge_patients, unmerge_patients
from qanat.registry.patients.forms import MergeForm, OtherForm, WhyForm
from qanat.registry.patients.permissions import MERGE
from qanat.registry.patients.queries import (
    PatientRecord,
    birth_text,
    duplicate_pairs,
    find_number,
    patient_record,
    possible_duplicates,
    shown_name,
)
from qanat.registry.patients.states import IdentifierKind, Sex
from qanat.web.paging import PAGE_ROWS, Page, page_number
from qanat.web.reply import Question, Values, again, done, page
from qanat.web.tables import Column, Row, Table

CHOOSE, MERGE_PAGE, PAIRS = (
    "patients/choose.html",
    "patients/merge.html",
    "patients/duplicates.html",
)
BOTH = ["GET", "POST"]


@require_http_methods(BOTH)
def choose(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Choose the other record: of the suggested ones, or by its number."""
    actor = actor_of(request)
    actor.need(MERGE)
    record = patient_record(actor, patient_id)
    form = OtherForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        other = find_number(actor, form.cleaned_data["number"])
        if other is not None:
            return done(request, to="patients:merge", args=(patient_id, other))
        form.add_error("number", _("There is no record with this number."))
    context = {
        "row": record.row,
        "name": shown_name(record.row),
        "form": form,
        "duplicates": possible_duplicates(actor, patient_id),
        "reasons": _why_alike(),
    }
    return again(request, CHOOSE, context) if form.is_bound else page(request, CHOOSE, context)


@require_http_methods(BOTH)
def merge(request: HttpRequest, patient_id: int, other_id: int) -> HttpResponse:
    """Compare two records and say which stands for the person."""
    actor = actor_of(request)
    actor.need(MERGE)
    records = (patient_record(actor, patient_id), patient_record(actor, other_id))
    form = MergeForm(request.POST if request.method == "POST" else None)
    form.offer(
        "keep", [(one.row.id, f"{shown_name(one.row)}, {one.row.number}") for one in records]
    )

    def run(typed: Values) -> None:
        keep = typed["keep"]
        gone = other_id if keep == patient_id else patient_id
        merge_patients(actor, patient_id=gone, survivor_id=keep, why=typed["why"])

    return changed(
        request,
        form,
        run,
        template=MERGE_PAGE,
        context={"row": records[0].row, "table": _side_by_side(*records)},
        to=("patients:patient", _kept(form, patient_id)),
        message=_("The two records stand for one person now."),
    )


def _kept(form: MergeForm, patient_id: int) -> int:
    """Return the record which was chosen to stay, the one at hand as long as none was."""
    if form.is_bound and form.is_valid():
        return int(form.cleaned_data["keep"])
    return patient_id


@require_http_methods(BOTH)
def unmerge(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Undo a merge."""
    actor = actor_of(request)
    actor.need(MERGE)
    record = patient_record(actor, patient_id)
    question = Question(
        _("Are they two people after all?"),
        details=_("%(name)s, %(number)s will stand for itself again.")
        % {"name": shown_name(record.row), "number": record.row.number},
        label=_("Undo the merge"),
        danger=True,
    )

    def run(typed: Values) -> None:
        unmerge_patients(actor, patient_id=patient_id, why=typed["why"])

    form = WhyForm(request.POST if request.method == "POST" else None)
    return asked(request, form, run, question, to=("patients:patient", patient_id))


@require_GET
def pairs(request: HttpRequest) -> HttpResponse:
    """Show the records which carry one number and wait to be merged."""
    actor = actor_of(request)
    actor.need(MERGE)
    number = page_number(request)
    found, has_more = duplicate_pairs(actor, page=number)
    today = national_day(timezone.now())
    table = Table(
        columns=(
            Column("newer", _("Newer record")),
            Column("born", _("Born")),
            Column("older", _("Older record")),
            Column("older_born", _("Born")),
            Column("same", _("Same")),
        ),
        rows=tuple(
            Row(
                cells=(
                    shown_name(pair.newer),
                    birth_text(pair.newer, today),
                    shown_name(pair.older),
                    birth_text(pair.older, today),
                    str(IdentifierKind(pair.kind).label),
                ),
                url=reverse("patients:merge", args=(pair.newer.id, pair.older.id)),
            )
            for pair in found
        ),
        empty=_("No two records carry one number"),
    )
    turned = Page(
        items=tuple(found),
        first=(number - 1) * PAGE_ROWS + 1 if found else 0,
        total=None,
        before=str(number - 1) if number > 1 else "",
        after=str(number + 1) if has_more else "",
        number=number,
    )
    return page(request, PAIRS, {"table": table, "turned": turned})


def _side_by_side(one: PatientRecord, other: PatientRecord) -> Table:
    today = national_day(timezone.now())
    lines = [
        (_("Number"), one.row.number, other.row.number),
        (pgettext("person", "Name"), shown_name(one.row), shown_name(other.row)),
        (_("Sex"), str(Sex(one.row.sex).label), str(Sex(other.row.sex).label)),
        (_("Born"), birth_text(one.row, today), birth_text(other.row, today)),
        (_("Region"), local(one.row.region_name), local(other.row.region_name)),
        (_("Documents"), _kinds(one), _kinds(other)),
        (_("Other names"), "; ".join(one.other_names), "; ".join(other.other_names)),
    ]
    return Table(
        columns=(Column("what", _("What")), Column("one", _("One")), Column("two", _("Other"))),
        rows=tuple(
            Row(cells=(label, left, right), tone="warn" if left != right else "")
            for label, left, right in lines
        ),
        empty="",
        caption=_("The two records side by side"),
    )


def _kinds(record: PatientRecord) -> str:
    return ", ".join(str(IdentifierKind(row.kind).label) for row in record.identifiers)


def _why_alike() -> dict[str, str]:
    return {
        "iin": _("same IIN"),
        "document": _("same document"),
        "name": _("same name and date of birth"),
    }
