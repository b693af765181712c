"""The desk of finance: cases for which the state pays, without names."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.care.abroad.pages.carried import carried_words
from qanat.care.abroad.pages.labels import DECISION_TONES
from qanat.care.abroad.permissions import FUND
from qanat.care.abroad.queries.carried import carried_of
from qanat.care.abroad.queries.payable import (
    PayableRow,
    payable_count,
    payable_row,
    payable_rows,
)
from qanat.care.abroad.states import CaseState, Decision
from qanat.foundation.access.session import actor_of
from qanat.web.figures import Tab
from qanat.web.paging import Behind, Page, one_page
from qanat.web.reply import Values, page
from qanat.web.wording import in_currency, tenge

BOARD: Final = "abroad/payable_list.html"
ONE: Final = "abroad/payable.html"
ON_A_PAGE: Final = 25


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the cases which wait for finance, or all for which the state pays."""
    actor = actor_of(request)
    actor.need(FUND)
    view = "all" if request.GET.get("view") == "all" else "mine"
    text = request.GET.get("text", "")
    found = Behind(
        lambda: payable_count(actor, view, text),
        lambda first, count: payable_rows(actor, view, text, first=first, count=count),
    )
    rows: Page[PayableRow] = one_page(request, found, size=ON_A_PAGE)
    here = reverse("abroad:payables")
    context: Values = {
        "rows": rows,
        "lines": [_line(row) for row in rows.items],
        "view": view,
        "text": text,
        "tabs": [
            Tab(_("Waits for you"), here, view == "mine"),
            Tab(pgettext("cases", "All"), f"{here}?view=all", view == "all"),
        ],
    }
    return page(request, BOARD, context, fragment="board")


@require_GET
def one(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the money of a case."""
    actor, now = actor_of(request), timezone.now()
    actor.need(FUND)
    row = payable_row(actor, case_id)
    carried = carried_of(actor, case_id, now)
    words = carried_words(actor, case_id, row.state, row.decision, carried)
    return page(request, ONE, {"line": _line(row), "row": row, **words})


def _line(row: PayableRow) -> Values:
    price = (in_currency(row.amount_cents, row.currency), tenge(row.amount_tiyn or 0))
    return {
        "row": row,
        "state": CaseState(row.state).label,
        "decision": Decision(row.decision).label,
        "decision_tone": DECISION_TONES.get(row.decision, ""),
        "price": " · ".join(filter(None, price)) if row.amount_cents else "",
    }
