"""The journeys which need a medical flight: for the flight centre, without the case."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.care.abroad.permissions import FLY
from qanat.care.abroad.queries.flights import FlightRow, flight_count, flight_rows
from qanat.care.abroad.states import JourneyState, Risk, Way
from qanat.foundation.access.session import actor_of
from qanat.foundation.texts import local
from qanat.web import marks
from qanat.web.paging import Behind, Page, one_page
from qanat.web.reply import Values, page

BOARD: Final = "abroad/flights.html"


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the flights which are asked for."""
    actor_of(request).need(FLY)
    now = timezone.now()
    found = Behind(flight_count, lambda first, count: flight_rows(now, first=first, count=count))
    rows: Page[FlightRow] = one_page(request, found, size=25)
    return page(request, BOARD, {"rows": rows, "lines": [_line(one) for one in rows.items]})


def _line(row: FlightRow) -> Values:
    clinic = row.clinic
    there = f"{clinic.name}, {clinic.city}, {local(clinic.country_name)}" if clinic else ""
    ends = (row.hospital, there) if row.way == Way.OUT else (there, row.hospital)
    return {
        "row": row,
        "route": " → ".join(ends),
        "way": Way(row.way).label,
        "state": JourneyState(row.state).label,
        "facts": [
            (_("Planned for"), marks.day(row.planned_on)),
            (_("Risk of the transport"), Risk(row.risk).label),
            (_("Fit to fly, certified until"), marks.day(row.fit_until) if row.fit_until else ""),
            (_("Escorts paid by the budget"), str(row.escorts)),
            (
                _("Needs care on the way"),
                pgettext("answer", "Yes") if row.needs_care else pgettext("answer", "No"),
            ),
            (_("Note"), row.note),
        ],
    }
