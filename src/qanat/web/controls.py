"""Controls of forms, written at once.

Django writes a control with a template, its options with one each, and their attributes with one
more: a form with some lists then costs more than all else a page does. Here the same elements are
written from the same values; what is not known here is left to Django's templates.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

Values = Mapping[str, Any]
NOTHING: Final = SafeString("")


class Renderer(DjangoTemplates):
    """Writes known controls itself."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        """Return a control, or whatever else a template makes."""
        write = WRITERS.get(template_name)
        return (
            write(context["widget"]) if write else super().render(template_name, context, request)
        )


def _attributes(values: Values) -> SafeString:
    """Write attributes: true ones by their name alone, false ones not at all."""
    told = (
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(str(value))}"'
        for name, value in values.items()
        if value is not False
    )
    return _joined(told)


def _joined(parts: Iterable[str]) -> SafeString:
    """Join what is escaped already."""
    return SafeString("".join(parts))  # each part is made of escaped pieces


def _input(widget: Values) -> SafeString:
    value = widget["value"]
    given = NOTHING if value is None else format_html(' value="{}"', str(value))
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        given,
        _attributes(widget["attrs"]),
    )


def _text(widget: Values) -> SafeString:
    own = _attributes(widget["attrs"])
    # a first line break would be dropped by the browser, and is written for it
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], own, widget["value"] or ""
    )


def _select(widget: Values) -> SafeString:
    own = _attributes(widget["attrs"])
    lines = _in_groups(widget, '<optgroup label="{}">{}</optgroup>', _option)
    return format_html('<select name="{}"{}>{}</select>', widget["name"], own, lines)


def _option(option: Values) -> str:
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option["attrs"])}>{label}</option>'


def _several(widget: Values) -> SafeString:
    own = {name: widget["attrs"][name] for name in ("id", "class") if widget["attrs"].get(name)}
    lines = _in_groups(widget, "<div><label>{}</label>{}</div>", _labelled)
    return format_html("<div{}>{}</div>", _attributes(own), lines)


def _labelled(option: Values) -> str:
    named = format_html(' for="{}"', option["attrs"]["id"]) if option["attrs"].get("id") else ""
    return (
        f"<div><label{named}>{_input(option)} {conditional_escape(option['label'])}</label></div>"
    )


def _in_groups(widget: Values, around: str, write: Callable[[Values], str]) -> SafeString:
    """Write the options of a list, those of a group within it."""
    groups = ((name, _joined(map(write, options))) for name, options, _ in widget["optgroups"])
    return _joined(format_html(around, name, lines) if name else lines for name, lines in groups)


INPUTS: Final = (
    "checkbox", "date", "datetime", "email", "file", "hidden", "number", "password", "search",
    "tel", "text", "time", "url",
)  # fmt: skip
WRITERS: Final[dict[str, Callable[[Values], SafeString]]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in INPUTS},
    "django/forms/widgets/textarea.html": _text,
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/radio.html": _several,
    "django/forms/widgets/checkbox_select.html": _several,
}
