"""Input of the pages of the fleet."""

from datetime import date
from decimal import Decimal
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.actors import Actor
from qanat.foundation.texts import local
from qanat.registry.fleet.commands import Certificate, Rate, Statement, Terms
from qanat.registry.fleet.queries import (
    aircraft_choices,
    base_rows,
    operator_rows,
    type_rows,
)
from qanat.registry.fleet.states import (
    AircraftKind,
    ContractPurpose,
    Fitness,
    FitnessReason,
    Known,
)
from qanat.registry.places.queries import region_rows
from qanat.web.forms import (
    DayField,
    Form,
    MomentField,
    NumberField,
    OneOf,
    TextField,
    choices_of,
)

ANY: Final = ("", "–")
TIYN: Final = 100
RATES: Final = 4
MOST_KZT: Final = Decimal(10_000_000_000)


def regions() -> list[tuple[str, str]]:
    """Return the regions to choose from, none first."""
    return [ANY, *((row.code, row.name) for row in region_rows())]


def bases() -> list[tuple[int, str]]:
    """Return the bases to choose from."""
    return [(row.id, f"{local(row.name) or row.code} ({row.region})") for row in base_rows()]


def types() -> list[tuple[int, str]]:
    """Return the aircraft types to choose from."""
    return [(row.id, row.name) for row in type_rows()]


class BoardFilter(Form):
    """Which aircraft are shown."""

    region = OneOf(label=_("Region"), choices=regions, required=False)
    kind = OneOf(label=_("Kind"), choices=choices_of(AircraftKind, "–"), required=False)
    status = OneOf(label=_("State"), choices=choices_of(Fitness, "–"), required=False)
    known = OneOf(label=_("Known"), choices=Known.choices, required=False, empty_value=Known.RECORD)


class OperatorFilter(Form):
    """Which operators are shown."""

    known = OneOf(label=_("Known"), choices=Known.choices, required=False, empty_value=Known.RECORD)


class AmbulanceFilter(Form):
    """Which ambulances are shown."""

    region = OneOf(label=_("Region"), choices=regions, required=False)


class StatementForm(Form):
    """Whether an aircraft can be used."""

    status = OneOf(label=_("State"), choices=Fitness.choices, radio=True)
    since = MomentField(label=_("Since"), not_after_now=True)
    reason = OneOf(
        label=_("Reason"),
        choices=choices_of(FitnessReason, "–"),
        required=False,
        help_text=_("Needed unless the aircraft is serviceable."),
    )
    expected_back_at = MomentField(label=_("Expected back"), required=False)
    note = TextField(label=_("Note"), max_length=300, required=False)

    def statement(self) -> Statement:
        """Return what was stated."""
        return Statement(**self.cleaned_data)


class AmbulanceForm(Form):
    """Whether an ambulance can be used."""

    is_serviceable = OneOf(
        label=_("State"),
        choices=(
            ("yes", pgettext_lazy("ambulance", "serviceable")),
            ("no", pgettext_lazy("ambulance", "not serviceable")),
        ),
        coerce=lambda answer: answer == "yes",
        radio=True,
    )
    note = TextField(label=_("Note"), max_length=300, required=False)


class MoveForm(Form):
    """Where an aircraft stands from when on."""

    base_id = OneOf(label=_("Base"), choices=bases, coerce=int)
    from_at = MomentField(label=_("From"))


class AircraftForm(MoveForm):
    """A new aircraft."""

    tail = TextField(label=_("Registration"), max_length=20)
    type_id = OneOf(label=_("Type"), choices=types, coerce=int)
    operator_id = OneOf(label=_("Operator"), choices=(), coerce=int)

    field_order = ("tail", "type_id", "operator_id")

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.id, local(row.name)) for row in operator_rows(actor)]
        self.offer("operator_id", choices)


class CertificateForm(Form):
    """A certificate of a medical module."""

    number = TextField(label=_("Number"), max_length=60)
    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"))
    issued_by = TextField(label=_("Issued by"), required=False)

    def certificate(self) -> Certificate:
        """Return the certificate."""
        return Certificate(**self.cleaned_data)


class PlacementForm(Form):
    """Where a medical module is."""

    aircraft_id = OneOf(label=_("Aboard"), choices=(), coerce=int, empty_value=None, required=False)
    base_id = OneOf(
        label=_("Or at a base"),
        choices=lambda: [ANY, *bases()],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [ANY, *aircraft_choices(actor)]
        self.offer("aircraft_id", choices)


class ContractForm(Form):
    """A contract with its prices in tenge; up to four types at once."""

    number = TextField(label=_("Number"), max_length=60)
    purpose = OneOf(label=_("For"), choices=ContractPurpose.choices)
    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"))
    hours_bought = NumberField(
        label=_("Hours bought"), unit=_("h"), max_digits=9, decimal_places=2, min_value=0
    )
    note = TextField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:  # adds a group for each type
        super().__init__(*args, **kwargs)
        for n in range(1, RATES + 1):
            is_first = n == 1
            self.fields[f"type_{n}"] = OneOf(
                label=_("Type"),
                choices=types() if is_first else [ANY, *types()],
                coerce=int,
                empty_value=None,
                required=is_first,
            )
            for name, label in (
                ("hour", _("Price of an hour")),
                ("positioning", _("Price of an hour of positioning")),
            ):
                self.fields[f"{name}_{n}"] = NumberField(
                    label=label,
                    unit="₸",
                    decimal_places=2,
                    min_value=0,
                    max_value=MOST_KZT,
                    required=is_first,
                )

    def clean(self) -> dict[str, object]:
        """Refuse a type without its prices."""
        typed: dict[str, object] = super().clean() or self.cleaned_data
        for n in range(2, RATES + 1):
            if typed.get(f"type_{n}") and typed.get(f"hour_{n}") is None:
                self.add_error(f"hour_{n}", _("Give the price of an hour."))
        first, last = typed.get("valid_from"), typed.get("valid_to")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("valid_to", _("The last day lies before the first."))
        return typed

    def term_fields(self) -> list[forms.BoundField]:
        """Return the fields of the contract as a whole."""
        return [self[name] for name in self.base_fields]

    def rate_fields(self) -> list[list[forms.BoundField]]:
        """Return the fields of each aircraft type with its prices."""
        return [
            [self[f"{name}_{n}"] for name in ("type", "hour", "positioning")]
            for n in range(1, RATES + 1)
        ]

    def terms(self) -> Terms:
        """Return the terms, with prices in whole tiyn."""
        typed = self.cleaned_data
        return Terms(
            number=typed["number"],
            purpose=typed["purpose"],
            valid_from=typed["valid_from"],
            valid_to=typed["valid_to"],
            hours_bought=typed["hours_bought"],
            note=typed["note"],
            rates=tuple(self._rate(n) for n in range(1, RATES + 1) if typed[f"type_{n}"]),
        )

    def _rate(self, n: int) -> Rate:
        typed = self.cleaned_data
        positioning = typed[f"positioning_{n}"]
        hour = typed[f"hour_{n}"]
        return Rate(
            typed[f"type_{n}"],
            round(hour * TIYN),
            round((hour if positioning is None else positioning) * TIYN),
        )


class WithdrawForm(Form):
    """The day from which an aircraft is out of service for good."""

    on = DayField(label=_("From"))
