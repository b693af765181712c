"""Input of the pages of clinics abroad."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.clinics.commands.quotas import QuotaDraft
from qanat.care.clinics.commands.register import (
    LANGUAGES,
    AccreditationDraft,
    ClinicDraft,
    MethodDraft,
)
from qanat.care.clinics.states import ClinicState
from qanat.foundation.refusals import Text
from qanat.registry.places.queries import country_rows
from qanat.registry.terminology.queries import choices, reason_choices
from qanat.web.forms import (
    DayField,
    FileField,
    Form,
    LongTextField,
    OneOf,
    SomeOf,
    TextField,
    WholeField,
    choices_of,
)

LARGEST_BYTES: Final = 5 * 2**20
ALL: Final = pgettext_lazy("clinics", "All")
SPOKEN: Final[dict[str, Text]] = {
    "kk": pgettext_lazy("language", "Kazakh"),
    "ru": pgettext_lazy("language", "Russian"),
    "en": pgettext_lazy("language", "English"),
    "tr": pgettext_lazy("language", "Turkish"),
    "de": pgettext_lazy("language", "German"),
    "ko": pgettext_lazy("language", "Korean"),
    "hi": pgettext_lazy("language", "Hindi"),
    "zh": pgettext_lazy("language", "Chinese"),
    "he": pgettext_lazy("language", "Hebrew"),
    "uz": pgettext_lazy("language", "Uzbek"),
    "be": pgettext_lazy("language", "Belarusian"),
    "fr": pgettext_lazy("language", "French"),
    "ar": pgettext_lazy("language", "Arabic"),
}


def countries_abroad() -> list[tuple[object, object]]:
    """Return the countries other than ours."""
    return [("", "–"), *((row.code, row.name) for row in country_rows() if row.code != "KZ")]


def specialties() -> list[tuple[object, object]]:
    """Return the medical specialties."""
    return [("", "–"), *choices("specialty")]


class ClinicFilter(Form):
    """Which clinics are shown."""

    text = TextField(label=_("Name, town or method"), max_length=80, required=False)
    country = OneOf(label=_("Country"), required=False)
    specialty = OneOf(label=_("Specialty"), choices=specialties, required=False)
    state = OneOf(label=_("State"), choices=choices_of(ClinicState, ALL), required=False)

    def __init__(self, *args: Any, countries: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("country", [("", ALL), *countries])


class ClinicForm(Form):
    """What is told of a clinic."""

    name = TextField(label=_("Name"), max_length=200)
    country = OneOf(label=_("Country"), choices=countries_abroad)
    city = TextField(label=_("Town"), max_length=120)
    languages = SomeOf(
        label=_("Speaks with patients"),
        choices=[(code, SPOKEN[code]) for code in LANGUAGES],
        required=False,
    )
    contact = TextField(label=_("Contact"), max_length=200, required=False)
    phone = TextField(label=_("Telephone"), max_length=60, required=False)
    email = TextField(label=_("E-mail"), max_length=200, required=False)
    site = TextField(label=_("Page on the net"), max_length=200, required=False)
    source = TextField(label=_("Source"), help_text=_("Who says so, and when."), max_length=300)

    def draft(self) -> ClinicDraft:
        """Return what was told."""
        typed = self.cleaned_data
        return ClinicDraft(**{**typed, "languages": tuple(typed["languages"])})


class AccreditationForm(Form):
    """By whom a clinic is accredited."""

    body = TextField(label=_("Accredited by"), max_length=200)
    number = TextField(label=_("Number"), max_length=80, required=False)
    first_on = DayField(label=pgettext_lazy("accreditation", "From"))
    last_on = DayField(label=pgettext_lazy("accreditation", "Until"))
    source = TextField(label=_("Source"), max_length=300)

    def draft(self) -> AccreditationDraft:
        """Return what was told."""
        return AccreditationDraft(**self.cleaned_data)


class MethodForm(Form):
    """What a clinic does."""

    specialty = OneOf(label=_("Specialty"), choices=specialties)
    name = TextField(label=_("Method"), max_length=200)
    volume = WholeField(label=_("How many a year"), min_value=0, required=False)
    year = WholeField(label=_("In the year"), min_value=1990, max_value=2199, required=False)
    source = TextField(label=_("Source"), max_length=300)

    def draft(self) -> MethodDraft:
        """Return what was told."""
        return MethodDraft(**self.cleaned_data)


class ReasonForm(Form):
    """A reason from a list, if one is due, and a word."""

    reason = OneOf(label=_("Reason"), choices=())
    note = LongTextField(label=_("Note"), max_length=1000, rows=2, required=False)

    def __init__(self, *args: Any, reason_list: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reason_list:
            self.offer("reason", reason_choices(reason_list))
        else:
            del self.fields["reason"]


class ImportForm(Form):
    """A file of clinics."""

    file = FileField(
        label=_("File of clinics"),
        help_text=_("CSV or XLSX, one row for each clinic and method."),
        largest_bytes=LARGEST_BYTES,
        accept=".csv,.xlsx,.txt",
    )


class QuotaForm(Form):
    """So many places which a country offers for a year."""

    year = WholeField(label=_("Year"), min_value=2000, max_value=2199)
    country = OneOf(label=_("Country"), choices=countries_abroad)
    agreement = TextField(label=_("Agreement"), max_length=200)
    offered = WholeField(label=_("Places offered"), min_value=1, max_value=100_000)
    source = TextField(label=_("Source"), max_length=300)

    def draft(self) -> QuotaDraft:
        """Return what was told."""
        return QuotaDraft(**self.cleaned_data)


class PlaceForm(Form):
    """For which case a place is taken."""

    number = TextField(label=_("Number of the case"), max_length=32)
    matter = TextField(
        label=_("Code of the case"), help_text=_("As the case's page shows it."), max_length=36
    )

    def clean_matter(self) -> UUID:
        """Read the code of the case."""
        try:
            return UUID(self.cleaned_data["matter"])
        except ValueError:
            self.add_error("matter", _("This is no code of a case."))
            return UUID(int=0)
