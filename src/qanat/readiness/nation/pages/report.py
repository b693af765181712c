"""The national report on a page, on paper and as files."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.periods import Period, usual_periods
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.readiness.nation.forms import NationForm
from qanat.readiness.nation.queries.document import Document, compose
from qanat.readiness.nation.queries.files import WRITERS
from qanat.readiness.nation.queries.wording import named
from qanat.readiness.statistics.permissions import EXPORT, READ
from qanat.web.reply import UNPROCESSABLE, check_asked, download, page

NATION: Final = "nation/report.html"


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show the national report of a period."""
    actor = _reader(request)
    form = _opened(actor) if not request.GET else _form(request.GET.dict())
    context: dict[str, object] = {"form": form, "presets": _presets()}
    if not form.is_valid():
        return page(request, NATION, context, status=UNPROCESSABLE)
    query = urlencode({k: v for k, v in form.data.items() if k in form.fields and v})
    context |= {
        "document": _document(actor, form),
        "files": [
            (name.upper(), f"{reverse('nation:file', args=(name,))}?{query}") for name in WRITERS
        ]
        if actor.may(EXPORT)
        else [],
    }
    return page(request, NATION, context, fragment="report")


@require_GET
def as_file(request: HttpRequest, form_of_file: str) -> HttpResponse:
    """Give the national report as a file."""
    actor = _reader(request)
    actor.need(EXPORT)
    form = _form(request.GET.dict())
    if form_of_file not in WRITERS:
        raise NotFound
    check_asked(form)
    document = _document(actor, form)
    kind, write = WRITERS[form_of_file]
    period = document.period
    name = f"qanat-nation-{period.first}-{period.last}.{form_of_file}"
    return download(write(document), kind, name)


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    actor.need(READ)
    if not actor.scope_of(READ).nation:
        raise NotAllowed(permission=READ)
    return actor


def _form(typed: Mapping[str, str], period: str = "last_month") -> NationForm:
    first, last = usual_periods(national_day(timezone.now()))[period]
    given = {"first": first.isoformat(), "last": last.isoformat(), "compare": "year"}
    return NationForm({**given, **typed})


def _opened(actor: Actor) -> NationForm:
    """Return the first of the usual periods which has records."""
    forms = [_form({}, name) for name in ("last_month", "last_year", "this_year")]
    full = (one for one in forms if one.is_valid() and not _document(actor, one).is_empty)
    return next(full, forms[0])


def _document(actor: Actor, form: NationForm) -> Document:
    typed = form.cleaned_data
    base = form.base()
    period, before = Period(typed["first"], typed["last"]), Period(*base) if base else None
    return compose(actor, period, before, now=timezone.now())


def _presets() -> list[tuple[str, str]]:
    address = reverse("nation:report")
    found = []
    days = usual_periods(national_day(timezone.now()))
    for name in ("last_month", "last_quarter", "last_year", "this_year"):
        first, last = days[name]
        label = _("This year") if name == "this_year" else named(Period(first, last))
        query = urlencode({"first": str(first), "last": str(last), "compare": "year"})
        found.append((label[:1].upper() + label[1:], f"{address}?{query}"))
    return found
