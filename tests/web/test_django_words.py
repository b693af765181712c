"""What Django itself says on a form is said in the reader's language."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils import translation

from qanat.web.forms import (
    DayField,
    FileField,
    Form,
    MomentField,
    NumberField,
    OneOf,
    SomeOf,
    TextField,
    WholeField,
)


class Everything(Form):
    name = TextField(max_length=5, min_length=4)
    whole = WholeField(min_value=1, max_value=9)
    number = NumberField(max_digits=4, decimal_places=1, min_value=1)
    on = DayField()
    at = MomentField()
    one = OneOf(choices=[("a", "A")])
    some = SomeOf(choices=[("a", "A")])
    email = forms.EmailField()
    file = FileField()


WRONG: tuple[dict[str, Any], ...] = (
    {},
    dict.fromkeys(Everything.base_fields, "?"),
    {"name": "long enough", "whole": "0", "number": "12345", "email": "@", "one": "b"},
    {"name": "x", "whole": "10", "number": "1,234", "some": ["b"]},
    {"number": "0,5", "name": "a\x00b"},
)


def said(given: dict[str, Any], language: str) -> list[str]:
    """Return what the form says of something, in a language."""
    with translation.override(language):
        form = Everything(given, {"file": SimpleUploadedFile("x", b"")} if given else None)
        return [str(error) for errors in form.errors.values() for error in errors]


@pytest.mark.parametrize("given", WRONG)
@pytest.mark.parametrize("language", ["kk", "ru", "uz", "uz-cyrl"])
def test_every_error_of_a_form_is_in_the_reader_s_language(
    given: dict[str, Any], language: str
) -> None:
    found, source = said(given, language), said(given, "en")
    assert found
    assert len(found) == len(source)
    assert not set(found) & set(source)
    if language != "uz":
        assert not [text for text in found if re.search("[A-Za-z]{2}", text)]


def test_a_number_is_written_with_a_comma_wherever_a_template_writes_it() -> None:
    for language, written in (("kk", "37,0"), ("ru", "37,0"), ("uz", "37,0"), ("en", "37.0")):
        with translation.override(language):
            assert Template("{{ value }}").render(Context({"value": Decimal("37.0")})) == written
