"""Forms of requests: intake, assessment, decision, and the small ones around them."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.registry import finding
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.states import Residency, Sex
from qanat.registry.places.queries import region_rows
from qanat.registry.terminology.queries import choices, reason_rows
from qanat.response.dispatch.commands.clinical import Judgement
from qanat.response.dispatch.commands.intake import Intake
from qanat.response.dispatch.models.clinical import (
    Consciousness,
    Decision,
    OutcomePoint,
    Support,
    Vital,
)
from qanat.response.dispatch.models.requests import Consent, Equipment, LogKind, Need, Urgency
from qanat.response.dispatch.rules.scoring import Vitals
from qanat.web.forms import (
    DayField,
    Form,
    LongTextField,
    MomentField,
    NumberField,
    OneOf,
    SomeOf,
    TextField,
    WholeField,
    YesNoUnknown,
    choices_of,
)
from qanat.web.search_field import SearchField

REASONED = {
    Decision.GROUND: "ground_only",
    Decision.REMOTE: "remote_only",
    Decision.DECLINE: "decline",
}
DAYS_PER_YEAR = 365.2425


def regions() -> list[tuple[str, str]]:
    """Return the regions to choose from."""
    return [("", "–"), *((r.code, r.name) for r in region_rows())]


def reasons(name: str) -> list[tuple[str, str]]:
    """Return a reason list to choose from, with an empty first line."""
    return [("", "–"), *((r.code, r.text) for r in reason_rows(name))]


class QueueFilter(Form):
    """What the queue shows."""

    text = TextField(label=_("Search"), required=False)
    region = OneOf(label=_("Region"), choices=regions, required=False)
    urgency = OneOf(label=_("Urgency"), choices=[("", "–"), *Urgency.choices], required=False)
    nosology = OneOf(
        label=_("Nosology"), choices=lambda: [("", "–"), *choices("nosology")], required=False
    )


class IntakeForm(Form):
    """A request: the minimum first, the rest when it is known."""

    need = OneOf(label=_("What is asked for"), choices=Need.choices, initial=Need.TRANSPORT)
    urgency = OneOf(label=_("Urgency"), choices=Urgency.choices, coerce=int, initial=1, radio=True)
    channel = OneOf(label=_("Channel"), choices=lambda: choices("channel"), initial="phone")
    received_at = MomentField(label=_("Received"), not_after_now=True)
    sending_facility = SearchField(
        label=_("Sending hospital"),
        find=finding.find_hospitals,
        get=finding.hospital,
        url_name="dispatch:find_hospital",
        required=False,
    )
    region = OneOf(
        label=_("Region"),
        choices=regions,
        required=False,
        help_text=_("Follows from the hospital or the settlement when left empty."),
    )
    diagnosis = TextField(label=_("Diagnosis"), max_length=500, required=False)
    icd10 = SearchField(
        label=_("ICD-10"),
        find=finding.find_diagnoses,
        get=finding.diagnosis,
        url_name="dispatch:find_diagnosis",
        required=False,
    )
    name = TextField(label=_("Patient's name"), required=False)
    iin = TextField(label=_("IIN"), max_length=20, required=False)
    birth_on = DayField(label=_("Date of birth"), required=False)
    age_years = WholeField(
        label=_("Age, if the date is not known"),
        unit=_("years"),
        min_value=0,
        max_value=130,
        required=False,
    )
    sex = OneOf(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN, required=False)

    settlement = SearchField(
        label=_("Settlement"),
        find=finding.find_settlements,
        get=finding.settlement,
        url_name="dispatch:find_settlement",
        required=False,
    )
    place = TextField(label=_("Place in words"), required=False)
    country = TextField(label=_("Country code"), max_length=2, initial="KZ")
    caller_name = TextField(label=_("Caller"), max_length=160, required=False)
    caller_role = TextField(label=_("Caller's position"), max_length=80, required=False)
    caller_phone = TextField(label=_("Caller's telephone"), max_length=30, required=False)
    cause = OneOf(
        label=_("Why help must come from elsewhere"),
        choices=lambda: [("", "–"), *choices("need")],
        required=False,
    )
    onset_at = MomentField(label=_("Onset, or last seen well"), not_after_now=True, required=False)
    gestation_weeks = WholeField(
        label=_("Pregnant, week"), min_value=1, max_value=45, required=False
    )
    residency = OneOf(
        label=_("Residency"), choices=Residency.choices, initial=Residency.UNKNOWN, required=False
    )
    citizenship = TextField(label=_("Citizenship, country code"), max_length=2, required=False)
    is_unknown = YesNoUnknown(label=_("Unknown person"))
    weight_kg = NumberField(
        label=_("Weight"), unit=_("kg"), min_value=0, max_value=400, required=False
    )
    specialty = OneOf(
        label=_("Specialty"), choices=lambda: [("", "–"), *choices("specialty")], required=False
    )
    accepting_facility = SearchField(
        label=_("Hospital that should accept"),
        find=finding.find_hospitals,
        get=finding.hospital,
        url_name="dispatch:find_hospital",
        required=False,
    )
    needs = SomeOf(label=_("What must come along"), choices=Equipment.choices, required=False)
    contraindications = SomeOf(
        label=_("Limits to flying"), choices=lambda: choices("contraindication"), required=False
    )
    altitude_limit_m = WholeField(
        label=_("Highest cabin altitude"), unit=_("m"), min_value=0, max_value=5000, required=False
    )
    is_isolation_needed = YesNoUnknown(label=_("Isolation needed"))
    escorts = WholeField(label=_("Escorts"), min_value=0, max_value=5, required=False, initial=0)
    consent = OneOf(
        label=_("Consent"), choices=Consent.choices, initial=Consent.UNKNOWN, required=False
    )
    organ = OneOf(label=_("Organ"), choices=lambda: [("", "–"), *choices("organ")], required=False)
    is_later_entry = YesNoUnknown(label=_("Entered later from paper"))

    FIRST = (
        "need", "urgency", "channel", "received_at", "sending_facility", "region", "diagnosis",
        "icd10", "name", "iin", "birth_on", "age_years", "sex",
    )  # fmt: skip

    def first_fields(self) -> list[Any]:
        """Return the fields of the minimum."""
        return [self[name] for name in self.FIRST]

    def more_fields(self) -> list[Any]:
        """Return the other fields."""
        return [self[name] for name in self.fields if name not in self.FIRST]

    def intake(self) -> Intake:
        """Return what was typed as an intake."""
        typed = self.cleaned_data
        plain = (
            "received_at", "channel", "need", "urgency", "cause", "caller_name", "caller_role",
            "caller_phone", "region", "place", "diagnosis", "specialty", "onset_at",
            "gestation_weeks", "altitude_limit_m", "consent", "organ", "residency",
        )  # fmt: skip
        return Intake(
            **{name: typed[name] for name in plain if typed[name] not in (None, "")},
            country=(typed["country"] or "KZ").upper(),
            citizenship=(typed["citizenship"] or "").upper(),
            settlement_id=_id(typed["settlement"]),
            sending_facility_id=_id(typed["sending_facility"]),
            accepting_facility_id=_id(typed["accepting_facility"]),
            icd10=typed["icd10"].id if typed["icd10"] else "",
            needs=tuple(typed["needs"]),
            contraindications=tuple(typed["contraindications"]),
            is_isolation_needed=bool(typed["is_isolation_needed"]),
            escorts=typed["escorts"] or 0,
            age_years=self.age(),
            is_later_entry=bool(typed["is_later_entry"]),
        )

    def age(self) -> float | None:
        """Return the patient's age in years as far as it is known."""
        typed = self.cleaned_data
        if typed["birth_on"]:
            on: date = typed["received_at"].date()
            born: date = typed["birth_on"]
            return max(0.0, (on - born).days / DAYS_PER_YEAR)
        return None if typed["age_years"] is None else float(typed["age_years"])

    def patient(self) -> PatientDraft | None:
        """Return the person, or None where nothing is known of him."""
        typed = self.cleaned_data
        told = ("name", "iin", "birth_on", "age_years", "is_unknown")
        if not any(typed[name] for name in told):
            return None
        return PatientDraft(
            name=typed["name"],
            sex=typed["sex"] or Sex.UNKNOWN,
            birth_on=typed["birth_on"],
            age_years=typed["age_years"],
            iin=typed["iin"],
            weight_g=int(typed["weight_kg"] * 1000) if typed["weight_kg"] else None,
            citizenship=(typed["citizenship"] or "").upper(),
            residency=typed["residency"] or Residency.UNKNOWN,
            region=typed["region"],
            settlement_id=_id(typed["settlement"]),
            facility_id=_id(typed["sending_facility"]),
            is_unknown=bool(typed["is_unknown"]),
        )


def _id(found: Any) -> int | None:
    return int(found.id) if found else None


class AssessmentForm(Form):
    """The condition of a patient; whatever was measured."""

    at = MomentField(label=_("Measured at"), not_after_now=True)
    respiratory_rate = WholeField(
        label=_("Respiratory rate"), unit="/min", min_value=0, max_value=120, required=False
    )
    spo2 = WholeField(label=_("SpO₂"), unit="%", min_value=0, max_value=100, required=False)
    is_on_oxygen = YesNoUnknown(label=_("On oxygen"))
    systolic = WholeField(
        label=_("Systolic pressure"), unit="mmHg", min_value=0, max_value=320, required=False
    )
    diastolic = WholeField(
        label=_("Diastolic pressure"), unit="mmHg", min_value=0, max_value=250, required=False
    )
    heart_rate = WholeField(
        label=_("Heart rate"), unit="/min", min_value=0, max_value=350, required=False
    )
    temperature_c = NumberField(
        label=_("Temperature"),
        unit="°C",
        min_value=15,
        max_value=45,
        max_digits=3,
        decimal_places=1,
        required=False,
    )
    consciousness = OneOf(
        label=_("Consciousness"), choices=choices_of(Consciousness, "–"), required=False
    )
    gcs_eye = WholeField(label=_("GCS: eyes"), min_value=1, max_value=4, required=False)
    gcs_verbal = WholeField(label=_("GCS: speech"), min_value=1, max_value=5, required=False)
    gcs_motor = WholeField(label=_("GCS: movement"), min_value=1, max_value=6, required=False)
    fio2 = WholeField(label=_("FiO₂"), unit="%", min_value=21, max_value=100, required=False)
    is_hypercapnic = YesNoUnknown(label=_("Known hypercapnic failure"))
    support = SomeOf(label=_("Support"), choices=Support.choices, required=False)
    note = LongTextField(label=_("Note"), max_length=2000, required=False)

    def vitals(self, age_years: float | None, *, is_pregnant: bool) -> Vitals:
        """Return the findings of a person of an age."""
        typed = self.cleaned_data
        temperature = typed["temperature_c"]
        return Vitals(
            age_years=age_years,
            is_pregnant=is_pregnant,
            **{
                name: typed[name]
                for name in (
                    "respiratory_rate",
                    "spo2",
                    "is_on_oxygen",
                    "systolic",
                    "diastolic",
                    "heart_rate",
                    "gcs_eye",
                    "gcs_verbal",
                    "gcs_motor",
                    "fio2",
                )
            },
            consciousness=typed["consciousness"] or "",
            temperature_c=float(temperature) if temperature is not None else None,
            is_hypercapnic=bool(typed["is_hypercapnic"]),
            support=tuple(typed["support"]),
        )


class ReviewForm(Form):
    """A physician's decision, with its reason where one is due."""

    decision = OneOf(
        label=_("Decision"),
        choices=[c for c in Decision.choices if c[0] != Decision.WITHDRAW],
        radio=True,
    )
    reason = OneOf(label=_("Reason"), choices=(), required=False)
    urgency = OneOf(
        label=_("Urgency"), choices=Urgency.choices, coerce=int, empty_value=None, required=False
    )
    note = LongTextField(label=_("Note"), max_length=2000, required=False)
    version = WholeField(label="", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # mirrors Django's own form
        super().__init__(*args, **kwargs)
        groups = [
            (str(decision.label), [(r.code, r.text) for r in reason_rows(name)])
            for decision, name in REASONED.items()
        ]
        self.fields["reason"].choices = [("", "–"), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the decision is not to fly."""
        typed = super().clean() or self.cleaned_data
        name = REASONED.get(typed.get("decision") or Decision.FLY_PATIENT)
        if name and not typed.get("reason"):
            self.add_error("reason", _("Choose the reason."))
        elif name and typed["reason"] not in {r.code for r in reason_rows(name)}:
            self.add_error("reason", _("This reason belongs to another decision."))
        return typed

    def judgement(self) -> Judgement:
        """Return the decision."""
        typed = self.cleaned_data
        is_reasoned = typed["decision"] in REASONED
        return Judgement(
            decision=typed["decision"],
            reason=typed["reason"] if is_reasoned else "",
            note=typed["note"],
            urgency=typed["urgency"],
        )


class ReasonForm(Form):
    """A reason from a list, and a word."""

    reason = OneOf(label=_("Reason"), choices=())
    note = LongTextField(label=_("Note"), max_length=2000, required=False)

    def __init__(self, *args: Any, reason_list: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons(reason_list)  # type: ignore[attr-defined]


class NoteForm(Form):
    """A word about what is done."""

    note = LongTextField(label=_("Note"), max_length=2000, required=False)


class LogForm(Form):
    """A line of the log."""

    kind = OneOf(
        label=_("What"),
        choices=[c for c in LogKind.choices if c[0] not in {LogKind.LATE, LogKind.HANDOVER}],
    )
    at = MomentField(label=_("When"), not_after_now=True)
    text = LongTextField(label=pgettext_lazy("log", "In words"), max_length=2000)


class AcceptanceForm(Form):
    """A hospital accepts."""

    facility = SearchField(
        label=_("Hospital"),
        find=finding.find_hospitals,
        get=finding.hospital,
        url_name="dispatch:find_hospital",
    )
    physician = TextField(label=_("Who accepts there"), max_length=160)
    note = LongTextField(label=_("Note"), max_length=2000, required=False)


class PersonForm(Form):
    """One more person of a request: a twin, a donor, a recipient."""

    name = TextField(label=pgettext_lazy("person", "Name"), required=False)
    iin = TextField(label=_("IIN"), max_length=20, required=False)
    birth_on = DayField(label=_("Date of birth"), required=False)
    age_years = WholeField(
        label=_("Age, if the date is not known"),
        unit=_("years"),
        min_value=0,
        max_value=130,
        required=False,
    )
    sex = OneOf(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for anything by which the person is known."""
        typed = super().clean() or self.cleaned_data
        if not any(typed.get(name) for name in ("name", "iin", "birth_on", "age_years")):
            self.add_error("name", _("Enter a name, an IIN, a date of birth or an age."))
        return typed

    def patient(self) -> PatientDraft:
        """Return the person."""
        typed = self.cleaned_data
        return PatientDraft(
            name=typed["name"],
            iin=typed["iin"],
            birth_on=typed["birth_on"],
            age_years=typed["age_years"],
            sex=typed["sex"] or Sex.UNKNOWN,
        )


class OutcomeForm(Form):
    """What became of a patient."""

    patient = OneOf(label=_("Patient"), choices=(), coerce=int)
    point = OneOf(label=_("When"), choices=OutcomePoint.choices)
    vital = OneOf(label=_("State"), choices=Vital.choices, radio=True)
    learned_from = TextField(label=_("Learned from"), required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["patient"].choices = people  # type: ignore[attr-defined]


class MergeForm(Form):
    """The original of a duplicate, by its number."""

    original = TextField(label=_("Number of the original request"), max_length=32)
    reason = OneOf(label=_("Reason"), choices=lambda: reasons("merge"))
