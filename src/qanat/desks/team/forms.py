"""What a team writes down: each form is one kind of entry."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.desks.team.reading import About
from qanat.registry.terminology.queries import choices, reason_choices
from qanat.response.dispatch.queries.findings import unusual_among, usual_bounds
from qanat.response.dispatch.queries.words import (
    Consciousness,
    DrugRoute,
    DrugUnit,
    ServiceKind,
    Support,
)
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
    whole_number,
)
from qanat.web.typed import moment_of

LONGEST_PLACE: Final = 120
BOUNDS: Final = {"min_value": "least", "max_value": "most"}


class AtWidget(forms.DateTimeInput):
    """The tablet's own picker of a moment: always with its day, so that it means the same later."""

    input_type = "datetime-local"

    def __init__(self, *, is_now: bool = True) -> None:
        attrs = {"data-team-now": ""} if is_now else {}
        super().__init__(format="%Y-%m-%dT%H:%M", attrs=attrs)

    def format_value(self, value: Any) -> str | None:
        """Write a moment as the control wants it, also one that was sent in UTC."""
        if isinstance(value, str):
            value = moment_of(value, timezone.make_naive(timezone.now())) or value
        return value if isinstance(value, str) else super().format_value(value)


class AtField(MomentField):
    """When something was: now, if nothing is said."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"label": _("When"), "required": False, "widget": AtWidget}
        super().__init__(**usual | {"help_text": _("Left empty: now.")} | kwargs)

    def clean(self, value: Any) -> datetime:
        """Take the present moment for nothing."""
        return super().clean(value) or timezone.now()


class EntryForm(Form):
    """An entry about a mission."""

    def __init__(self, *args: Any, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and field.max_length:
                field.widget.attrs["data-team-longest"] = field.max_length
            for name in ("min_value", "max_value"):
                if (bound := getattr(field, name, None)) is not None:
                    field.widget.attrs[f"data-team-{BOUNDS[name]}"] = str(bound)
        self.begin_with(about)

    def begin_with(self, about: About) -> None:
        """Fill in what can be chosen."""

    def choose(self, name: str, rows: list[tuple[Any, Any]], *, least: int = 2) -> None:
        """Offer some rows in a field; one that leaves no choice is not asked."""
        if len(rows) < least:
            del self.fields[name]
        else:
            self.offer(name, rows)


def _confirming() -> OneOf:
    return OneOf(
        label=_("If it seems impossible: why it is right"),
        choices=lambda: reason_choices("impossible_time"),
        required=False,
    )


class StampForm(EntryForm):
    """A time of the mission: of a big button, ``kind|leg|place``, or chosen."""

    step = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = OneOf(label=_("What"), choices=(), required=False)
    at = AtField()
    place = TextField(label=_("Where"), max_length=LONGEST_PLACE, required=False)
    confirm = _confirming()

    def begin_with(self, about: About) -> None:
        """Offer the times of the mission's way of moving."""
        self.choose("kind", list(about.stamp_choices), least=1)

    def clean(self) -> dict[str, Any]:
        """Read the button that was pressed."""
        typed = super().clean() or self.cleaned_data
        kind, _sep, rest = (typed.get("step") or "").partition("|")
        leg, _sep, place = rest.partition("|")
        typed["only"] = bool(kind)
        typed["leg"] = whole_number(leg)
        typed["kind"] = kind or typed.get("kind")
        typed["place"] = typed.get("place") or place[:LONGEST_PLACE]
        is_readable = not leg or typed["leg"] is not None
        if not self.errors and not (typed["kind"] and is_readable):
            self.add_error("kind", _("Choose what happened."))
        return typed


class CorrectionForm(EntryForm):
    """Another time for one that is stamped, or that it never happened."""

    stamp = OneOf(label=_("Which time"), choices=(), coerce=int)
    at = MomentField(label=_("When it was"), required=False, widget=AtWidget(is_now=False))
    never = forms.BooleanField(label=_("It never happened"), required=False)
    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("correction"))
    confirm = _confirming()

    def begin_with(self, about: About) -> None:
        """Offer the times that stand."""
        self.choose("stamp", [(s.id, s.words) for s in about.stamps], least=0)

    def clean(self) -> dict[str, Any]:
        """Ask for a time, or that it never happened."""
        typed = super().clean() or self.cleaned_data
        if not self.errors and not typed["at"] and not typed["never"]:
            self.add_error("at", _("Say when it was, or that it never happened."))
        return typed


class ConditionForm(EntryForm):
    """What was found at a patient."""

    patient = OneOf(label=_("Patient"), choices=(), coerce=int)
    at = AtField(label=_("Measured at"), not_after_now=True)
    respiratory_rate = WholeField(
        label=_("Respiratory rate"), unit=_("/min"), min_value=0, max_value=120, required=False
    )
    spo2 = WholeField(label=_("SpO₂"), unit="%", min_value=0, max_value=100, required=False)
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
    is_on_oxygen = YesNoUnknown(label=_("On oxygen"))
    consciousness = OneOf(
        label=_("Consciousness"), choices=choices_of(Consciousness, "–"), required=False
    )
    gcs_eye = WholeField(label=_("GCS: eyes"), min_value=1, max_value=4, required=False)
    gcs_verbal = WholeField(label=_("GCS: speech"), min_value=1, max_value=5, required=False)
    gcs_motor = WholeField(label=_("GCS: movement"), min_value=1, max_value=6, required=False)
    fio2 = WholeField(label=_("FiO₂"), unit="%", min_value=21, max_value=100, required=False)
    support = SomeOf(label=_("Support"), choices=Support.choices, required=False)
    note = LongTextField(label=_("Note"), max_length=2000, required=False)
    is_confirmed = forms.BooleanField(label=_("What is unusual was measured so"), required=False)

    def begin_with(self, about: About) -> None:
        """Offer the people on board, and tell the page what is unusual."""
        self.choose("patient", [(p.id, p.called) for p in about.people])
        for name, (low, high) in usual_bounds().items():
            self.fields[name].widget.attrs |= {"data-low": low, "data-high": high}

    def clean(self) -> dict[str, Any]:
        """Ask once about what hardly anybody has."""
        typed = super().clean() or self.cleaned_data
        if not typed.get("is_confirmed"):
            for name in unusual_among({name: _number(typed.get(name)) for name in usual_bounds()}):
                self.add_error(name, _("This is unusual. Confirm below that it was measured so."))
        return typed


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


class NoteForm(EntryForm):
    """A word on the patient or on what was done, with its time."""

    patient = OneOf(label=_("Patient"), choices=(), coerce=int)
    at = AtField(not_after_now=True)
    note = LongTextField(label=_("Note: measures, events"), max_length=2000)

    def begin_with(self, about: About) -> None:
        """Offer the people on board."""
        self.choose("patient", [(p.id, p.called) for p in about.people])


class DrugForm(EntryForm):
    """A drug that was given, of the list or any other; no unit or way before it is chosen."""

    patient = OneOf(label=_("Patient"), choices=(), coerce=int)
    drug = TextField(
        label=_("Drug"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "team-drugs", "autocomplete": "off"}),
    )
    dose = NumberField(label=_("Dose"), min_value=Decimal("0.001"), max_digits=9, decimal_places=3)
    unit = OneOf(label=_("Unit of the dose"), choices=choices_of(DrugUnit, "–"))
    route = OneOf(label=_("Which way"), choices=choices_of(DrugRoute, "–"))
    at = AtField(label=_("Given at"), not_after_now=True)

    def begin_with(self, about: About) -> None:
        """Offer the people on board."""
        self.choose("patient", [(p.id, p.called) for p in about.people])


class WrongDrugForm(EntryForm):
    """A drug that was written down wrongly."""

    drug = OneOf(label=_("Which record"), choices=(), coerce=int)
    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("correction"))

    def begin_with(self, about: About) -> None:
        """Offer what stands."""
        self.choose("drug", [(one.row.id, one.words) for one in about.drugs_given], least=0)


class ServiceForm(EntryForm):
    """A service given on the mission."""

    kind = OneOf(label=_("Service"), choices=ServiceKind.choices)
    at = AtField(not_after_now=True)
    request = OneOf(label=_("Request"), choices=(), coerce=int)
    patients = SomeOf(label=_("Patients"), choices=(), coerce=int, required=False)
    performed_by = TextField(label=_("By whom"), max_length=160, required=False)
    organ = OneOf(label=_("Organ"), choices=lambda: [("", "–"), *choices("organ")], required=False)
    result = LongTextField(label=_("Result"), required=False)

    def begin_with(self, about: About) -> None:
        """Offer the mission's requests and people; one alone is meant without being asked."""
        self.choose("request", [(r.id, about.called(r)) for r in about.requests])
        self.choose("patients", [(p.id, p.called) for p in about.people])
        if "patients" in self.fields and len(about.requests) == 1:
            self.fields["patients"].required = not about.has_organ
        if not about.has_organ:
            del self.fields["organ"]


class HandoverForm(EntryForm):
    """Who took over."""

    request = OneOf(label=_("Request"), choices=(), coerce=lambda pk: int(pk) if pk else None)
    at = AtField(label=_("Handed over at"), not_after_now=True)
    receiver = TextField(label=_("Taken over by (name)"), max_length=160)
    receiver_role = TextField(label=_("Post"), max_length=80, required=False)
    hospital = OneOf(
        label=_("Hospital"),
        choices=(),
        coerce=int,
        required=False,
        empty_value=None,
    )
    note = LongTextField(label=_("What was said"), max_length=2000, required=False)

    def begin_with(self, about: About) -> None:
        """Offer who is left and every hospital, that of the plan first; tell a stamped time."""
        if about.handed_over_at is not None:
            self.fields["at"].initial = about.handed_over_at
            self.fields["at"].help_text = _("Stamped already; it is corrected among the times.")
        rows = [("", _("All patients")), *((r.id, about.called(r)) for r in about.left)]
        self.choose("request", rows, least=3)
        planned = _("As planned: %(hospital)s") % {"hospital": about.planned_hospital}
        first = planned if about.planned_hospital else "–"
        self.choose("hospital", [("", first), *about.hospitals], least=0)


class ReceiverForm(EntryForm):
    """Another name for who took over."""

    handover = OneOf(label=_("Which hand-over"), choices=(), coerce=int)
    receiver = TextField(label=_("Taken over by (name)"), max_length=160)
    receiver_role = TextField(label=_("Post"), max_length=80, required=False)
    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("correction"))

    def begin_with(self, about: About) -> None:
        """Offer the hand-overs that stand."""
        self.choose("handover", [(one.id, one.receiver) for one in about.handovers], least=0)


KINDS: Final[dict[str, type[EntryForm]]] = {
    "stamp": StampForm,
    "correction": CorrectionForm,
    "condition": ConditionForm,
    "note": NoteForm,
    "drug": DrugForm,
    "wrong_drug": WrongDrugForm,
    "service": ServiceForm,
    "handover": HandoverForm,
    "receiver": ReceiverForm,
}
"""Every kind of entry."""
