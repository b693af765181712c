"""What of treatment abroad wants a person now: cases which should have gone on."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from qanat.care.abroad.queries.late import LateCase, fallen_cases, late_cases, money_due
from qanat.response.alerts.sources import Condition
from qanat.response.alerts.states import Cause

NOW: Final = 1
SOON: Final = 2
KIND: Final = "abroad_case"
MONEY: Final = "abroad_money"


def alarms(now: datetime) -> Iterator[Condition]:
    """Yield the cases for which an alert is to be open now, one a case and cause."""
    for one in late_cases(now):
        yield _condition(Cause.LATE_CASE, KIND, one)
    for one in fallen_cases(now):
        yield _condition(Cause.FLIGHT_FALLEN, KIND, one)


def money_alarms(now: datetime) -> Iterator[Condition]:
    """Yield the cases whose reserve, contract or payment is due, one a case."""
    for one in money_due(now):
        yield _condition(Cause.MONEY_DUE, MONEY, one)


def _condition(cause: Cause, kind: str, one: LateCase) -> Condition:
    return Condition(
        cause=cause,
        subject_kind=kind,
        subject_id=one.case_id,
        urgency=NOW if one.is_urgent else SOON,
        onset_at=one.since,
        region=one.region,
        values={"number": one.number},
        is_synthetic=one.is_synthetic,
    )
