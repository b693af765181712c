"""Forms of the parameters' pages."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.desks.administration.table_lines import from_lines, to_lines
from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.commands import NewVersion
from qanat.foundation.parameters.queries import ParameterRow
from qanat.foundation.parameters.rules import Value
from qanat.foundation.parameters.states import Kind
from qanat.web import wording
from qanat.web.forms import (
    DayField,
    Form,
    LongTextField,
    NumberField,
    OneOf,
    TextField,
    choices_of,
)

DIGITS: Final = 20
PLACES: Final = 8
LONGEST_TABLE: Final = 20_000


class ParameterSearchForm(Form):
    """Which parameters are looked for."""

    text = TextField(label=_("Name or key"), required=False)
    state = OneOf(
        label=_("State"),
        required=False,
        choices=(
            ("", pgettext_lazy("parameters", "All")),
            ("unverified", pgettext_lazy("parameters", "Not confirmed yet")),
            ("verified", pgettext_lazy("parameters", "Confirmed")),
            ("waiting", _("A new version waits for confirmation")),
        ),
    )


class VersionForm(Form):
    """A new version of a parameter."""

    field_order = ("value", "scope", "valid_from", "source", "source_url", "evidence", "note")

    scope = OneOf(label=_("Where"), required=False)
    valid_from = DayField(
        label=_("From which day"),
        help_text=_(
            "The version before it ends on that day. A day which is over needs a reason when it is"
            " confirmed."
        ),
    )
    source = TextField(
        label=_("Source"), max_length=300, help_text=_("Act or publication, with its number.")
    )
    source_url = TextField(label=_("Address of the source"), required=False, max_length=500)
    evidence = OneOf(label=_("How well we know it"), choices=choices_of(Evidence), coerce=Evidence)
    note = LongTextField(label=_("Note"), required=False, max_length=1000)

    def __init__(
        self,
        *args: Any,
        row: ParameterRow,
        scopes: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["value"] = _value_field(row)
        self.initial.setdefault("value", _typed(row.value))
        place = self.fields["scope"]
        if isinstance(place, OneOf):
            place.choices = list(scopes)
        self.order_fields(self.field_order)

    def clean_source_url(self) -> str:
        """Refuse an address at which a click would do something else than open a page.

        Raises:
            ValidationError: if it is no web address.
        """
        address: str = self.cleaned_data["source_url"] or ""
        parts = urlsplit(address) if address else None
        if parts is not None and (parts.scheme not in ("http", "https") or not parts.netloc):
            raise ValidationError(_("This is no web address."))
        return address

    def clean_value(self) -> Value:
        """Return the value in its own type."""
        value = self.cleaned_data["value"]
        if self.row.kind is Kind.NUMBER:
            return int(value) if value == value.to_integral_value() else float(value)
        if self.row.kind is Kind.TABLE and not isinstance(self.row.value, str | int | float):
            return from_lines(value, self.row.value)
        return str(value)

    def version(self) -> NewVersion:
        """Return what was entered."""
        given = self.cleaned_data
        return NewVersion(
            value=given["value"],
            valid_from=given["valid_from"],
            source=given["source"],
            evidence=given["evidence"],
            source_url=given["source_url"],
            note=given["note"] or "",
        )


class ConfirmForm(Form):
    """A confirmation; of a version which begins on a day that is over, that too and why."""

    is_backdated = forms.BooleanField(
        label=_("It is to hold on the days which are over, too"),
        error_messages={"required": _("Confirm this too, or have it entered again from today.")},
    )
    backdating = TextField(
        label=_("Why it holds from an earlier day"),
        max_length=300,
        help_text=_("Figures of those days change. Your name and this are kept."),
    )

    def __init__(self, *args: Any, is_past: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_past:
            del self.fields["is_backdated"], self.fields["backdating"]


class EndForm(Form):
    """Until when a version of a part of the country holds."""

    valid_to = DayField(
        label=_("First day without it"), help_text=_("From that day the national value holds.")
    )


def _value_field(row: ParameterRow) -> forms.Field:
    label = pgettext_lazy("parameter", "Value")
    if row.kind is Kind.NUMBER:
        return NumberField(
            label=label, unit=wording.unit(row.unit), max_digits=DIGITS, decimal_places=PLACES
        )
    if row.kind is Kind.TEXT:
        return LongTextField(label=label)
    return LongTextField(
        label=label,
        rows=12,
        max_length=LONGEST_TABLE,
        help_text=_("One row a line; cells are divided by “;”, a name and its value by “=”."),
    )


def _typed(value: Value) -> str | int | float:
    return value if isinstance(value, str | int | float) else to_lines(value)


__all__ = ["ConfirmForm", "EndForm", "ParameterSearchForm", "VersionForm"]
