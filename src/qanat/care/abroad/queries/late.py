"""Which cases are late, whoever asks: for the alerts, which are scoped themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from qanat.care.abroad.models import Case
from qanat.care.abroad.states import CARRIED_OUT, EXAMINED, PREPARED, CaseState
from qanat.foundation.actors import Actor

RUNNING = (
    *PREPARED, *EXAMINED, CaseState.RETURNED, CaseState.APPEALED, CaseState.DECIDED, *CARRIED_OUT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LateCase:
    """A case whose step or decision is overdue since a time."""

    case_id: int
    number: str
    region: str
    since: datetime
    is_urgent: bool
    is_synthetic: bool


def late_cases(now: datetime) -> list[LateCase]:
    """Return the cases which should have gone on, the longest overdue first.

    Alerts are for who works on cases: one at the hospital which is late is told to its region.
    """
    by_step = Q(due_at__lt=now)
    by_decision = Q(decide_by__lt=now, decided_at=None, stopped_at=None)
    rows = Case.objects.filter(by_step | by_decision, state__in=[one.value for one in RUNNING])
    found = [_late(row, now) for row in rows.order_by("id")]
    return sorted(found, key=lambda one: (one.since, one.case_id))


def cases_of(actor: Actor, permission: str) -> QuerySet[Any, int]:
    """Return the ids of the cases which a permission of an actor reaches."""
    return Case.objects.within(actor, permission).values_list("pk", flat=True)


def _late(row: Case, now: datetime) -> LateCase:
    overdue = (at for at in (row.due_at, row.decide_by) if at is not None and at < now)
    return LateCase(
        case_id=row.pk,
        number=row.number,
        region=row.region_id,
        since=min(overdue),
        is_urgent=row.is_urgent,
        is_synthetic=row.is_synthetic,
    )
