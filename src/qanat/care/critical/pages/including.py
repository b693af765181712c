"""Include a critical patient, say where he lies, report findings."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.care.critical.commands.including import change_bed, include_patient
from qanat.care.critical.commands.reporting import record_findings
from qanat.care.critical.forms.findings import FindingsForm
from qanat.care.critical.forms.inclusion import BedForm, InclusionForm
from qanat.care.critical.pages.lines import line_of
from qanat.care.critical.pages.rules import rules_table
from qanat.care.critical.parameters import ASSUMED
from qanat.care.critical.permissions import INCLUDE, REPORT
from qanat.care.critical.queries.norms import are_rules_verified, rules_on
from qanat.care.critical.queries.persons import age_of
from qanat.care.critical.queries.watches import WatchRow, watch_row
from qanat.engine.scores.news2 import YOUNGEST_YEARS
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import asked, has_run, typed_of
from qanat.registry.patients.queries import PatientRow, patients_by_id
from qanat.registry.patients.same_person import settled
from qanat.web.forms import whole_number
from qanat.web.reply import Question, Values, again, done, page

NEW = "critical/new.html"
FINDINGS = "critical/findings.html"


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Include a patient; ``?patient=`` names one who is on record."""
    actor = actor_of(request)
    actor.need(INCLUDE)
    person = _named(request, actor)
    context: Values = {
        "person": person,
        "source": ASSUMED,
        "is_verified": are_rules_verified(national_day(timezone.now())),
        "rules": rules_table(rules_on(national_day(timezone.now()))),
    }
    if request.method == "GET":
        own = actor.scope_of(INCLUDE).only_organisation
        initial = {"facility": own} if own else {}
        form = InclusionForm(initial=initial, is_person_known=person is not None)
        return page(request, NEW, context | {"form": form})
    form = InclusionForm(request.POST, is_person_known=person is not None)
    made: list[int] = []
    if not has_run(form, lambda _typed: made.append(_include(actor, form, person))):
        return again(request, NEW, context | {"form": form})
    words = _("Included in the watch. Enter the first findings.")
    return done(request, to="critical:findings", args=(made[0],), message=words)


@require_http_methods(["GET", "POST"])
def findings(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Enter findings."""
    actor = actor_of(request)
    actor.need(REPORT)
    row, now = watch_row(actor, watch_id), timezone.now()
    if not row.is_open:
        raise NotFound
    is_child = _is_child(row)
    initial = {"at": now, "condition": row.condition, "support": list(row.support)}
    form = FindingsForm(typed_of(request), initial=initial, is_child=is_child)

    def run(_typed: Values) -> None:
        record_findings(actor, watch_id=watch_id, draft=form.draft(), now=timezone.now())

    if has_run(form, run):
        return done(request, to="critical:watch", args=(watch_id,), message=_("Findings recorded."))
    context: Values = {"form": form, "row": row, "line": line_of(row, now)}
    return again(request, FINDINGS, context) if form.is_bound else page(request, FINDINGS, context)


@require_http_methods(["GET", "POST"])
def bed(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Say in which bed the patient lies now."""
    actor = actor_of(request)
    actor.need(REPORT)
    row = watch_row(actor, watch_id)
    form = BedForm(typed_of(request), initial={"bed": row.bed})
    question = Question(_("In which bed does the patient lie now?"), details=row.number)

    def run(typed: Values) -> None:
        change_bed(actor, watch_id=watch_id, bed=typed["bed"])

    return asked(request, form, run, question, to=("critical:watch", watch_id))


def _include(actor: Actor, form: InclusionForm, person: PatientRow | None) -> int:
    now = timezone.now()
    told = None if person else settled(form, actor, form.person(), now)
    return include_patient(
        actor,
        draft=form.draft(),
        person=told,
        patient_id=person.id if person else None,
        now=now,
    )


def _named(request: HttpRequest, actor: Actor) -> PatientRow | None:
    """Return the patient whom the address names.

    Raises:
        NotFound: if the viewer may not see him.
    """
    if not (patient_id := whole_number(request.GET.get("patient", ""))):
        return None
    seen = patients_by_id(actor, [patient_id])
    if patient_id not in seen:
        raise NotFound
    return seen[patient_id]


def _is_child(row: WatchRow) -> bool:
    """Tell whether a child's findings are asked for; of an unknown age all are."""
    age = age_of(row.person, timezone.now()) if row.person else None
    return age is None or age < YOUNGEST_YEARS
