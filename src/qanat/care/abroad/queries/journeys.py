"""What stands against a journey, and where it leads."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef

from qanat.care.abroad.models import Case, Journey, Offer, Stay
from qanat.care.abroad.queries.rights import age_on
from qanat.care.abroad.rules.journeys import Check, Obstacle, obstacles
from qanat.care.abroad.states import (
    UNDER_WAY,
    CaseState,
    Decision,
    Means,
    OfferState,
    Risk,
    Visa,
    Way,
)
from qanat.care.clinics.queries.brief import ClinicBrief, clinic_briefs
from qanat.care.funding.queries.obligations import is_committed
from qanat.care.funding.states import Purpose
from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.response.dispatch.queries.journeys import Carriage, carriages
from qanat.response.dispatch.queries.missions import MissionRow, flights_of
from qanat.response.dispatch.queries.requests import airport_of_requests, requests_by_id
from qanat.response.dispatch.states.requests import RequestState

LOST: Final = (RequestState.DECLINED, RequestState.WITHDRAWN)
FARES: Final = {Way.REPATRIATION: Purpose.REPATRIATION}
AWAY: Final = (CaseState.TRAVELLING, CaseState.ADMITTED, CaseState.TREATED, CaseState.INVOICED)
"""The patient is abroad, and has not set out for home."""


def chosen_clinic(case_id: int) -> ClinicBrief | None:
    """Return the clinic which was chosen for a case."""
    chosen = Offer.objects.filter(case=case_id, state=OfferState.CHOSEN)
    clinic_id = chosen.values_list("clinic_id", flat=True).first()
    return clinic_briefs([clinic_id]).get(clinic_id) if clinic_id else None


MOST_LOOKED_AT: Final = 50


def airport_of(case_id: int, clinic_id: int) -> int | None:
    """Return where the patient was taken over abroad, else where others of the clinic were last."""
    out = Journey.objects.filter(way=Way.OUT, request__isnull=False).order_by("-id")
    chosen = Offer.objects.filter(case=OuterRef("case"), clinic=clinic_id, state=OfferState.CHOSEN)
    for some in (out.filter(case=case_id), out.filter(Exists(chosen))):
        asked = some.values_list("request_id", flat=True)[:MOST_LOOKED_AT]
        if (found := airport_of_requests(filter(None, asked))) is not None:
            return found
    return None


def obstacles_of(row: Case, journey: Journey, on: date, now: datetime) -> tuple[Obstacle, ...]:
    """Return what stands against a departure on a day."""
    matter = row.matter
    return obstacles(
        Check(
            on=on,
            age_years=age_on(row.patient_id, national_day(now)),
            needs_care=journey.needs_care,
            escorts=journey.escorts,
            is_dead=journey.way == Way.REPATRIATION,
            leaves_home=journey.way == Way.OUT,
            passport_until=journey.passport_until,
            may_enter=journey.visa in (Visa.GRANTED, Visa.FREE),
            fit_until=journey.fit_until,
            is_assessed=journey.risk != Risk.UNKNOWN,
            needs_flight=journey.risk == Risk.HIGH,
            by_flight=journey.means == Means.FLIGHT,
            has_flight=has_flight(journey, now),
            is_aboard=carriage_of(journey).boarded_at is not None,
            is_funded=journey.way != Way.OUT or is_committed(matter, Purpose.TREATMENT),
            has_fare=is_committed(matter, FARES.get(Way(journey.way), Purpose.TRAVEL)),
            has_escort_fare=is_committed(matter, Purpose.ESCORT),
        )
    )


def has_flight(journey: Journey, now: datetime) -> bool:
    """Tell whether the flight centre was asked and has not said no."""
    if journey.request_id is None:
        return False
    known = requests_by_id(SYSTEM, [journey.request_id], now).values()
    return any(one.state not in LOST for one in known)


def carriage_of(journey: Journey) -> Carriage:
    """Return how far the patient of a journey by a medical flight has come, by its stamps."""
    asked = journey.request_id
    return (carriages([asked]).get(asked) if asked else None) or Carriage()


def arrival_obstacles(journey: Journey) -> tuple[Obstacle, ...]:
    """Return what stands against noting the arrival of a journey which is under way."""
    is_flown = journey.means == Means.FLIGHT
    is_there = not is_flown or carriage_of(journey).given_at is not None
    return () if is_there else (Obstacle.NOT_HANDED_OVER,)


def flown_of(journey_id: int) -> Carriage | None:
    """Return the same by its id; None where it does not go by a medical flight."""
    journey = Journey.objects.filter(pk=journey_id, means=Means.FLIGHT).first()
    return carriage_of(journey) if journey else None


def begins_treatment(journey_id: int) -> bool:
    """Tell whether a treatment begins where a journey arrives: not of who died on the way."""
    out = Journey.objects.filter(pk=journey_id, way=Way.OUT)
    return out.exclude(case__state=CaseState.DIED).exists()


def flight_of_journey(journey_id: int) -> MissionRow | None:
    """Return the mission which flies a journey, if there is one."""
    asked = Journey.objects.filter(pk=journey_id).values_list("request_id", flat=True).first()
    return flights_of([asked]).get(asked) if asked else None


def treated_until(case_id: int) -> date | None:
    """Return when the treatment of a case ended, by a death too; None while it has not."""
    return Stay.objects.filter(case=case_id).values_list("ended_on", flat=True).first()


def needs_fare(matter: UUID) -> bool:
    """Tell whether a patient is still abroad who is not flown home by the flight centre."""
    flown = Journey.objects.filter(
        case=OuterRef("pk"), way=Way.BACK, means=Means.FLIGHT, state__in=UNDER_WAY
    )
    away = Case.objects.filter(matter=matter, decision=Decision.ABROAD, state__in=AWAY)
    return away.filter(~Exists(flown)).exists()


def known_before(case_id: int, way: str) -> dict[str, object]:
    """Return what the form of a new journey begins with: who came along last time, his papers.

    Of the dead no care on the way is paid: only a child's escort comes home with him.
    """
    kept = ("needs_care", "escorts", "passport_until", "visa")
    last = Journey.objects.filter(case=case_id).order_by("-id").values(*kept).first()
    if last is None:
        return {}
    return last | {"escorts": 0} if way == Way.REPATRIATION and last["needs_care"] else dict(last)


PLANNED: Final = (
    "way",
    "means", "planned_on", "days", "needs_care", "escorts", "passport_until", "visa", "fit_until",
    "risk", "note",
)  # fmt: skip


def planned_journey(journey_id: int) -> dict[str, object]:
    """Return a journey as its form is filled with it."""
    found = Journey.objects.filter(pk=journey_id).values(*PLANNED).first()
    return dict(found or {})
