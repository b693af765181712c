"""The form of findings: vital signs first, laboratory and doses folded away."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from qanat.care.critical.commands.drafts import FindingsDraft, Found
from qanat.care.critical.forms.inclusion import CONDITIONS
from qanat.care.critical.models.findings import Effort
from qanat.care.critical.states import LifeSupport
from qanat.engine.scores.plausible import BOUNDS, Oddity, oddities
from qanat.foundation.refusals import Text
from qanat.response.dispatch.queries.words import Consciousness
from qanat.response.dispatch.states.findings import ODD_WORDS
from qanat.web.forms import (
    Form,
    LongTextField,
    MomentField,
    NumberField,
    OneOf,
    SomeOf,
    WholeField,
    YesNoUnknown,
    choices_of,
)

PER_MINUTE: Final = _("/min")
MMHG: Final = _("mmHg")
DOSE: Final = _("µg/kg/min")


def _whole(label: Text, unit: Text, least: int, most: int) -> WholeField:
    return WholeField(label=label, unit=unit, min_value=least, max_value=most, required=False)


def _amount(label: Text, unit: Text, most: int, *, digits: int = 6, places: int = 1) -> NumberField:
    return NumberField(
        label=label,
        unit=unit,
        min_value=0,
        max_value=most,
        max_digits=digits,
        decimal_places=places,
        required=False,
    )


def _dose(label: Text) -> NumberField:
    return _amount(label, DOSE, 100, places=3)


class FindingsForm(Form):
    """Whatever was measured; nothing but the time is obligatory."""

    at = MomentField(label=_("Measured at"), not_after_now=True)
    condition = OneOf(label=_("Condition"), choices=CONDITIONS, coerce=int, radio=True)
    respiratory_rate = _whole(_("Respiratory rate"), PER_MINUTE, 0, 120)
    spo2 = _whole(_("SpO₂"), "%", 0, 100)
    is_on_oxygen = YesNoUnknown(label=_("On oxygen"))
    fio2 = _whole(_("FiO₂"), "%", 21, 100)
    systolic = _whole(_("Systolic pressure"), MMHG, 0, 320)
    diastolic = _whole(_("Diastolic pressure"), MMHG, 0, 250)
    heart_rate = _whole(_("Heart rate"), PER_MINUTE, 0, 350)
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
    capillary_refill_s = _amount(_("Capillary refill"), _("s"), 20, digits=3)
    effort = OneOf(label=_("Effort of breathing"), choices=choices_of(Effort, "–"), required=False)
    support = SomeOf(label=_("Support"), choices=LifeSupport.choices, required=False)
    is_hypercapnic = forms.BooleanField(label=_("Known hypercapnic failure"), required=False)
    gcs_eye = _whole(_("GCS: eyes"), "", 1, 4)
    gcs_verbal = _whole(_("GCS: speech"), "", 1, 5)
    gcs_motor = _whole(_("GCS: movement"), "", 1, 6)
    pao2 = _amount(_("PaO₂"), MMHG, 900)
    platelets = _amount(_("Platelets"), _("10⁹/l"), 5000)
    bilirubin = _amount(_("Bilirubin"), _("µmol/l"), 2000)
    creatinine = _amount(_("Creatinine"), _("µmol/l"), 5000)
    urine = _amount(_("Urine in 24 hours"), _("ml"), 20_000, digits=7)
    noradrenaline = _dose(_("Noradrenaline"))
    adrenaline = _dose(_("Adrenaline"))
    dopamine = _dose(_("Dopamine"))
    dobutamine = _dose(_("Dobutamine"))
    is_confirmed = forms.BooleanField(
        label=_("What is unusual was measured so"), required=False, widget=forms.HiddenInput()
    )
    note = LongTextField(label=_("Note"), max_length=2000, required=False)

    MORE: Final = (
        "is_hypercapnic", "gcs_eye", "gcs_verbal", "gcs_motor", "pao2", "platelets",
        "bilirubin", "creatinine", "urine", "noradrenaline", "adrenaline",
        "dopamine", "dobutamine",
    )  # fmt: skip
    OF_A_CHILD: Final = ("capillary_refill_s", "effort")
    ABOUT: Final = frozenset({"at", "condition", "note", "is_confirmed"})

    def __init__(self, *args: Any, is_child: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_child:
            for name in self.OF_A_CHILD:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse what nobody can have; ask once about what hardly anybody has."""
        typed = super().clean() or self.cleaned_data
        odd = oddities({name: _number(typed.get(name)) for name in BOUNDS})
        for name, oddity in odd.items():
            if oddity is not Oddity.UNUSUAL or not typed.get("is_confirmed"):
                self.add_error(name, ODD_WORDS[oddity])
        if Oddity.UNUSUAL in odd.values():
            self.fields["is_confirmed"].widget = forms.CheckboxInput()
        return typed

    def first_fields(self) -> Iterable[BoundField]:
        """Return the fields which are always seen."""
        hidden = {*self.MORE, "note", "is_confirmed"}
        return [self[name] for name in self.fields if name not in hidden]

    def more_fields(self) -> Iterable[BoundField]:
        """Return the fields of the laboratory, the coma scale and the doses."""
        return [self[name] for name in self.MORE]

    def last_fields(self) -> Iterable[BoundField]:
        """Return the note, and what is asked only about odd findings."""
        return [self["is_confirmed"], self["note"]]

    def has_more(self) -> bool:
        """Tell whether something folded away was typed or is wrong."""
        return any(self[name].value() not in (None, "", False) for name in self.MORE)

    def draft(self) -> FindingsDraft:
        """Return the findings."""
        typed = self.cleaned_data
        found = {
            name: _number(value) if isinstance(value, Decimal) else value
            for name, value in typed.items()
            if name not in self.ABOUT
        }
        return FindingsDraft(
            at=typed["at"],
            condition=typed["condition"],
            note=typed["note"],
            found=Found(**found | {"support": tuple(typed["support"])}),
        )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
