"""The form by which a critical patient is included: the minimum first."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from qanat.care.critical.commands.drafts import InclusionDraft
from qanat.care.critical.states import CHOSEN, Condition, LifeSupport, Profile
from qanat.registry import finding
from qanat.registry.patients import same_person
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.who import WhoForm
from qanat.registry.places.queries import region_rows
from qanat.web.forms import (
    Form,
    LongTextField,
    OneOf,
    SomeOf,
    TextField,
    choices_of,
)
from qanat.web.search_field import SearchField


def regions() -> list[tuple[str, str]]:
    """Return the regions to choose from."""
    return [("", "–"), *((r.code, r.name) for r in region_rows())]


CONDITIONS: Final = tuple((one.value, one.label) for one in Condition)


class BoardFilter(Form):
    """What to show of the watch."""

    text = TextField(label=_("Search"), required=False)
    region = OneOf(label=_("Region"), choices=regions, required=False)
    profile = OneOf(label=_("Profile"), choices=choices_of(Profile, "–"), required=False)
    condition = OneOf(
        label=_("Condition"), choices=[("", "–"), *CONDITIONS], coerce=int, required=False,
        empty_value=None,
    )  # fmt: skip


class InclusionForm(WhoForm):
    """Who is to be watched, where he lies, how ill he is."""

    is_unknown = forms.BooleanField(label=_("Nobody knows who it is"), required=False)
    facility = SearchField(
        label=_("Hospital"),
        find=finding.find_hospitals,
        get=finding.hospital,
        url_name="dispatch:find_hospital",
    )
    bed = TextField(label=_("Bed"), max_length=40)
    diagnosis = TextField(label=_("Diagnosis"), max_length=500)
    icd10 = SearchField(
        label=_("ICD-10"),
        find=finding.find_diagnoses,
        get=finding.diagnosis,
        url_name="dispatch:find_diagnosis",
        required=False,
    )
    condition = OneOf(label=_("Condition"), choices=CONDITIONS, coerce=int, radio=True)
    support = SomeOf(label=_("Support"), choices=LifeSupport.choices, required=False)
    is_pregnant = forms.BooleanField(
        label=_("Pregnant, or within six weeks after birth"), required=False
    )
    profile = OneOf(
        label=_("Profile"), choices=choices_of(Profile, _("as the rules say")), required=False
    )
    because = TextField(
        label=_("Why, if no rule takes the patient in"), max_length=500, required=False
    )

    PERSON: Final = ("name", "iin", "is_unknown", "birth_on", "age_years", "sex")

    def __init__(self, *args: Any, is_person_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_person_known:
            for name in self.PERSON:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask who it is: a name, a number, or that nobody knows."""
        typed = super().clean() or self.cleaned_data
        told = ("name", "iin", "is_unknown")
        if "name" in self.fields and not any(typed.get(one) for one in told):
            self.add_error("name", _("Say who it is, or that nobody knows."))
        return typed

    def person_fields(self) -> Iterable[BoundField]:
        """Return the fields about the person."""
        wanted = (same_person.FIELD, *self.PERSON)
        return [self[name] for name in wanted if name in self.fields]

    def place_fields(self) -> Iterable[BoundField]:
        """Return the fields about the place and the illness."""
        person = {same_person.FIELD, *self.PERSON}
        return [self[name] for name in self.fields if name not in person]

    def person(self) -> PatientDraft:
        """Return the person as described."""
        typed = self.cleaned_data
        return self.who(is_unknown=typed["is_unknown"], facility_id=int(typed["facility"].id))

    def draft(self) -> InclusionDraft:
        """Return what is said of his illness and his place."""
        typed = self.cleaned_data
        return InclusionDraft(
            facility_id=int(typed["facility"].id),
            bed=typed["bed"],
            diagnosis=typed["diagnosis"],
            icd10=typed["icd10"].id if typed["icd10"] else "",
            condition=typed["condition"],
            support=tuple(typed["support"]),
            is_pregnant=typed["is_pregnant"],
            profile=typed["profile"],
            because=typed["because"],
        )


class BedForm(Form):
    """In which bed a patient lies now."""

    bed = TextField(label=_("Bed"), max_length=40)


class EndForm(Form):
    """What became of a patient."""

    outcome = OneOf(
        label=_("Outcome"), choices=[(one.value, one.label) for one in CHOSEN], radio=True
    )
    note = LongTextField(label=_("Note"), max_length=500, required=False)


class OutcomeForm(EndForm):
    """What became of a patient, and why something else stood there."""

    why = TextField(label=_("Why it is corrected"), max_length=500)


class TakeBackForm(Form):
    """Why a discharge is taken back, and where the patient lies."""

    why = TextField(label=_("Why the discharge is taken back"), max_length=500)
    bed = TextField(label=_("Bed"), max_length=40)
