"""What a page of figures is asked for: its form, the periods offered, addresses."""

from collections.abc import Mapping
from functools import lru_cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from qanat.foundation.actors import Actor
from qanat.foundation.alphabets import place_order
from qanat.foundation.days import national_day
from qanat.foundation.periods import Period
from qanat.readiness.treatment.forms import ReportForm
from qanat.readiness.treatment.permissions import READ
from qanat.readiness.treatment.rules.figures import Dimension, Figure
from qanat.registry.places.queries import region_names

YEARS_OFFERED = 5


def form_of(request: HttpRequest, actor: Actor) -> ReportForm:
    """Return the form of a page, with the regions the person may ask for; else this year."""
    names = region_names()
    scope = actor.scope_of(READ)
    own = names if scope.nation else {code: names.get(code, code) for code in scope.regions}
    regions = sorted(own.items(), key=lambda item: place_order(item[1]))
    today = national_day(timezone.now())
    given = {"first": today.replace(month=1, day=1).isoformat(), "last": today.isoformat()}
    return ReportForm({**given, **request.GET.dict()}, regions=regions)


def period_of(form: ReportForm) -> Period:
    """Return the days which a valid form names."""
    return Period(form.cleaned_data["first"], form.cleaned_data["last"])


def words_of(form: ReportForm) -> dict[str, str]:
    """Return what a valid form asks as words of an address."""
    return {name: str(value) for name, value in form.cleaned_data.items() if value}


def years() -> list[tuple[str, str]]:
    """Return the last years, each with its address."""
    this = national_day(timezone.now()).year
    page = reverse("treatment:report")
    return [
        (str(year), f"{page}?first={year}-01-01&last={year}-12-31")
        for year in range(this, this - YEARS_OFFERED, -1)
    ]


def records_url(
    words: Mapping[str, str], figure: Figure, by: Dimension | None = None, key: str = ""
) -> str:
    """Return the address of the cases behind a figure."""
    split = f"&{urlencode({'by': by.value, 'key': key})}" if by is not None else ""
    return f"{_records(tuple(words.items()))}&figure={figure.value}{split}"


@lru_cache(maxsize=64)
def _records(words: tuple[tuple[str, str], ...]) -> str:
    """Return where every address of a page's figures begins: there are a hundred on it."""
    return f"{reverse('treatment:records')}?{urlencode(words)}"
