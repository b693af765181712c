"""The first questions about a person who needs help, as several forms ask them."""

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.states import Sex
from qanat.web.forms import BirthField, Form, OneOf, TextField, WholeField

DAYS_PER_YEAR: Final = 365.2425


class WhoForm(Form):
    """Who it is, as far as anybody knows."""

    name = TextField(label=_("Patient's name"), required=False)
    iin = TextField(label=_("IIN"), required=False)
    birth_on = BirthField(label=_("Date of birth"), required=False)
    age_years = WholeField(
        label=_("Age, if the date is not known"),
        unit=_("years"),
        min_value=0,
        max_value=130,
        required=False,
    )
    sex = OneOf(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN, required=False)

    WHO: Final = ("name", "iin", "birth_on", "age_years", "sex")

    def is_anything_told(self) -> bool:
        """Tell whether anything was typed by which the person is known; an age of nought is."""
        told = ("name", "iin", "birth_on", "age_years")
        return any(self.cleaned_data.get(name) not in {None, ""} for name in told)

    def age_on(self, day: date) -> float | None:
        """Return the age in years as far as it is known."""
        if born := self.cleaned_data.get("birth_on"):
            return max(0.0, float((day - born).days / DAYS_PER_YEAR))
        years = self.cleaned_data.get("age_years")
        return None if years is None else float(years)

    def who(self, **more: Any) -> PatientDraft:
        """Return the person, with what else is known of him."""
        typed = self.cleaned_data
        return PatientDraft(
            name=typed["name"],
            iin=typed["iin"],
            birth_on=typed["birth_on"],
            age_years=typed["age_years"],
            sex=typed["sex"] or Sex.UNKNOWN,
            **more,
        )
