"""Taking a request: the minimum first, the rest when it is known; one more person."""

from dataclasses import fields
from typing import Any, Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.coordinates import read_coordinates
from qanat.foundation.refusals import Text
from qanat.registry import finding
from qanat.registry.patients import same_person
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.states import Residency
from qanat.registry.patients.who import WhoForm
from qanat.registry.places.queries import get_airfield
from qanat.registry.terminology.queries import choices
from qanat.response.dispatch.commands.intake import Intake
from qanat.response.dispatch.forms.requests import COMPANION, countries, regions, specialties
from qanat.response.dispatch.models.requests import Consent, Equipment, Need, Urgency
from qanat.web.forms import (
    MomentField,
    NumberField,
    OneOf,
    SomeOf,
    TextField,
    WholeField,
    YesNoUnknown,
)
from qanat.web.search_field import SearchField

KEPT: Final = frozenset(
    {"age_years", "residency", "citizenship", "is_later_entry", "is_exercise", "is_synthetic",
     "sending_name"}
)  # fmt: skip
"""What the form does not ask when a request is corrected."""


class IntakeForm(WhoForm):
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
    settlement = SearchField(
        label=_("Settlement"),
        find=finding.find_settlements,
        get=finding.settlement,
        url_name="dispatch:find_settlement",
        beside="region",
        required=False,
    )
    place = TextField(label=_("Place in words"), required=False)
    country = OneOf(label=_("Country"), choices=countries, initial="KZ")
    airfield_abroad = SearchField(
        label=_("Airport abroad"),
        help_text=_("Where a patient is brought home from, or is taken over abroad."),
        find=finding.find_airfields_abroad,
        get=finding.airfield,
        url_name="dispatch:find_airfield",
        required=False,
    )
    coordinates = TextField(
        label=_("Coordinates"),
        max_length=60,
        required=False,
        help_text=_("Latitude and longitude, such as 43.24, 76.95."),
    )
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
    citizenship = OneOf(
        label=_("Citizenship"), choices=lambda: [("", "–"), *countries()], required=False
    )
    is_unknown = YesNoUnknown(label=_("Unknown person"))
    weight_kg = NumberField(
        label=_("Weight"), unit=_("kg"), min_value=0, max_value=400, required=False
    )
    specialty = OneOf(label=_("Specialty"), choices=specialties, required=False)
    accepting_facility = SearchField(
        label=_("Hospital that should accept"),
        find=finding.find_hospitals,
        get=finding.hospital,
        url_name="dispatch:find_hospital",
        required=False,
    )
    accepting_name = TextField(
        label=_("Hospital abroad that accepts"), max_length=200, required=False
    )
    needs = SomeOf(label=_("What must come along"), choices=Equipment.choices, required=False)
    companion = OneOf(label=COMPANION, choices=specialties, required=False)
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
    clamp_at = MomentField(
        label=_("Cross-clamp"),
        help_text=_("Of a donor organ, done or expected: from then on it is cold."),
        required=False,
    )
    is_later_entry = YesNoUnknown(label=_("Entered later from paper"))
    key = TextField(label="", max_length=64, required=False, widget=HiddenInput)
    """Names what is typed: sent again it is registered once."""

    WHAT = (
        "sending_facility", "settlement", "diagnosis", "icd10", "urgency",
    )  # fmt: skip
    FIRST = ("name", "iin", "birth_on", "age_years")
    HOW = ("need", "channel", "received_at", "region")
    PLACE = (
        "country",
        "airfield_abroad",
        "coordinates",
        "place",
        "caller_name",
        "caller_role",
        "caller_phone",
    )
    CLINICAL = (
        "cause", "specialty", "onset_at", "sex", "weight_kg", "gestation_weeks", "needs",
        "companion", "contraindications", "altitude_limit_m", "is_isolation_needed",
    )  # fmt: skip
    WHERE_TO = ("accepting_facility", "accepting_name", "escorts", "consent", "organ", "clamp_at")
    PAPERS = ("residency", "citizenship", "is_unknown", "is_later_entry")
    OF_THE_PERSON = (*WhoForm.WHO, "weight_kg", *PAPERS)
    NOT_CORRECTED = (*OF_THE_PERSON, "key")

    def __init__(self, *args: Any, is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and not is_correction:
            self.fields[self.WHAT[0]].widget.attrs["autofocus"] = True
        if is_correction:
            for name in self.NOT_CORRECTED:
                del self.fields[name]

    def first_groups(self) -> list[tuple[Text, list[Any]]]:
        """Return the fields of the minimum, in the order in which a caller tells them."""
        return self._groups(
            (pgettext_lazy("intake", "What and where"), self.WHAT),
            (pgettext_lazy("intake", "Who"), (*self.FIRST, same_person.FIELD)),
            (pgettext_lazy("intake", "How it came"), self.HOW),
        )

    def more_groups(self) -> list[tuple[Text, list[Any]]]:
        """Return the other fields."""
        return self._groups(
            (pgettext_lazy("intake", "Illness and transport"), self.CLINICAL),
            (pgettext_lazy("intake", "Where to"), self.WHERE_TO),
            (pgettext_lazy("intake", "Place and caller"), self.PLACE),
            (pgettext_lazy("intake", "Papers"), self.PAPERS),
        )

    def has_more_errors(self) -> bool:
        """Tell whether one of the other fields has to be corrected."""
        first = {*self.WHAT, *self.FIRST, *self.HOW, NON_FIELD_ERRORS}
        return any(name not in first for name in self.errors)

    def _groups(self, *groups: tuple[Text, tuple[str, ...]]) -> list[tuple[Text, list[Any]]]:
        found = [(title, [self[n] for n in names if n in self.fields]) for title, names in groups]
        return [(title, bound) for title, bound in found if bound]

    def clean_coordinates(self) -> tuple[float, float] | None:
        """Return longitude and latitude."""
        text = self.cleaned_data["coordinates"]
        found = read_coordinates(text) if text else None
        if text and found is None:
            raise ValidationError(_("Write latitude and longitude, such as 43.24, 76.95."))
        return found

    def clean(self) -> dict[str, Any]:
        """Let country, place and coordinates follow from an airport abroad, where they are open."""
        typed = super().clean() or self.cleaned_data
        found = typed.get("airfield_abroad")
        if found and not self._is_outbound():
            row = get_airfield(int(found.id))
            typed["country"] = row.country_code
            typed["coordinates"] = typed.get("coordinates") or (row.lon, row.lat)
            typed["place"] = typed.get("place") or found.label
        return typed

    def _is_outbound(self) -> bool:
        return bool(self.cleaned_data.get("need") == Need.OUTBOUND)

    def intake(self) -> Intake:
        """Return what was typed as an intake."""
        typed = self.cleaned_data
        lon, lat = typed.get("coordinates") or (None, None)
        plain = (
            "received_at", "channel", "need", "urgency", "cause", "caller_name", "caller_role",
            "caller_phone", "region", "place", "diagnosis", "specialty", "companion", "onset_at",
            "gestation_weeks", "altitude_limit_m", "consent", "organ", "clamp_at", "residency",
            "accepting_name",
        )  # fmt: skip
        return Intake(
            **{name: typed[name] for name in plain if typed.get(name) not in (None, "")},
            country=typed["country"],
            lon=lon,
            lat=lat,
            citizenship=typed.get("citizenship") or "",
            settlement_id=_id(typed["settlement"]),
            sending_facility_id=_id(typed["sending_facility"]),
            accepting_facility_id=_id(typed["accepting_facility"]),
            receiving_airfield_id=_id(typed["airfield_abroad"]) if self._is_outbound() else None,
            icd10=typed["icd10"].id if typed["icd10"] else "",
            needs=tuple(typed["needs"]),
            contraindications=tuple(typed["contraindications"]),
            is_isolation_needed=bool(typed["is_isolation_needed"]),
            escorts=typed["escorts"] or 0,
            age_years=self.age_on(typed["received_at"].date()),
            is_later_entry=bool(typed.get("is_later_entry")),
        )

    def changes(self) -> dict[str, object]:
        """Return what was typed as changes to a request; what is of the person stays his."""
        intake = self.intake()
        return {f.name: getattr(intake, f.name) for f in fields(intake) if f.name not in KEPT}

    def patient(self) -> PatientDraft | None:
        """Return the person, or None where nothing is known of him."""
        typed = self.cleaned_data
        if not (self.is_anything_told() or typed["is_unknown"]):
            return None
        return self.who(
            weight_g=int(typed["weight_kg"] * 1000) if typed["weight_kg"] else None,
            citizenship=typed["citizenship"],
            residency=typed["residency"] or Residency.UNKNOWN,
            region=typed["region"],
            settlement_id=_id(typed["settlement"]),
            facility_id=_id(typed["sending_facility"]),
            is_unknown=bool(typed["is_unknown"]),
        )


def _id(found: Any) -> int | None:
    return int(found.id) if found else None


class PersonForm(WhoForm):
    """One more person of a request: a twin, a donor, a recipient."""

    name = TextField(label=pgettext_lazy("person", "Name"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for anything by which the person is known."""
        typed = super().clean() or self.cleaned_data
        if not self.errors and not self.is_anything_told():
            self.add_error("name", _("Enter a name, an IIN, a date of birth or an age."))
        return typed
