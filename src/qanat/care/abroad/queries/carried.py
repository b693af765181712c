"""How a decision is carried out: journeys, treatment, what it takes more, follow-up, money."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from qanat.care.abroad.models import Case, Extension, FollowUp, Gift, Journey, Stay
from qanat.care.abroad.queries.journeys import arrival_obstacles, needs_fare, obstacles_of
from qanat.care.abroad.queries.record import OfferRow, offers_of
from qanat.care.abroad.rules.journeys import Obstacle
from qanat.care.abroad.states import (
    UNDER_WAY,
    ExtensionState,
    JourneyState,
    Means,
    OfferState,
)
from qanat.care.clinics.queries.brief import clinic_briefs
from qanat.care.funding.permissions import SEE as MONEY
from qanat.care.funding.queries.entries import InvoiceRow, invoices_of_matter
from qanat.care.funding.queries.obligations import ObligationRow, obligations_of
from qanat.care.funding.states import LIVE, Purpose
from qanat.foundation.actors import SYSTEM, Actor
from qanat.registry.facilities.queries import facility_title
from qanat.response.dispatch.queries.asked_patients import planned_arrivals
from qanat.response.dispatch.queries.fallen import Fallen, fallen_flights
from qanat.response.dispatch.queries.missions import MissionRow, flights_of
from qanat.response.dispatch.queries.requests import RequestRow, requests_by_id


@dataclass(frozen=True, slots=True)
class JourneyRow:
    """A journey with what stands against its departure, or its arrival.

    Attributes:
        request: as the flight centre has it; None where no flight was asked for.
        flight: the mission which flies or flew it, if there is one.
        fallen: why nobody flies it any more, though it waits for that.
        arrives_at: when the patient arrives by the plan of that mission.
    """

    id: int
    way: str
    means: str
    state: str
    planned_on: date
    departed_on: date | None
    arrived_on: date | None
    turned_on: date | None
    escorts: int
    needs_care: bool
    visa: str
    passport_until: date | None
    fit_until: date | None
    risk: str
    note: str
    days: int
    per_diem_tiyn: int
    request: RequestRow | None
    flight: MissionRow | None
    fallen: Fallen | None
    arrives_at: datetime | None
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class StayRow:
    """The treatment."""

    where: str
    began_on: date
    planned_until: date
    ended_on: date | None
    result: str
    report: str


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """A wish for more days or money."""

    id: int
    state: str
    why: str
    text: str
    days: int
    amount_minor: int
    asked_at: datetime
    decision: str
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class GiftRow:
    """What others pay for the same treatment."""

    id: int
    state: str
    teller: str
    giver: str
    currency: str
    amount_minor: int
    amount_tiyn: int
    told_at: datetime
    document: str


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A patient is seen some months later, or to be seen."""

    month: int
    due_on: date
    seen_on: date | None
    result: str
    note: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What was done about a decision; money for those who see money alone.

    Attributes:
        lacks_fare: the patient is abroad, and no money is held for the way home.
    """

    chosen: OfferRow | None
    journeys: tuple[JourneyRow, ...]
    stay: StayRow | None
    extensions: tuple[ExtensionRow, ...]
    gifts: tuple[GiftRow, ...]
    follow_ups: tuple[FollowUpRow, ...]
    obligations: tuple[ObligationRow, ...]
    invoices: tuple[InvoiceRow, ...]
    lacks_fare: bool

    @property
    def is_more_asked(self) -> bool:
        """Whether a wish for more is not decided yet: one comes after another."""
        return any(one.state == ExtensionState.ASKED for one in self.extensions)


def carried_of(actor: Actor, case_id: int, now: datetime) -> Carried:
    """Return how the decision about a case, which the caller may see, is carried out."""
    row = Case.objects.get(pk=case_id)
    sees_money = bool(actor.scope_of(MONEY).nation)
    obligations = tuple(obligations_of(actor, row.matter)) if sees_money else ()
    is_held = any(one.purpose == Purpose.TRAVEL and one.state in LIVE for one in obligations)
    return Carried(
        chosen=next((one for one in offers_of(case_id) if one.state == OfferState.CHOSEN), None),
        journeys=tuple(_journeys(row, now)),
        stay=_stay(row),
        extensions=tuple(map(_extension, Extension.objects.filter(case=row).order_by("-id"))),
        gifts=tuple(map(_gift, Gift.objects.filter(case=row).order_by("-id"))),
        follow_ups=tuple(map(_follow_up, FollowUp.objects.filter(case=row).order_by("month"))),
        obligations=obligations,
        invoices=tuple(invoices_of_matter(actor, row.matter)) if sees_money else (),
        lacks_fare=sees_money and not is_held and needs_fare(row.matter),
    )


def _journeys(row: Case, now: datetime) -> Iterable[JourneyRow]:
    found = list(Journey.objects.filter(case=row).order_by("id"))
    asked = [one.request_id for one in found if one.request_id is not None]
    requests = requests_by_id(SYSTEM, asked, now) if asked else {}
    flights = flights_of(asked) if asked else {}
    arrivals = planned_arrivals(asked) if asked else {}
    fallen = fallen_flights(asked) if asked else {}
    for one in found:
        against: tuple[Obstacle, ...] = ()
        if one.state == JourneyState.PLANNED:
            against = obstacles_of(row, one, one.planned_on, now)
        elif one.state == JourneyState.DEPARTED:
            against = arrival_obstacles(one)
        yield JourneyRow(
            id=one.pk,
            way=one.way,
            means=one.means,
            state=one.state,
            planned_on=one.planned_on,
            departed_on=one.departed_on,
            arrived_on=one.arrived_on,
            turned_on=one.turned_on,
            escorts=one.escorts,
            needs_care=one.needs_care,
            visa=one.visa,
            passport_until=one.passport_until,
            fit_until=one.fit_until,
            risk=one.risk,
            note=one.note,
            days=one.days,
            per_diem_tiyn=one.per_diem_tiyn,
            request=requests.get(one.request_id or 0),
            flight=flights.get(one.request_id or 0),
            fallen=fallen.get(one.request_id or 0) if _waits_for_flight(one) else None,
            arrives_at=arrivals.get(one.request_id or 0),
            obstacles=against,
        )


def _waits_for_flight(one: Journey) -> bool:
    return one.means == Means.FLIGHT and one.state in UNDER_WAY


def _stay(row: Case) -> StayRow | None:
    one = Stay.objects.filter(case=row).select_related("place__settlement").first()
    if one is None:
        return None
    clinic = clinic_briefs([one.clinic_id]).get(one.clinic_id) if one.clinic_id else None
    names = (facility_title(one.place) if one.place else "", clinic.name if clinic else "")
    return StayRow(
        where=" · ".join(filter(None, names)),
        began_on=one.began_on,
        planned_until=one.planned_until,
        ended_on=one.ended_on,
        result=one.result,
        report=one.report,
    )


def _extension(one: Extension) -> ExtensionRow:
    return ExtensionRow(
        id=one.pk,
        state=one.state,
        why=one.why,
        text=one.text,
        days=one.days,
        amount_minor=one.amount_minor,
        asked_at=one.asked_at,
        decision=one.decision,
        decided_on=one.decided_on,
    )


def _gift(one: Gift) -> GiftRow:
    return GiftRow(
        id=one.pk,
        state=one.state,
        teller=one.teller,
        giver=one.giver,
        currency=one.currency,
        amount_minor=one.amount_minor,
        amount_tiyn=one.amount_tiyn,
        told_at=one.told_at,
        document=one.document,
    )


def _follow_up(one: FollowUp) -> FollowUpRow:
    return FollowUpRow(one.month, one.due_on, one.seen_on, one.result, one.note)
