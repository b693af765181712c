"""Tags and filters of every template: ``{% load qanat %}``."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qanat.foundation import texts
from qanat.foundation.refusals import Text
from qanat.web import marks, tables, wording
from qanat.web.fragments import parse_fragment

register = template.Library()
register.tag("fragment", parse_fragment)

FIELD: Final = "web/parts/field.html"


@register.simple_tag
def icon(name: str, label: Text = "") -> SafeString:
    """Draw an icon."""
    return marks.icon(name, label)


@register.simple_tag
def urgency(level: int | None, *, word: bool = True, size: str = "") -> SafeString:
    """Draw an urgency: shape, colour, number and word."""
    return marks.urgency(level, word=word, size=size)


@register.simple_tag
def chip(label: Text, tone: str = "", icon: str = "") -> SafeString:
    """Draw a stage."""
    return marks.chip(label, tone, icon)


@register.simple_tag(takes_context=True)
def age(
    context: Mapping[str, Any], at: datetime | None, limit_s: float, source: Text = ""
) -> SafeString:
    """Draw how old a value is and where it comes from."""
    return marks.age(at, limit_s=limit_s, source=source, now=context.get("now"))


@register.simple_tag(takes_context=True)
def clock(
    context: Mapping[str, Any],
    due: datetime | None,
    since: datetime | None = None,
    done: datetime | None = None,
) -> SafeString:
    """Draw the time left to a norm."""
    return marks.clock(due, since=since, done=done, now=context.get("now"))


@register.simple_tag(takes_context=True)
def elapsed(
    context: Mapping[str, Any], since: datetime | None, until: datetime | None = None
) -> SafeString:
    """Draw the time passed."""
    return marks.elapsed(since, until=until, now=context.get("now"))


@register.simple_tag
def moment(at: datetime | None, style: str = "full") -> SafeString:
    """Write a moment in the viewer's zone."""
    return marks.moment(at, style)


@register.simple_tag
def day(on: date | None) -> SafeString:
    """Write a day."""
    return marks.day(on)


@register.simple_tag
def zone() -> str:
    """Name the viewer's zone."""
    return wording.offset()


@register.simple_tag
def unverified(source: Text = "") -> SafeString:
    """Draw the badge of a value nobody has checked."""
    return marks.unverified(source)


@register.filter
def duration(seconds: float | timedelta | None) -> str:
    """Write a length of time."""
    return wording.duration(seconds)


@register.filter
def number(value: float | Decimal | None, places: int = 0) -> str:
    """Write a number as the language does."""
    return wording.number(value, places)


@register.filter
def signed(value: float | Decimal | None, places: int = 0) -> str:
    """Write a change with its sign."""
    return wording.number(value, places, signed=True)


@register.filter
def percent(value: float | Decimal | None, places: int = 1) -> str:
    """Write a share given in per cent."""
    return wording.percent(value, places)


@register.filter
def whole_tenge(tiyn: int | None) -> str:
    """Write an amount of money in whole tenge."""
    return wording.whole_tenge(tiyn)


@register.filter
def tenge(tiyn: int | None) -> str:
    """Write money kept in tiyn."""
    return wording.tenge(tiyn)


@register.filter
def local(value: Mapping[str, str] | None) -> str:
    """Return a text in the viewer's language."""
    return texts.local(value) or wording.DASH


@register.filter
def dash(value: object) -> object:
    """Show a dash where there is nothing."""
    return wording.DASH if value is None or value == "" else value


@register.simple_tag(takes_context=True)
def sort_link(
    context: Mapping[str, Any], key: str, label: Text, sort: tables.Sort | None = None
) -> SafeString:
    """Draw a column heading that sorts; ``sort`` comes from the context if not given."""
    chosen = sort if sort is not None else context.get("sort")
    return tables.sort_link(context["request"], key, label, chosen)


@register.simple_tag
def table_body(table: tables.Table) -> SafeString:
    """Draw the rows of a table."""
    return tables.body(table)


@register.simple_tag(takes_context=True)
def query(context: Mapping[str, Any], **changes: object) -> str:
    """Return the present query with some things changed; ``None`` takes a thing away."""
    request: HttpRequest = context["request"]
    values = request.GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            values.pop(key, None)
        else:
            values[key] = str(value)
    return f"?{values.urlencode()}"


@register.simple_tag
def field(bound: BoundField, label: Text = "") -> SafeString:
    """Draw a field of a form: label, help, error, control."""
    return render_to_string(FIELD, {"field": bound, "label": label or bound.label})


@register.simple_tag
def fields(form: BaseForm) -> SafeString:
    """Draw all fields of a form with what is wrong with the form as a whole."""
    return render_to_string("web/parts/fields.html", {"form": form})


@register.simple_tag
def attributes(values: Mapping[str, object] | None) -> SafeString:
    """Write attributes of an element."""
    given: Iterable[tuple[str, object]] = (values or {}).items()
    return format_html_join("", ' {}="{}"', given)


@register.filter
def kind(bound: BoundField) -> str:
    """Name the kind of a control, for its layout."""
    return (
        getattr(bound.field.widget, "input_type", "") or type(bound.field.widget).__name__.lower()
    )


@register.simple_tag
def key_hint(key: str) -> SafeString:
    """Draw a shortcut key."""
    return format_html("<kbd>{}</kbd>", key.upper()) if key else marks.EMPTY


@register.filter
def at(values: Sequence[Any] | Mapping[Any, Any], key: Any) -> Any:
    """Return one of a sequence or a mapping, nothing if it is not there."""
    if isinstance(values, Mapping):
        return values.get(key)
    return values[key] if isinstance(key, int) and -len(values) <= key < len(values) else None


def _now(context: Mapping[str, Any]) -> datetime:
    """Return the moment the page speaks of: ``now`` of its context, else the present."""
    now = context.get("now")
    return now if isinstance(now, datetime) else timezone.now()


@register.simple_tag(takes_context=True)
def moment_now(context: Mapping[str, Any]) -> str:
    """Write the present time of day in the viewer's zone."""
    return wording.moment(_now(context), "time")


@register.simple_tag
def zone_minutes() -> int:
    """Return how far the viewer's zone is ahead of UTC, in minutes."""
    shift = timezone.localtime().utcoffset() or timedelta()
    return int(shift.total_seconds()) // 60


@register.simple_tag(takes_context=True)
def now_line(context: Mapping[str, Any]) -> str:
    """Say when the page was made, for paper and for the foot of the page."""
    made = f"{wording.moment(_now(context))} {wording.offset()}"
    return _("as of %(moment)s") % {"moment": made}


@register.inclusion_tag("web/parts/actions.html")
def actions(moves: Iterable[Any]) -> dict[str, Any]:
    """Draw the buttons of a lifecycle's moves: ``label``, ``url``, ``tone``, ``key``."""
    return {"moves": moves}


@register.simple_tag(takes_context=True)
def now_iso(context: Mapping[str, Any]) -> str:
    """Write the server's time for the clocks of the browser."""
    return wording.iso(_now(context))
