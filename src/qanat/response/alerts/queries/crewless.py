"""Urgent ambulance calls which no crew has: theirs who send ambulances, not of air dispatch."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from qanat.foundation.parameters.queries import parameter
from qanat.response.alerts.parameters import CREWLESS_AFTER
from qanat.response.alerts.rules import FIRST, SECOND, Condition
from qanat.response.alerts.states import Cause
from qanat.response.dispatch.queries.crewless import crewless_calls


def crewless(now: datetime) -> Iterator[Condition]:
    """Yield the calls whose alert is to be open now, one a region.

    The first category is to act at once.
    """
    norm = timedelta(minutes=parameter(CREWLESS_AFTER, on=now).number)
    for one in crewless_calls(now - norm):
        yield Condition(
            cause=Cause.CREWLESS,
            subject_kind="call",
            subject_id=one.id,
            urgency=FIRST if one.is_first else SECOND,
            onset_at=one.since + norm,
            region=one.region,
            values={"number": one.number},
            group=one.region,
            is_exercise=one.is_exercise,
            is_synthetic=one.is_synthetic,
        )
