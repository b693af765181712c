"""Forms of telemedicine: an order, a conclusion, and the small ones around them."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.telemedicine.commands import ConclusionDraft, FirstAsked, OrderDraft
from qanat.care.telemedicine.models import OrderKind
from qanat.care.telemedicine.queries.specialties import answered_specialties
from qanat.care.telemedicine.states import Advice
from qanat.registry import finding
from qanat.registry.patients import same_person
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.who import WhoForm
from qanat.registry.places.queries import region_rows
from qanat.registry.terminology.queries import choices, reason_choices, reason_rows
from qanat.web.forms import (
    Form,
    LongTextField,
    MomentField,
    OneOf,
    TextField,
)
from qanat.web.search_field import SearchField

URGENCIES: Final = (
    (1, pgettext_lazy("urgency", "Emergency")),
    (2, pgettext_lazy("urgency", "Urgent")),
    (3, pgettext_lazy("urgency", "Planned")),
)


def regions() -> list[tuple[str, str]]:
    """Return the regions to choose from."""
    return [("", "–"), *((r.code, r.name) for r in region_rows())]


def specialties() -> list[tuple[str, str]]:
    """Return the specialties to choose from."""
    return [("", "–"), *choices("specialty")]


def _answered() -> list[tuple[str, str]]:
    return [("", "–"), *answered_specialties()]


class WorklistFilter(Form):
    """What the worklist shows."""

    text = TextField(label=_("Search"), required=False)
    region = OneOf(label=_("Region"), choices=regions, required=False)
    urgency = OneOf(label=_("Urgency"), choices=[("", "–"), *URGENCIES], required=False)
    specialty = OneOf(label=_("Specialty"), choices=specialties, required=False)


class OrderForm(WhoForm):
    """An order: what is asked, how urgent it is, about whom."""

    urgency = OneOf(label=_("Urgency"), choices=URGENCIES, coerce=int, initial=1, radio=True)
    is_threat = forms.BooleanField(label=_("Threat to life or an organ"), required=False)
    kind = OneOf(
        label=_("What is asked for"), choices=OrderKind.choices, initial=OrderKind.CONSULTATION
    )
    specialty = OneOf(label=_("Specialty"), choices=_answered)
    sending_facility = SearchField(
        label=_("Where the patient is"),
        find=finding.find_hospitals,
        get=finding.hospital,
        url_name="dispatch:find_hospital",
        required=False,
    )
    region = OneOf(
        label=_("Region"),
        choices=regions,
        required=False,
        help_text=_("Follows from the hospital when left empty."),
    )
    diagnosis = TextField(label=_("Diagnosis"), max_length=500)
    icd10 = SearchField(
        label=_("ICD-10"),
        find=finding.find_diagnoses,
        get=finding.diagnosis,
        url_name="dispatch:find_diagnosis",
        required=False,
    )
    question = LongTextField(label=_("Question to the specialist"), rows=4)

    def __init__(self, *args: Any, is_person_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_person_known:
            for name in self.WHO:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask where the patient is."""
        typed = super().clean() or self.cleaned_data
        is_wrong = "sending_facility" in self.errors or "region" in self.errors
        if not is_wrong and not typed.get("sending_facility") and not typed.get("region"):
            self.add_error("sending_facility", _("Choose the hospital or the region."))
        return typed

    def asked_fields(self) -> list[Any]:
        """Return the fields about the order."""
        return [self[name] for name in self.fields if name not in self._of_the_person()]

    def person_fields(self) -> list[Any]:
        """Return the fields about the person."""
        return [self[name] for name in self.fields if name in self._of_the_person()]

    def _of_the_person(self) -> tuple[str, ...]:
        return (*self.WHO, same_person.FIELD)

    def draft(
        self, now: datetime, *, request_id: int | None = None, patient_ids: tuple[int, ...] = ()
    ) -> OrderDraft:
        """Return the order, given now."""
        typed = self.cleaned_data
        place = typed["sending_facility"]
        return OrderDraft(
            ordered_at=now,
            region=typed["region"],
            kind=typed["kind"],
            specialty=typed["specialty"],
            urgency=typed["urgency"],
            is_threat=typed["is_threat"],
            sending_facility_id=int(place.id) if place else None,
            diagnosis=typed["diagnosis"],
            icd10=typed["icd10"].id if typed["icd10"] else "",
            age_years=self.age_on(now.date()),
            question=typed["question"],
            request_id=request_id,
            patient_ids=patient_ids,
        )

    def person(self) -> PatientDraft | None:
        """Return the person, or None where nothing is known of him."""
        typed = self.cleaned_data
        if not self.is_anything_told():
            return None
        place = typed["sending_facility"]
        return self.who(region=typed["region"], facility_id=int(place.id) if place else None)


class FirstForm(Form):
    """Whom to ask before deciding: filled with what the request says, one press sends it."""

    specialty = OneOf(label=_("Specialty"), choices=_answered, required=False)
    question = LongTextField(
        label=_("Question to the specialist"), max_length=2000, rows=2, required=False
    )
    is_threat = forms.BooleanField(label=_("Threat to life or an organ"), required=False)
    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("remote_only"))

    def asked(self) -> FirstAsked:
        """Return what is asked."""
        typed = self.cleaned_data
        return FirstAsked(
            reason=typed["reason"],
            specialty=typed["specialty"],
            question=typed["question"],
            is_threat=typed["is_threat"],
        )


class ConclusionForm(Form):
    """A conclusion: what is found and what is advised."""

    text = LongTextField(label=_("Conclusion"), max_length=8000, rows=8)
    recommends = OneOf(
        label=_("Advice"),
        choices=[*Advice.choices, ("", pgettext_lazy("advice", "No advice"))],
        required=False,
        radio=True,
    )
    performed_by = TextField(label=_("By whom"), max_length=160)
    performed_at = MomentField(label=_("When"), not_after_now=True)

    def draft(self, *, is_again: bool) -> ConclusionDraft:
        """Return the conclusion."""
        typed = self.cleaned_data
        return ConclusionDraft(
            text=typed["text"],
            performed_at=typed["performed_at"],
            performed_by=typed["performed_by"],
            recommends=typed["recommends"],
            is_again=is_again,
        )


class CancelForm(Form):
    """Why an order is not needed any more."""

    reason = OneOf(
        label=_("Reason"),
        choices=lambda: [("", "–"), *((r.code, r.text) for r in reason_rows("cancel_order"))],
    )
    note = LongTextField(label=_("Note"), max_length=2000, required=False)


class NoteForm(Form):
    """A word about what is done."""

    note = LongTextField(label=_("Note"), max_length=2000, required=False)
