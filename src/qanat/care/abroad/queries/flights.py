"""Journeys which need a medical flight, as the flight centre sees them: nobody's case."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from qanat.care.abroad.models import Journey, Offer
from qanat.care.abroad.states import UNDER_WAY, Means, OfferState
from qanat.care.clinics.queries.brief import ClinicBrief, clinic_briefs
from qanat.foundation.actors import SYSTEM
from qanat.registry.facilities.queries import facility_title
from qanat.response.dispatch.queries.requests import RequestRow, requests_by_id


@dataclass(frozen=True, slots=True)
class FlightRow:
    """A journey by a medical flight."""

    id: int
    way: str
    state: str
    planned_on: date
    hospital: str
    clinic: ClinicBrief | None
    escorts: int
    needs_care: bool
    risk: str
    fit_until: date | None
    note: str
    request: RequestRow | None


def flight_rows(now: datetime, *, first: int = 0, count: int = 25) -> list[FlightRow]:
    """Return the flights which are planned or under way, the soonest first."""
    found = list(_flights().select_related("case__facility__settlement")[first : first + count])
    cases = [one.case_id for one in found]
    chosen = dict(
        Offer.objects.filter(case__in=cases, state=OfferState.CHOSEN).values_list("case", "clinic")
    )
    clinics = clinic_briefs(chosen.values())
    requests = requests_by_id(SYSTEM, [one.request_id or 0 for one in found], now)
    return [
        FlightRow(
            id=one.pk,
            way=one.way,
            state=one.state,
            planned_on=one.planned_on,
            hospital=facility_title(one.case.facility),
            clinic=clinics.get(chosen.get(one.case_id) or 0),
            escorts=one.escorts,
            needs_care=one.needs_care,
            risk=one.risk,
            fit_until=one.fit_until,
            note=one.note,
            request=requests.get(one.request_id or 0),
        )
        for one in found
    ]


def flight_count() -> int:
    """Return how many there are."""
    return _flights().count()


def _flights() -> QuerySet[Journey]:
    rows = Journey.objects.filter(means=Means.FLIGHT, state__in=UNDER_WAY)
    return rows.order_by("planned_on", "id")
