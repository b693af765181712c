"""Contracts and cost of a period, and the flights behind each figure."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.periods import Period
from qanat.foundation.refusals import NotFound
from qanat.readiness.costs.pages.asking import (
    KINDS,
    file_links,
    form_of,
    period_of,
    presets,
    records_url,
    splits_for,
    words_of,
)
from qanat.readiness.costs.pages.words import (
    contracts_chart,
    contracts_table,
    month_chart,
    split_table,
    tiles,
)
from qanat.readiness.costs.permissions import DECLINES, EXPORT, READ
from qanat.readiness.costs.queries import files
from qanat.readiness.costs.queries.contracts import accounts
from qanat.readiness.costs.queries.naming import LABELS, key_names
from qanat.readiness.costs.queries.reach import Reach, reach_of
from qanat.readiness.costs.queries.spending import (
    LONG,
    OF_REQUESTS,
    By,
    Line,
    Wanted,
    some_lines,
    told,
)
from qanat.registry.fleet.permissions import SEE_CONTRACTS
from qanat.web.paging import PAGE_ROWS, Behind, Page, one_page, page_number
from qanat.web.reply import UNPROCESSABLE, check_asked, download, page

COSTS: Final = "costs/costs.html"


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show contracts and cost of a period."""
    actor = actor_of(request)
    reach = reach_of(actor, READ)
    form = form_of(request, actor, reach)
    context: dict[str, object] = {"form": form, "presets": presets("costs:costs")}
    if not form.is_valid():
        return page(request, COSTS, context, fragment="costs", status=UNPROCESSABLE)
    period, by, words = period_of(form), By(form.cleaned_data["by"]), words_of(form)
    wanted = Wanted(reach=reach, period=period)
    found = told(wanted, By.MONTH) if by in {By.MONTH, *LONG} else told(wanted, By.MONTH, by)
    rows = _page(request, wanted, by) if by in LONG else None
    months, lines = found.lines[By.MONTH], rows.items if rows else found.lines[by]
    context |= {
        "period": period,
        "tiles": tiles(found.total, lambda part: records_url(words, part=part)),
        "contracts": _contracts(actor, reach, period) if actor.may(SEE_CONTRACTS) else None,
        "months": month_chart(months, period) if len(months) > 1 else None,
        "by": LABELS[by],
        "table": split_table(
            by,
            lines,
            key_names(by, [line.key for line in lines]),
            found.total,
            lambda key, part: records_url(words, key=key, part=part),
        ),
        "rows": rows,
        "is_shared": by in OF_REQUESTS,
        "files": file_links("costs:file", words) if actor.may(EXPORT) else [],
        "sees_declines": actor.may(DECLINES),
    }
    return page(request, COSTS, context, fragment="costs")


def _page(request: HttpRequest, wanted: Wanted, by: By) -> Page[Line]:
    """Cut a page out of a long split; the lines and their number come together."""
    asked_for = (page_number(request) - 1) * PAGE_ROWS
    found = some_lines(wanted, by, first=asked_for, count=PAGE_ROWS)
    if asked_for and not found.lines:
        asked_for, found = 0, some_lines(wanted, by, first=0, count=PAGE_ROWS)

    def cut(first: int, count: int) -> list[Line]:
        is_here = first == asked_for
        return found.lines if is_here else some_lines(wanted, by, first=first, count=count).lines

    return one_page(request, Behind(lambda: found.total, cut))


def _contracts(actor: Actor, reach: Reach, period: Period) -> dict[str, object]:
    found = accounts(actor, period, timezone.now())
    return {
        "table": contracts_table(found, with_operator=len(reach.operators) != 1),
        "chart": contracts_chart(found) if len(found) > 1 else None,
    }


@require_GET
def as_file(request: HttpRequest, form_of_file: str) -> HttpResponse:
    """Give contracts and cost of a period as a file: every split."""
    actor = actor_of(request)
    reach = reach_of(actor, READ)
    actor.need(EXPORT)
    form = form_of(request, actor, reach)
    if form_of_file not in KINDS:
        raise NotFound
    check_asked(form)
    period = period_of(form)
    held = accounts(actor, period, timezone.now()) if actor.may(SEE_CONTRACTS) else []
    sheets = files.sheets(reach, period, splits_for(actor, reach), held)
    name = f"qanat-cost-{period.first}-{period.last}.{form_of_file}"
    return download(files.WRITERS[form_of_file](sheets), KINDS[form_of_file], name)
