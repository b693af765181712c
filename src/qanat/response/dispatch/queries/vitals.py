"""The condition of a request's patient over time, as frozen rows for other contexts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.foundation.actors import Actor
from qanat.response.dispatch.models import Assessment, Request
from qanat.response.dispatch.permissions import CONDITION

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class VitalsRow:
    """What was found at a time. Units: /min, percent, mmHg, degrees Celsius.

    Attributes:
        news2: the score; None where it was not made or is not valid for the patient.
        is_news2_partial: whether not everything was measured: the score is at least so high.
        news2_level: its level, "" where not known.
    """

    at: datetime
    respiratory_rate: int | None
    spo2: int | None
    is_on_oxygen: bool | None
    systolic: int | None
    diastolic: int | None
    heart_rate: int | None
    temperature_c: float | None
    consciousness: str
    news2: int | None
    is_news2_partial: bool
    news2_level: str


def vitals_of(actor: Actor, request_id: int) -> list[VitalsRow]:
    """Return the newest findings of a request the actor may see, oldest first."""
    if not actor.may(CONDITION):
        return []
    rows = Assessment.objects.filter(
        request__in=Request.objects.visible_to(actor).filter(pk=request_id)
    )
    return [_row(a) for a in reversed(rows.order_by("-at", "-id")[:MOST])]


def _row(a: Assessment) -> VitalsRow:
    news = a.scores.get("news2", {})
    total = news.get("total", news.get("at_least"))
    return VitalsRow(
        at=a.at,
        respiratory_rate=a.respiratory_rate,
        spo2=a.spo2,
        is_on_oxygen=a.is_on_oxygen,
        systolic=a.systolic,
        diastolic=a.diastolic,
        heart_rate=a.heart_rate,
        temperature_c=float(a.temperature_c) if a.temperature_c is not None else None,
        consciousness=a.consciousness,
        news2=int(total) if total is not None else None,
        is_news2_partial=news.get("kind") == "partial",
        news2_level=str(news.get("level", "")),
    )
