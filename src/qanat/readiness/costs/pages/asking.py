"""What a page of costs is asked for: its form, the periods offered, addresses."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import pgettext

from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.periods import Period, usual_periods
from qanat.readiness.costs.forms import CostsForm
from qanat.readiness.costs.queries.reach import Reach
from qanat.readiness.costs.queries.spending import NOTHING, By, Part
from qanat.registry.fleet.permissions import SEE_CONTRACTS
from qanat.response.dispatch.permissions import CONDITION
from qanat.web.forms import PeriodForm
from qanat.web.reply import CSV, XLSX

KINDS: Final[Mapping[str, str]] = {"xlsx": XLSX, "csv": CSV}
"""Forms of a file, each with its kind of content."""
OF_CONTRACTS: Final = frozenset({By.CONTRACT})
OF_PATIENTS: Final = frozenset({By.PATIENT})
OF_ILLNESS: Final = frozenset({By.NOSOLOGY})


def splits_for(actor: Actor, reach: Reach) -> list[By]:
    """Return by what somebody may split: an airline has no business with who was flown, why."""
    return [
        by
        for by in By
        if not (by in OF_PATIENTS and reach.is_of_operators)
        and not (by in OF_CONTRACTS and not actor.may(SEE_CONTRACTS))
        and not (by in OF_ILLNESS and not actor.may(CONDITION))
    ]


def form_of(request: HttpRequest, actor: Actor, reach: Reach) -> CostsForm:
    """Return the form of a page, filled with this year by operator where nothing is asked."""
    given = {**this_year(), "by": By.OPERATOR.value}
    return CostsForm({**given, **request.GET.dict()}, offered=splits_for(actor, reach))


def this_year() -> dict[str, str]:
    """Return the days of this year until today, as words of an address."""
    today = national_day(timezone.now())
    return {"first": today.replace(month=1, day=1).isoformat(), "last": today.isoformat()}


def period_of(form: PeriodForm) -> Period:
    """Return the days which a valid form names."""
    return Period(form.cleaned_data["first"], form.cleaned_data["last"])


def words_of(form: PeriodForm) -> dict[str, str]:
    """Return what a valid form asks as words of an address."""
    return {name: str(value) for name, value in form.cleaned_data.items() if value}


def presets(page: str, **words: str) -> list[tuple[str, str]]:
    """Return the periods offered, each by its name with its address."""
    labels = {
        "this_month": pgettext("period", "This month"),
        "last_month": pgettext("period", "Last month"),
        "this_quarter": pgettext("period", "This quarter"),
        "last_quarter": pgettext("period", "Last quarter"),
        "this_year": pgettext("period", "This year"),
        "last_year": pgettext("period", "Last year"),
    }
    days = usual_periods(national_day(timezone.now()))
    return [
        (label, f"{reverse(page)}?{urlencode({'first': str(first), 'last': str(last), **words})}")
        for label, (first, last) in ((labels[name], days[name]) for name in labels)
    ]


def records_url(words: Mapping[str, str], *, key: str | None = None, part: Part = Part.ALL) -> str:
    """Return the address of the flights behind a figure: of all, or of one key of a split."""
    asked = {name: value for name, value in words.items() if name != "by" or key is not None}
    if key is not None:
        asked["key"] = key or NOTHING
    if part is not Part.ALL:
        asked["part"] = part.value
    return f"{reverse('costs:records')}?{urlencode(asked)}"


def file_links(name: str, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the files of a page, each by its form with its address."""
    query = urlencode(words)
    return [(kind.upper(), f"{reverse(name, args=(kind,))}?{query}") for kind in KINDS]
