"""The missions of an operator over a time, for its score."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Sum

from qanat.foundation.bulk import among_ids
from qanat.response.dispatch.models import Leg, Mission
from qanat.response.dispatch.models.missions import Mode


@dataclass(frozen=True, slots=True)
class OperatorMission:
    """A mission as far as its operator is concerned."""

    id: int
    number: str
    tail: str
    state: str
    end_reason: str
    created_at: datetime
    answer_due_at: datetime | None
    planned_departure_at: datetime | None
    took_off_at: datetime | None
    flown_s: int | None


def missions_of_operator(operator_id: int, start: datetime, end: datetime) -> list[OperatorMission]:
    """Return the missions by air given to an operator within a time, oldest first; no exercises.

    The caller has checked the right to it.
    """
    rows = Mission.objects.filter(
        operator=operator_id,
        mode=Mode.AIR,
        is_exercise=False,
        created_at__gte=start,
        created_at__lt=end,
    )
    columns = (
        "pk", "number", "aircraft__tail", "state", "end_reason", "created_at", "answer_due_at",
        "planned_departure_at", "took_off_at", "flown_s",
    )  # fmt: skip
    found = rows.order_by("created_at", "id").values_list(*columns)
    return [OperatorMission(pk, number, tail or "", *rest) for pk, number, tail, *rest in found]


def planned_s(mission_ids: Iterable[int]) -> dict[int, int]:
    """Return for how many seconds missions were planned to be in the air, of those with a plan."""
    legs = Leg.objects.filter(
        mission_id__in=among_ids(list(mission_ids)), is_dropped=False, ambulance=None
    ).values_list("mission_id")
    spent = legs.annotate(spent=Sum(F("planned_arrival_at") - F("planned_departure_at")))
    return {pk: round(time.total_seconds()) for pk, time in spent}
