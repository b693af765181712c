"""Which cases are late or in trouble, whoever asks: the alerts are scoped themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from qanat.care.abroad.models import Case, Journey, Offer
from qanat.care.abroad.parameters import MONEY_WARNED
from qanat.care.abroad.queries.cases import home_late, home_term
from qanat.care.abroad.queries.money import PURPOSES
from qanat.care.abroad.queries.norms import number_on
from qanat.care.abroad.states import (
    CARRIED_OUT,
    EXAMINED,
    PREPARED,
    UNDER_WAY,
    CaseState,
    JourneyState,
    Means,
    OfferState,
)
from qanat.care.funding.queries.entries import owed_invoices
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day, start_of
from qanat.response.dispatch.queries.fallen import fallen_flights

RUNNING = (
    *PREPARED, *EXAMINED, CaseState.RETURNED, CaseState.APPEALED, CaseState.DECIDED, *CARRIED_OUT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LateCase:
    """A case which wants a person since a time: something is overdue, or a flight fails."""

    case_id: int
    number: str
    region: str
    since: datetime
    is_urgent: bool
    is_synthetic: bool


def late_cases(now: datetime) -> list[LateCase]:
    """Return the cases which should have gone on, or whose patient should be brought home.

    The longest overdue come first. Alerts are for who works on cases: one at the hospital which is
    late is told to its region.
    """
    by_step = Q(due_at__lt=now)
    by_decision = Q(decide_by__lt=now, decided_at=None, stopped_at=None)
    rows = Case.objects.filter(by_step | by_decision, state__in=[one.value for one in RUNNING])
    found = [_late(row, now) for row in rows.order_by("id")]
    dead = Case.objects.filter(home_late(now)).order_by("id")
    found += [_late(row, now, row.state_at + home_term(now)) for row in dead]
    return sorted(found, key=lambda one: (one.since, one.case_id))


def money_due(now: datetime) -> list[LateCase]:
    """Return the cases for which finance has to act soon or at once, the most pressing first.

    Money is put aside and contracts are signed by the clock of the case, invoices are paid within
    their days; ``since`` is when finance is alerted.
    """
    ahead = timedelta(days=number_on(MONEY_WARNED, national_day(now)))
    chosen = Offer.objects.filter(case=OuterRef("pk"), state=OfferState.CHOSEN)
    waits = Q(Exists(chosen), state=CaseState.DECIDED) | Q(state=CaseState.RESERVED)
    rows = Case.objects.filter(waits, decision__in=tuple(PURPOSES), due_at__lt=now + ahead)
    due = {row.pk: (row, row.due_at) for row in rows.order_by("id")}
    last = national_day(now + ahead)
    owed = {one.matter: start_of(one.pay_by) for one in owed_invoices() if one.pay_by <= last}
    for row in Case.objects.filter(matter__in=owed).order_by("id"):
        due[row.pk] = (row, owed[row.matter])
    found = [
        LateCase(row.pk, row.number, row.region_id, at - ahead, at <= now, row.is_synthetic)
        for row, at in due.values()
        if at is not None
    ]
    return sorted(found, key=lambda one: (one.since, one.case_id))


def fallen_cases(now: datetime) -> list[LateCase]:
    """Return the cases whose patient waits for a medical flight, or is under way by one, in vain.

    It presses where he has set out: he may be in the air, or anywhere between.
    """
    flown = Journey.objects.filter(means=Means.FLIGHT, state__in=UNDER_WAY, request__isnull=False)
    asked = {one.request_id or 0: one for one in flown.select_related("case").order_by("id")}
    fallen = fallen_flights(asked)
    return [_fallen(asked[pk], one.at or now) for pk, one in fallen.items()]


def cases_of(actor: Actor, permission: str) -> QuerySet[Any, int]:
    """Return the ids of the cases which a permission of an actor reaches."""
    return Case.objects.within(actor, permission).values_list("pk", flat=True)


def _late(row: Case, now: datetime, since: datetime | None = None) -> LateCase:
    overdue = (at for at in (row.due_at, row.decide_by) if at is not None and at < now)
    return LateCase(
        case_id=row.pk,
        number=row.number,
        region=row.region_id,
        since=since or min(overdue),
        is_urgent=row.is_urgent,
        is_synthetic=row.is_synthetic,
    )


def _fallen(journey: Journey, at: datetime) -> LateCase:
    return LateCase(
        case_id=journey.case_id,
        number=journey.case.number,
        region=journey.case.region_id,
        since=at,
        is_urgent=journey.state == JourneyState.DEPARTED,
        is_synthetic=journey.case.is_synthetic,
    )
