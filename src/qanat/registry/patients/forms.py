"""Input of the pages of patients."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.registry.patients.states import (
    BirthPrecision,
    IdentifierKind,
    Residency,
    Sex,
)
from qanat.registry.places.queries import country_rows, region_rows
from qanat.web.forms import (
    BirthField,
    DayField,
    Form,
    LongTextField,
    MomentField,
    NumberField,
    OneOf,
    TextField,
    WholeField,
    choices_of,
)

ANY = ("", "–")
G_PER_KG = 1000
HEAVIEST_KG = 500
LIGHTEST_KG = Decimal("0.2")


def regions() -> list[tuple[str, str]]:
    """Return the regions to choose from, none first."""
    return [ANY, *((row.code, row.name) for row in region_rows())]


def countries() -> list[tuple[str, str]]:
    """Return the countries to choose from, none first."""
    return [ANY, *((row.code, row.name) for row in country_rows())]


def documents() -> list[tuple[str, object]]:
    """Return the kinds of documents to choose from, none first."""
    kinds = (k for k in IdentifierKind if k not in {IdentifierKind.IIN, IdentifierKind.PHONE})
    return [ANY, *((kind.value, kind.label) for kind in kinds)]


class SearchForm(Form):
    """What is looked for. It is sent by POST: names and numbers belong in no address."""

    text = TextField(
        label=_("Name, IIN, document, phone or number of the record"),
        widget=forms.TextInput(attrs={"type": "search", "data-qanat-search": "", "autofocus": ""}),
        help_text=_("Any part of a name in any script; numbers whole; a date or year of birth."),
    )


class AboutForm(Form):
    """What is known of a person."""

    name = TextField(
        label=pgettext_lazy("person", "Name"), required=False, help_text=_("Family name first.")
    )
    sex = OneOf(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN, required=False)
    birth_on = BirthField(label=_("Date of birth"), required=False)
    birth_precision = OneOf(
        label=_("How exact"), choices=BirthPrecision.choices, initial=BirthPrecision.UNKNOWN
    )
    weight_kg = NumberField(
        label=_("Weight"),
        unit=_("kg"),
        required=False,
        min_value=LIGHTEST_KG,
        max_value=HEAVIEST_KG,
        decimal_places=3,
    )
    citizenship = OneOf(label=_("Citizenship"), choices=countries, required=False)
    residency = OneOf(
        label=_("Residency"), choices=Residency.choices, initial=Residency.UNKNOWN, required=False
    )
    region = OneOf(label=_("Region of residence"), choices=regions, required=False)
    is_unknown = forms.BooleanField(label=_("Nobody knows who it is"), required=False)
    features = LongTextField(label=_("Distinguishing features"), max_length=500, required=False)

    def weight_g(self) -> int | None:
        """Return the weight in grams."""
        kilograms: Decimal | None = self.cleaned_data["weight_kg"]
        return None if kilograms is None else round(kilograms * G_PER_KG)


class RegisterForm(AboutForm):
    """A person to be put on record."""

    iin = TextField(label=_("IIN"), max_length=40, required=False)
    document = OneOf(label=_("Document"), choices=documents, required=False)
    document_number = TextField(label=_("Number"), max_length=40, required=False)
    document_country = OneOf(label=_("Issued in"), choices=countries, required=False)
    phone = TextField(label=_("Phone"), max_length=40, required=False)
    age_years = WholeField(
        label=_("Estimated age"), unit=_("years"), min_value=0, max_value=125, required=False
    )
    mother = TextField(
        label=_("Record number of the mother, for a newborn"), max_length=80, required=False
    )
    birth_order = WholeField(label=_("Order of birth"), min_value=1, max_value=9, required=False)
    is_another = forms.BooleanField(
        label=_("It is another person than the one found: register as new"), required=False
    )

    field_order = (
        "name", "iin", "birth_on", "age_years", "sex", "weight_kg", "phone", "document",
        "document_number", "document_country", "citizenship", "residency", "region", "mother",
        "birth_order", "features", "is_unknown", "is_another",
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:  # mirrors Django's own form
        super().__init__(*args, **kwargs)
        del self.fields["birth_precision"]

    def clean(self) -> dict[str, object]:
        """Refuse a document without its kind or its number."""
        typed: dict[str, object] = super().clean() or self.cleaned_data
        if bool(typed.get("document")) != bool(typed.get("document_number")):
            self.add_error("document_number", _("Give the kind of the document and its number."))
        return typed


class CorrectForm(AboutForm):
    """What is to stand from now on."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NumberForm(Form):
    """A number of a person."""

    kind = OneOf(label=_("Kind"), choices=choices_of(IdentifierKind))
    value = TextField(label=_("Number"), max_length=40)
    country = OneOf(label=_("Issued in"), choices=countries, required=False)
    expires_on = DayField(label=_("Valid until"), required=False)


class AliasForm(Form):
    """Another name of a person."""

    name = TextField(label=_("Other name or spelling"))


class DeathForm(Form):
    """When a person died."""

    died_at = MomentField(label=_("Time of death"), not_after_now=True)


class WhyForm(Form):
    """Why something grave is done."""

    why = TextField(label=_("Why"), max_length=200)


class OtherForm(Form):
    """Another record, by its number."""

    number = TextField(label=_("Number of the other record"), max_length=80)


class MergeForm(WhyForm):
    """Which of two records stands for the person, and why they are one."""

    keep = OneOf(label=_("Which record stays"), radio=True, choices=(), coerce=int)

    field_order = ("keep", "why")
