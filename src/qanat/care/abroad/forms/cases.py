"""What a hospital tells of a case, and what is said when it is moved on."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.abroad.commands.drafts import CaseDraft, Contacts
from qanat.care.abroad.commands.persons import naming
from qanat.care.abroad.commands.preparing import NotAnonymous, contact_faults
from qanat.care.abroad.rules.acts import Act
from qanat.care.abroad.rules.eligibility import ANOTHER
from qanat.care.abroad.states import CaseState, Urgency
from qanat.foundation.documents.bundles import MOST_BYTES
from qanat.foundation.texts import local
from qanat.registry import finding
from qanat.registry.patients import same_person
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.queries import PatientRow
from qanat.registry.patients.states import Sex
from qanat.registry.places.queries import region_rows
from qanat.registry.terminology.queries import reason_choices
from qanat.web.forms import (
    BirthField,
    FileField,
    Form,
    LongTextField,
    OneOf,
    TextField,
    YesNoUnknown,
    choices_of,
)
from qanat.web.search_field import SearchField

URGENCIES: Final = tuple((one.value, one.label) for one in Urgency)


def regions() -> list[tuple[str, str]]:
    """Return the regions to choose from."""
    return [("", "–"), *((r.code, r.name) for r in region_rows())]


class CaseFilter(Form):
    """Which cases to show."""

    text = TextField(label=_("Search"), required=False)
    region = OneOf(label=_("Region"), choices=regions, required=False)
    state = OneOf(label=_("Step"), choices=choices_of(CaseState, "–"), required=False)


class ContactForm(Form):
    """How the applicant is reached."""

    applicant_phone = TextField(
        label=_("Telephone of the applicant"),
        max_length=120,
        required=False,
        help_text=_(
            "One-time passwords go there: the applicant sees where the case stands. Up to three,"
            " divided by commas."
        ),
    )
    applicant_email = TextField(
        label=_("E-mail of the applicant"),
        max_length=254,
        required=False,
        help_text=_(
            "That there is news is written there too; passwords go to the telephone alone."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    forgets_email = forms.BooleanField(label=_("Delete the e-mail on record"), required=False)
    applicant_language = OneOf(label=_("Language of the applicant"))
    wants_sms = forms.BooleanField(
        label=_("Write by SMS when there is news"),
        required=False,
        initial=True,
        help_text=_("A message says that there is news and where to look, never what it is."),
    )
    wants_email = forms.BooleanField(
        label=_("Write by e-mail when there is news"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask about an applicant; of one who is known what is on record can be kept or deleted."""
        super().__init__(*args, **kwargs)
        self.offer("applicant_language", settings.LANGUAGES)
        if not self.initial.get("has_email"):
            del self.fields["forgets_email"]
        for name in ("phone", "email"):
            if self.initial.get(f"has_{name}"):
                self.fields[f"applicant_{name}"].help_text = _("One is on record; empty keeps it.")

    def clean(self) -> dict[str, Any]:
        """Say all at once what is wrong."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        phones, email = typed.get("applicant_phone", ""), typed.get("applicant_email", "")
        for fault in contact_faults(phones, email):
            self.add_error(fault.field, fault.message())
        return typed

    def contacts(self) -> Contacts:
        """Return what was told of how he is reached."""
        return Contacts(**self.cleaned_data)


class CaseForm(ContactForm):
    """Who is to be treated, of what, how, and what speaks for it."""

    name = TextField(label=_("Patient's name"), help_text=_("Family name first."))
    iin = TextField(label=_("IIN"), max_length=20, required=False)
    birth_on = BirthField(label=_("Date of birth"))
    sex = OneOf(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN, required=False)
    is_represented = forms.BooleanField(
        label=_("Somebody else speaks for the patient"),
        required=False,
        help_text=_("Of a child always: consent and identity of the guardian are then needed."),
    )
    facility = SearchField(
        label=_("Hospital"),
        find=finding.find_hospitals,
        get=finding.hospital,
        url_name="dispatch:find_hospital",
    )
    region = OneOf(
        label=_("Health department of"),
        choices=regions,
        required=False,
        help_text=_("Empty: of the region where the hospital lies."),
    )
    diagnosis = TextField(label=_("Diagnosis"), max_length=500)
    icd10 = SearchField(
        label=_("ICD-10"),
        find=finding.find_diagnoses,
        get=finding.diagnosis,
        url_name="dispatch:find_diagnosis",
        required=False,
    )
    disease = OneOf(label=_("Disease of the list"), required=False)
    treatment = TextField(label=_("Treatment which is needed"), max_length=500)
    summary = LongTextField(
        label=_("Summary for experts"),
        max_length=8000,
        rows=8,
        help_text=_("Experts don't know whose case it is: no name, no number, no hospital."),
    )
    urgency = OneOf(
        label=_("How soon it is needed"), choices=URGENCIES, coerce=int, initial=3, radio=True
    )
    is_available_at_home = YesNoUnknown(label=_("Is the treatment given in Kazakhstan?"))
    is_citizen = YesNoUnknown(label=_("Is the patient a citizen of Kazakhstan?"))
    is_pregnant = YesNoUnknown(label=_("Is she pregnant?"))
    is_injured_on_duty = YesNoUnknown(
        label=_("Was the patient severely injured on duty as a serviceman or officer?")
    )
    is_transportable = YesNoUnknown(label=_("Can the patient travel?"))
    can_benefit = YesNoUnknown(label=_("Is the treatment expected to help?"))
    is_self_arranged = YesNoUnknown(
        label=_("Has the patient gone abroad, or paid for it, on his own?")
    )

    PERSON: Final = ("name", "iin", "birth_on", "sex")
    APPLICANT: Final = (
        "is_represented", "applicant_phone", "applicant_email", "forgets_email",
        "applicant_language", "wants_sms", "wants_email",
    )  # fmt: skip
    PLACE: Final = ("facility", "region")

    def __init__(
        self, *args: Any, act: Act, known: PatientRow | None = None, **kwargs: Any
    ) -> None:
        """Ask about a new case, or about one of somebody known."""
        super().__init__(*args, **kwargs)
        self.known = known
        self.offer("disease", diseases(act))
        if known is not None:
            for name in (*self.PERSON, *self.PLACE):
                del self.fields[name]
        if known is not None and known.sex == Sex.MALE:
            del self.fields["is_pregnant"]

    def clean(self) -> dict[str, Any]:
        """Say all at once what is wrong, also what depends on who the patient is."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("sex") == Sex.MALE:
            typed["is_pregnant"] = None
        name = self.known.name if self.known else typed.get("name", "")
        if words := naming(typed.get("summary", ""), name):
            self.add_error("summary", NotAnonymous(words=words).message())
        return typed

    def part(self, *names: str) -> list[BoundField]:
        """Return some of the fields."""
        return [self[name] for name in names if name in self.fields]

    def person_fields(self) -> Iterable[BoundField]:
        """Return the fields about the patient and who speaks for him."""
        return self.part(same_person.FIELD, *self.PERSON, *self.APPLICANT)

    def case_fields(self) -> Iterable[BoundField]:
        """Return the fields about the case."""
        others = {same_person.FIELD, *self.PERSON, *self.APPLICANT}
        return [self[name] for name in self.fields if name not in others and not self._asks(name)]

    def question_fields(self) -> Iterable[BoundField]:
        """Return the questions on which the right depends."""
        return [self[name] for name in self.fields if self._asks(name)]

    def _asks(self, name: str) -> bool:
        return isinstance(self.fields[name], YesNoUnknown)

    def person(self) -> PatientDraft:
        """Return the patient as described."""
        typed = self.cleaned_data
        return PatientDraft(
            name=typed["name"],
            iin=typed["iin"],
            birth_on=typed["birth_on"],
            sex=typed["sex"] or Sex.UNKNOWN,
        )

    def draft(self) -> CaseDraft:
        """Return the case as told."""
        typed = self.cleaned_data
        plain = {
            name: typed[name]
            for name in self.fields
            if name not in {same_person.FIELD, *self.PERSON, "facility", "icd10"}
        }
        icd10 = typed["icd10"]
        return CaseDraft(**plain, icd10=icd10.id if icd10 else "")


def diseases(act: Act) -> list[tuple[str, object]]:
    """Return the diseases of an act's list to choose from."""
    listed = ((one.code, local(one.label)) for one in act.diseases)
    return [("", pgettext_lazy("answer", "Not known")), *listed, (ANOTHER, _("Another disease"))]


class ExtractForm(Form):
    """A medical extract as another system exports it."""

    file = FileField(
        label=_("FHIR document"),
        largest_bytes=MOST_BYTES,
        accept=".json",
        help_text=_("A Bundle of type “document” in JSON (FHIR R4), up to 5 MB."),
    )


class NothingForm(Form):
    """Nothing is asked but whether."""


class NoteForm(Form):
    """A word on what is done."""

    note = LongTextField(label=_("Note"), max_length=500, required=False)


class BecauseForm(Form):
    """Why a case can't wait."""

    because = LongTextField(label=_("Why it can't wait"), max_length=500)
    is_anonymous = forms.BooleanField(
        label=_("Nobody can be recognised in it: the agenda of the commission tells it"),
        required=False,
    )


class AppealForm(Form):
    """Why a decision is not accepted."""

    text = LongTextField(
        label=_("Why the applicant appeals"),
        max_length=8000,
        rows=6,
        help_text=_("The commission reads it without knowing who it is: name nobody."),
    )


class ReasonForm(Form):
    """A reason of a list, and a note."""

    reason = OneOf(label=_("Reason"), radio=True)
    note = LongTextField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, reasons: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reason", reason_choices(reasons))
