"""What physicians write: condition, decision, the hospital's word, outcome."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qanat.engine.scores.plausible import BOUNDS, Oddity, oddities
from qanat.registry import finding
from qanat.registry.terminology.queries import reason_choices, reason_rows
from qanat.response.dispatch.commands.clinical import Judgement
from qanat.response.dispatch.forms.requests import COMPANION, specialties
from qanat.response.dispatch.models.clinical import (
    Consciousness,
    Decision,
    OutcomePoint,
    Support,
    Vital,
)
from qanat.response.dispatch.models.requests import Urgency
from qanat.response.dispatch.rules.scoring import Vitals
from qanat.response.dispatch.states.findings import ODD_WORDS
from qanat.web.forms import (
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


class AssessmentForm(Form):
    """The condition of a patient; whatever was measured."""

    patient = OneOf(label=_("Patient"), choices=(), coerce=int)
    at = MomentField(label=_("Measured at"), not_after_now=True)
    respiratory_rate = WholeField(
        label=_("Respiratory rate"), unit=_("/min"), min_value=0, max_value=120, required=False
    )
    spo2 = WholeField(label=_("SpO₂"), unit="%", min_value=0, max_value=100, required=False)
    is_on_oxygen = YesNoUnknown(label=_("On oxygen"))
    systolic = WholeField(
        label=_("Systolic pressure"), unit=_("mmHg"), min_value=0, max_value=320, required=False
    )
    diastolic = WholeField(
        label=_("Diastolic pressure"), unit=_("mmHg"), min_value=0, max_value=250, required=False
    )
    heart_rate = WholeField(
        label=_("Heart rate"), unit=_("/min"), min_value=0, max_value=350, required=False
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
    is_confirmed = forms.BooleanField(
        label=_("What is unusual was measured so"), required=False, widget=forms.HiddenInput()
    )
    note = LongTextField(label=_("Note"), max_length=2000, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(people) > 1:
            self.offer("patient", people)
        else:
            del self.fields["patient"]

    def clean(self) -> dict[str, Any]:
        """Refuse what nobody can have; ask once about what hardly anybody has."""
        typed = super().clean() or self.cleaned_data
        found = oddities({name: _number(typed.get(name)) for name in BOUNDS})
        unusual = [name for name, odd in found.items() if odd is Oddity.UNUSUAL]
        for name, odd in found.items():
            if odd is not Oddity.UNUSUAL or not typed.get("is_confirmed"):
                self.add_error(name, ODD_WORDS[odd])
        if unusual:
            self.fields["is_confirmed"].widget = forms.CheckboxInput()
        return typed

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


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


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
    companion = OneOf(label=COMPANION, choices=specialties, required=False)
    note = LongTextField(label=_("Note"), max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # mirrors Django's own form
        super().__init__(*args, **kwargs)
        groups = [
            (str(decision.label), [(r.code, r.text) for r in reason_rows(name)])
            for decision, name in REASONED.items()
        ]
        self.offer("reason", [("", "–"), *groups])
        self.needed_when("reason", ", ".join(str(d.label) for d in REASONED))
        self.fields["reason"].widget.attrs["data-qanat-groups-of"] = "decision"

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
            companion=typed["companion"] if self.add_prefix("companion") in self.data else None,
        )


class DeviationForm(Form):
    """Why another way is taken than decided."""

    reason = OneOf(
        label=_("Why other than decided"),
        choices=lambda: reason_choices("override"),
        required=False,
    )
    note = LongTextField(label=_("Note"), max_length=1000, rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # mirrors Django's own form
        super().__init__(*args, **kwargs)
        self.needed_when("reason", _("Other than decided"))


Own = Sequence[tuple[int, str]]
"""Hospitals for which the viewer answers: their ids and names."""


class WordForm(Form):
    """A hospital's word: of any, or of the viewer's own."""

    facility = SearchField(
        label=_("Hospital"),
        find=finding.find_hospitals,
        get=finding.hospital,
        url_name="dispatch:find_hospital",
    )

    def __init__(self, *args: Any, own: Own | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own is not None:
            self.fields["facility"] = OneOf(label=_("Hospital"), choices=list(own), coerce=int)

    def facility_id(self) -> int:
        """Return whose word it is."""
        found = self.cleaned_data["facility"]
        return found if isinstance(found, int) else int(found.id)


class AcceptanceForm(WordForm):
    """A hospital accepts."""

    physician = TextField(label=_("Who accepts there"), max_length=160)
    accepts_from = MomentField(
        label=_("Only from"),
        help_text=_("Where the hospital can take the patient only later."),
        is_ahead=True,
        required=False,
    )
    note = LongTextField(label=_("Note"), max_length=2000, required=False)


class RefusalForm(WordForm):
    """A hospital can't take the patient, and why."""

    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("bed_refusal"))
    note = LongTextField(label=_("Note"), max_length=2000, required=False)


class OutcomeForm(Form):
    """What became of a patient."""

    patient = OneOf(label=_("Patient"), choices=(), coerce=int)
    point = OneOf(label=_("When"), choices=OutcomePoint.choices)
    vital = OneOf(label=_("State"), choices=Vital.choices, radio=True)
    learned_from = TextField(label=_("Learned from"), required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("patient", people)
