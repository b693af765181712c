"""What of the watch wants a person now; the alerts raise and resolve it.

One alert a patient who is worse or was not seen in time; one alert a hospital which is silent,
however many of its patients it does not report: alerts are few.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from qanat.care.critical.queries.troubles import (
    SilentHospital,
    Trouble,
    silent_hospitals,
    unseen,
    worsened,
)
from qanat.response.alerts.sources import Condition
from qanat.response.alerts.states import Cause

NOW: Final = 1
SOON: Final = 2


def alarms(now: datetime) -> Iterator[Condition]:
    """Yield everything of the watch for which an alert is to be open now."""
    yield from (_of(one, Cause.WORSENED, NOW) for one in worsened())
    yield from (_of(one, Cause.UNSEEN, SOON) for one in unseen(now))
    yield from map(_silent, silent_hospitals(now))


def _of(one: Trouble, cause: Cause, urgency: int) -> Condition:
    return Condition(
        cause=cause,
        subject_kind="watch",
        subject_id=one.watch_id,
        urgency=urgency,
        onset_at=one.since,
        region=one.region,
        values={"number": one.number},
        is_exercise=one.is_exercise,
        is_synthetic=one.is_synthetic,
    )


def _silent(one: SilentHospital) -> Condition:
    return Condition(
        cause=Cause.SILENT,
        subject_kind="silent_hospital",
        subject_id=one.facility_id,
        urgency=SOON,
        onset_at=one.since,
        region=one.region,
        values={"number": one.name},
        is_exercise=one.is_exercise,
        is_synthetic=one.is_synthetic,
    )
