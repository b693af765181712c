"""Controls written at once are the controls which Django's templates write."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from qanat.web.controls import WRITERS, Renderer

ODD = "<b>\"Қазақ\" & 'co'</b>\n"
LINES = [
    ("", "–"),
    (None, "nothing"),
    (7, lazystr("Astana & region")),
    (ODD, ODD),
    (True, mark_safe("<i>marked</i>")),
    ("Group <1>", [(1.5, "one and a half"), ("x", "last")]),
]
ATTRIBUTES = [
    {},
    {"id": "id_x", "class": "wide narrow", "required": True, "disabled": False},
    {"data-note": ODD, "aria-invalid": "true", "maxlength": 12},
]
CONTROLS = [
    forms.TextInput,
    forms.NumberInput,
    forms.EmailInput,
    forms.URLInput,
    forms.PasswordInput,
    forms.HiddenInput,
    forms.DateInput,
    forms.DateTimeInput,
    forms.TimeInput,
    forms.FileInput,
    forms.CheckboxInput,
    forms.Textarea,
]
LISTS = [forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple]
VALUES = [None, "", 0, 7, "x", ODD, True, ["7", "1.5"]]


class Closed(forms.Select):
    """A list with an option which can't be chosen, as a desk may have."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        return option | {"attrs": option["attrs"] | {"disabled": True}}


@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("kind", [*CONTROLS, *LISTS, Closed])
def test_a_control_is_the_same_as_from_the_templates(
    kind: type[forms.Widget], value: object, attributes: dict[str, Any]
) -> None:
    control = kind(attributes)
    if isinstance(control, forms.Select | forms.RadioSelect):
        control.choices = LINES
    name = "name<1>"
    ours = control.render(name, value, {"id": "id_y"}, Renderer())
    theirs = control.render(name, value, {"id": "id_y"}, DjangoTemplates())
    assert parse_html(ours) == parse_html(theirs)


def test_most_controls_are_written_here_and_what_is_unknown_is_left_to_the_templates() -> None:
    written = [kind for kind in (*CONTROLS, *LISTS) if kind().template_name in WRITERS]
    assert written == [*CONTROLS, *LISTS]
    shown = forms.ClearableFileInput().render("file", None, renderer=Renderer())
    assert 'type="file"' in shown
