"""A patient's page and history; his numbers in clear."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.texts import local
from qanat.registry.changing import has_run
from qanat.registry.patients.commands import ShownNumber, reveal_identifiers
from qanat.registry.patients.forms import WhyForm
from qanat.registry.patients.pages.searching import marks_of, table_of
from qanat.registry.patients.permissions import CORRECT, MERGE, REVEAL, SEE
from qanat.registry.patients.queries import (
    Happening,
    IdentifierRow,
    PatientRecord,
    birth_text,
    patient_history,
    patient_record,
    possible_duplicates,
    reaches,
    shown_name,
)
from qanat.registry.patients.states import (
    IdentifierKind,
    IinStatus,
    Residency,
    Sex,
    Source,
)
from qanat.web.figures import Happening as Shown
from qanat.web.reply import Values, again, page
from qanat.web.wording import day, moment, number

PAGE, HISTORY = "patients/patient.html", "patients/history.html"
MASK = "••••••••"


@require_GET
def show(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Show a patient; numbers are masked."""
    actor = actor_of(request)
    actor.need(SEE)
    return page(request, PAGE, _context(actor, patient_id), fragment="record")


@require_POST
def reveal(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Show a patient with his numbers in clear, once, for a stated reason."""
    actor = actor_of(request)
    form = WhyForm(request.POST)
    shown: list[tuple[ShownNumber, ...]] = []

    def run(typed: Values) -> None:
        shown.append(reveal_identifiers(actor, patient_id=patient_id, why=typed["why"]))

    if not has_run(form, run):
        context = _context(actor, patient_id) | {"why_form": form}
        return again(request, PAGE, context, fragment="record")
    context = _context(actor, patient_id, {n.id: n.value for n in shown[0]})
    return page(request, PAGE, context, fragment="record")


@require_GET
def history(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Show what happened to a record."""
    actor = actor_of(request)
    actor.need(SEE)
    record = patient_record(actor, patient_id)
    happenings = patient_history(actor, patient_id)
    names = names_of({h.by for h in happenings})
    events = [
        Shown(
            at=h.at,
            title=_title(h),
            who=names.get(h.by, "") if h.by is not None else "",
            note=h.why,
        )
        for h in happenings
    ]
    context = {"row": record.row, "name": shown_name(record.row), "events": events}
    return page(request, HISTORY, context)


def _context(actor: Actor, patient_id: int, clear: dict[int, str] | None = None) -> Values:
    record = patient_record(actor, patient_id)
    can_merge = reaches(actor, patient_id, MERGE)
    return {
        "record": record,
        "row": record.row,
        "name": shown_name(record.row),
        "marks": marks_of(record.row),
        "facts": _facts(record),
        "numbers": _numbers(record.identifiers, clear or {}),
        "is_clear": clear is not None,
        "children": table_of(list(record.children)) if record.children else None,
        "same": table_of(list(record.same_person)) if record.same_person else None,
        "duplicates": possible_duplicates(actor, patient_id) if can_merge else [],
        "can_correct": reaches(actor, patient_id, CORRECT),
        "can_reveal": actor.may(REVEAL),
        "can_merge": can_merge,
        "why_form": WhyForm(),
    }


def _facts(record: PatientRecord) -> list[tuple[str, str]]:
    row = record.row
    grams = record.weight_g
    weight = _("%(weight)s kg") % {"weight": number(grams / 1000, 3)} if grams else ""
    return [
        (_("Sex"), str(Sex(row.sex).label)),
        (_("Born"), birth_text(row, national_day(timezone.now()))),
        (_("Died"), moment(row.died_at) if row.died_at else ""),
        (_("Weight"), weight),
        (_("Order of birth"), str(record.birth_order or "")),
        (_("Citizenship"), local(record.citizenship_name)),
        (_("Residency"), str(Residency(row.residency).label)),
        (_("Lives in"), ", ".join(filter(None, (_town(record), local(row.region_name))))),
        (_("Features"), row.features),
        (_("Other names"), "; ".join(record.other_names)),
        (pgettext("patient", "Came from"), str(Source(record.source).label)),
        (_("On record since"), moment(record.created_at, "date")),
    ]


def _town(record: PatientRecord) -> str:
    return local(record.settlement_name)


def _numbers(rows: Iterable[IdentifierRow], clear: dict[int, str]) -> list[Values]:
    return [
        {
            "id": r.id,
            "kind": IdentifierKind(r.kind).label,
            "value": clear.get(r.id, MASK),
            "country": r.country,
            "until": day(r.expires_on) if r.expires_on else "",
            "status": IinStatus(r.status).label if r.kind == IdentifierKind.IIN else "",
            "is_doubtful": r.kind == IdentifierKind.IIN and r.status != IinStatus.VALID,
        }
        for r in rows
    ]


def _title(h: Happening) -> str:
    about = ", ".join(_fields(h.about) if h.what == "changed" else h.about)
    if h.what in {"number_added", "number_retired"}:
        about = str(IdentifierKind(h.about[0]).label)
    titles = {
        "registered": _("Registered"),
        "changed": _("Changed: %(about)s"),
        "merged": _("Merged into %(about)s"),
        "received": _("Stands for %(about)s too"),
        "unmerged": _("Merge with %(about)s undone"),
        "number_added": _("Added: %(about)s"),
        "number_retired": _("Taken back: %(about)s"),
        "shown": _("Numbers shown"),
        "linked": _("Opened to those who care"),
        "opened": _("Opened in an emergency"),
    }
    return titles[h.what] % {"about": about}


def _fields(names: Iterable[str]) -> list[str]:
    labels = {
        "name": _("name"),
        "sex": _("sex"),
        "birth_on": _("date of birth"),
        "birth_precision": _("how exact the date of birth is"),
        "weight_g": _("weight"),
        "citizenship_id": _("citizenship"),
        "residency": _("residency"),
        "region_id": _("region"),
        "settlement_id": _("settlement"),
        "is_unknown": _("whether the person is known"),
        "features": _("features"),
        "died_at": _("death"),
        "iin_status": _("check of the IIN"),
    }
    return [labels.get(name, name) for name in names]
