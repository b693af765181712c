"""Input of the pages of operators."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.parameters.declarations import SINCE_EVER
from qanat.foundation.refusals import Text
from qanat.registry.fleet.commands import Statement
from qanat.registry.fleet.states import Fitness, FitnessReason
from qanat.registry.terminology.queries import reason_choices
from qanat.response.operators.commands.answering import Acceptance, Refused
from qanat.response.operators.commands.taking import InvoiceDraft
from qanat.response.operators.rules.columns import COLUMNS
from qanat.response.operators.states import DifferenceKind, DifferenceState
from qanat.web.forms import (
    FileField,
    Form,
    LongTextField,
    MomentField,
    NumberField,
    OneOf,
    PeriodForm,
    TextField,
    choices_of,
)

LARGEST_BYTES: Final = 10 * 2**20
LONGEST_PERIOD_D: Final = 366
UNDECIDED: Final = ("undecided", pgettext_lazy("difference", "Not decided"))
Choices = Iterable[tuple[int, str]]


class AcceptForm(Form):
    """Who flies, and from when."""

    captain = TextField(label=_("Captain"), max_length=160)
    crew = TextField(label=_("Other crew of the airline"), max_length=400, required=False)
    earliest_off_blocks_at = MomentField(label=_("Off blocks not before"), required=False)
    crew_until = MomentField(
        label=_("Crew's duty ends"), help_text=_("Only if it is known."), required=False
    )
    remarks = LongTextField(label=_("Remarks"), max_length=1000, rows=2, required=False)

    def acceptance(self) -> Acceptance:
        """Return what was said."""
        return Acceptance(**self.cleaned_data)


class RefuseForm(Form):
    """Why not, and what instead."""

    reason = OneOf(label=_("Reason"), choices=())
    aircraft = OneOf(
        label=_("Aircraft offered instead"), coerce=int, empty_value=None, required=False
    )
    offered_from = MomentField(label=_("Possible from"), is_ahead=True, required=False)
    remarks = LongTextField(label=_("Remarks"), max_length=1000, rows=2, required=False)

    def __init__(self, *args: Any, aircraft: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reason", reason_choices("operator_refusal"))
        self.offer("aircraft", [("", "–"), *aircraft])

    def refusal(self) -> Refused:
        """Return what was said."""
        typed = self.cleaned_data
        return Refused(
            reason=typed["reason"],
            remarks=typed["remarks"],
            aircraft_id=typed["aircraft"],
            offered_from=typed["offered_from"],
        )


class DelayForm(Form):
    """Why it is late, and when it leaves."""

    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("delay"))
    expected_at = MomentField(label=_("Expected off blocks"), required=False)
    note = TextField(label=_("Note"), max_length=300, required=False)


class StateForm(Form):
    """Whether an aircraft can be used, and when it is back."""

    status = OneOf(label=_("State"), choices=Fitness.choices)
    reason = OneOf(label=_("Reason"), choices=choices_of(FitnessReason, "–"), required=False)
    expected_back_at = MomentField(label=_("Expected back"), required=False)
    note = TextField(label=_("Note"), max_length=300, required=False)

    def statement(self, now: Any) -> Statement:
        """Return what was said, true from now on."""
        return Statement(since=now, **self.cleaned_data)


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


class AllForm(ReasonForm):
    """A reason for all of a kind, of which so many were seen."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput())


class UpToAYearForm(PeriodForm):
    """Some days, no more than a year."""

    def clean(self) -> dict[str, Any]:
        """See that the period is no longer than a year."""
        typed = super().clean()
        first, last = typed.get("first"), typed.get("last")
        if first and first < SINCE_EVER:
            self.add_error("first", _("This year can't be meant."))
        if first and last and (last - first).days > LONGEST_PERIOD_D:
            self.add_error("last", _("A period is no longer than a year."))
        return typed


class InvoiceForm(UpToAYearForm):
    """An invoice and its file."""

    operator = OneOf(label=_("Operator"), coerce=int)
    number = TextField(label=_("Number of the invoice"), max_length=60)
    file = FileField(
        label=_("File of the invoice"),
        help_text=_("CSV or XLSX, one row for each flight."),
        largest_bytes=LARGEST_BYTES,
        accept=".csv,.xlsx,.txt",
    )

    total = NumberField(
        label=_("Total of the invoice"),
        help_text=_("As it stands on the invoice; it is held against the sum of the lines."),
        unit="₸",
        min_value=0,
        max_digits=14,
        decimal_places=2,
        required=False,
    )

    field_order = ("operator", "number", "first", "last", "total", "file")

    def __init__(self, *args: Any, operators: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("operator", list(operators))
        for name in COLUMNS.headings:
            usual = ", ".join(COLUMNS.headings[name][:3])
            self.fields[f"own_{name}"] = TextField(
                label=HEADINGS[name], help_text=usual, max_length=120, required=False
            )

    @property
    def main(self) -> list[Any]:
        """The fields of the invoice itself."""
        return [field for field in self if not field.name.startswith("own_")]

    @property
    def own(self) -> list[Any]:
        """The fields of the sender's own headings."""
        return [field for field in self if field.name.startswith("own_")]

    @property
    def is_own_open(self) -> bool:
        """Whether own headings are to be seen at once."""
        return any(field.value() or field.errors for field in self.own)

    def draft(self) -> InvoiceDraft:
        """Return the invoice as it was typed."""
        typed = self.cleaned_data
        own = {name: typed[f"own_{name}"] for name in COLUMNS.headings if typed[f"own_{name}"]}
        return InvoiceDraft(
            operator_id=typed["operator"],
            number=typed["number"],
            first=typed["first"],
            last=typed["last"],
            file_name=typed["file"].name,
            own=own,
            declared_tiyn=None if typed["total"] is None else int(typed["total"] * 100),
        )


HEADINGS: Final[dict[str, Text]] = {
    "tail": pgettext_lazy("column", "Aircraft"),
    "on": pgettext_lazy("column", "Day"),
    "off_at": pgettext_lazy("column", "Departure"),
    "on_at": pgettext_lazy("column", "Landing"),
    "hours": pgettext_lazy("column", "Flown time"),
    "kind": pgettext_lazy("column", "Kind of flight"),
    "route": pgettext_lazy("column", "Route"),
    "price": pgettext_lazy("column", "Price of an hour"),
    "amount": pgettext_lazy("column", "Amount"),
}


class DifferenceFilter(Form):
    """Which differences are shown."""

    kind = OneOf(label=_("Kind"), choices=choices_of(DifferenceKind, "–"), required=False)
    state = OneOf(
        label=_("State"),
        choices=[("", "–"), UNDECIDED, *DifferenceState.choices],
        required=False,
    )


class ScoreForm(UpToAYearForm):
    """Of which operator, over which days."""

    operator = OneOf(label=_("Operator"), coerce=int)
    field_order = ("operator", "first", "last")

    def __init__(self, *args: Any, operators: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("operator", list(operators))
