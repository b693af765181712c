"""What somebody typed beside what is stored now, where they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from qanat.foundation.refusals import Text
from qanat.web.search_field import Found, SearchField
from qanat.web.wording import DASH, moment


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose typed value is not the stored one, both in words."""

    label: Text
    stored: str
    typed: str


def differences(form: forms.Form, stored: Mapping[str, object]) -> list[Difference]:
    """Return the fields of a valid form which differ from the values with which it would open."""
    found = []
    for name, field in form.fields.items():
        if field.widget.value_omitted_from_data(form.data, form.files, name):
            continue
        now, typed = _words(field, stored.get(name)), _words(field, form.cleaned_data.get(name))
        if now != typed:
            found.append(Difference(field.label or name, now, typed))
    return found


def _words(field: forms.Field, value: Any) -> str:
    if value is None or value is False or value in ("", "no", [], ()):
        return DASH
    if isinstance(value, Found):
        return value.label
    if isinstance(field, SearchField):
        known = field.get(str(value))
        return known.label if known else str(value)
    if isinstance(field, forms.ChoiceField):
        names = {str(code): str(label) for code, label in list(field.widget.choices)}
        codes = value if isinstance(value, (list, tuple)) else [value]
        return ", ".join(names.get("yes" if c is True else str(c), str(c)) for c in codes)
    return moment(value) if isinstance(value, datetime) else str(value)
