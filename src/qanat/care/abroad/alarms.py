"""What of treatment abroad wants a person now: cases which should have gone on."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from qanat.care.abroad.queries.late import late_cases
from qanat.response.alerts.sources import Condition
from qanat.response.alerts.states import Cause

NOW: Final = 1
SOON: Final = 2
KIND: Final = "abroad_case"


def alarms(now: datetime) -> Iterator[Condition]:
    """Yield the cases for which an alert is to be open now, one a case."""
    for one in late_cases(now):
        yield Condition(
            cause=Cause.LATE_CASE,
            subject_kind=KIND,
            subject_id=one.case_id,
            urgency=NOW if one.is_urgent else SOON,
            onset_at=one.since,
            region=one.region,
            values={"number": one.number},
            is_synthetic=one.is_synthetic,
        )
