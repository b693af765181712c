"""Correct a patient, add numbers and names, record a death."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Refusal
from qanat.registry.changing import Run, asked, changed
from qanat.registry.patients.commands import (
    Correction,
    IdentifierDraft,
    add_alias,
    add_identifier,
    correct_patient,
    record_death,
    retire_identifier,
    withdraw_death,
)
from qanat.registry.patients.forms import (
    G_PER_KG,
    AliasForm,
    CorrectForm,
    DeathForm,
    NumberForm,
    WhyForm,
)
from qanat.registry.patients.permissions import CORRECT
from qanat.registry.patients.queries import PatientRecord, patient_record, reaches, shown_name
from qanat.registry.patients.states import Residency, Sex
from qanat.web.forms import Form
from qanat.web.reply import Question, Values

CHANGE = "patients/change.html"
BOTH = ["GET", "POST"]


class ReadingAlone(Refusal):
    """Break-the-glass opens a record to reading."""

    status = 403
    code = "reading_alone"
    text = gettext_lazy("You opened this record in an emergency: it can be read, not changed.")


@require_http_methods(BOTH)
def correct(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Correct what is known of a patient."""
    actor, record = _corrector(request, patient_id)
    form = CorrectForm(_typed(request), initial=_initial(record))

    def run(_given: Values) -> None:
        correct_patient(
            actor,
            patient_id=patient_id,
            version=form.cleaned_data["version"],
            known=_correction(form, record),
        )

    return _changed(request, record, form, run, _("Correct the patient"))


@require_http_methods(BOTH)
def add_number(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Add a number of a patient."""
    actor, record = _corrector(request, patient_id)

    def run(typed: Values) -> None:
        draft = IdentifierDraft(
            kind=typed["kind"],
            value=typed["value"],
            country=typed["country"],
            expires_on=typed["expires_on"],
        )
        add_identifier(actor, patient_id=patient_id, identifier=draft, now=timezone.now())

    return _changed(request, record, NumberForm(_typed(request)), run, _("Add a number"))


@require_http_methods(BOTH)
def retire_number(request: HttpRequest, patient_id: int, identifier_id: int) -> HttpResponse:
    """Take back a number which is not the patient's."""
    actor, record = _corrector(request, patient_id)
    question = Question(
        _("Take this number back?"),
        details=_("It stays in the history of %(name)s.") % {"name": shown_name(record.row)},
        label=_("Take back"),
        danger=True,
    )
    return asked(
        request,
        Form(_typed(request)),
        lambda _typed: retire_identifier(actor, identifier_id=identifier_id),
        question,
        to=("patients:patient", patient_id),
    )


@require_http_methods(BOTH)
def add_name(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Add another name or spelling."""
    actor, record = _corrector(request, patient_id)

    def run(typed: Values) -> None:
        add_alias(actor, patient_id=patient_id, name=typed["name"])

    return _changed(request, record, AliasForm(_typed(request)), run, _("Add another name"))


@require_http_methods(BOTH)
def death(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Record a death, or take a wrong one back."""
    actor, record = _corrector(request, patient_id)
    to = ("patients:patient", patient_id)
    if record.row.died_at is not None:
        question = Question(
            _("Was the death recorded by mistake?"),
            details=shown_name(record.row),
            label=_("Take back"),
            danger=True,
        )

        def take_back(typed: Values) -> None:
            withdraw_death(actor, patient_id=patient_id, why=typed["why"])

        return asked(request, WhyForm(_typed(request)), take_back, question, to=to)
    question = Question(
        _("When did the patient die?"), shown_name(record.row), pgettext("action", "Record")
    )

    def record_it(typed: Values) -> None:
        record_death(actor, patient_id=patient_id, died_at=typed["died_at"], now=timezone.now())

    return asked(request, DeathForm(_typed(request)), record_it, question, to=to)


def _corrector(request: HttpRequest, patient_id: int) -> tuple[Actor, PatientRecord]:
    actor = actor_of(request)
    actor.need(CORRECT)
    record = patient_record(actor, patient_id)
    if not reaches(actor, patient_id, CORRECT):
        raise ReadingAlone
    return actor, record


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _changed(
    request: HttpRequest, record: PatientRecord, form: Form, run: Run, title: str
) -> HttpResponse:
    return changed(
        request,
        form,
        run,
        template=CHANGE,
        context={"row": record.row, "name": shown_name(record.row), "title": title},
        to=("patients:patient", record.row.id),
    )


def _initial(record: PatientRecord) -> Values:
    row = record.row
    return {
        "name": row.name,
        "sex": row.sex,
        "birth_on": row.birth_on,
        "birth_precision": row.birth_precision,
        "weight_kg": Decimal(record.weight_g) / G_PER_KG if record.weight_g else None,
        "citizenship": record.citizenship,
        "residency": row.residency,
        "region": row.region,
        "is_unknown": row.is_unknown,
        "features": row.features,
        "version": record.version,
    }


def _correction(form: CorrectForm, record: PatientRecord) -> Correction:
    typed = form.cleaned_data
    stays = typed["region"] == record.row.region
    return Correction(
        name=typed["name"],
        sex=typed["sex"] or Sex.UNKNOWN,
        birth_on=typed["birth_on"],
        birth_precision=typed["birth_precision"],
        weight_g=form.weight_g(),
        citizenship_id=typed["citizenship"] or None,
        residency=typed["residency"] or Residency.UNKNOWN,
        region_id=typed["region"] or None,
        settlement_id=record.settlement_id if stays else None,
        is_unknown=typed["is_unknown"],
        features=typed["features"],
    )
