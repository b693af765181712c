"""Records as flat rows for tables: no names, identifiers, telephones or free words of people."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from qanat.foundation.actors import Actor
from qanat.response.dispatch.models import Call, Mission, Request

REQUEST = (
    "number", "state", "need", "urgency", "cause", "received_at", "registered_at", "decided_at",
    "closed_at", "channel", "country_id", "region_id", "sending_facility__code",
    "accepting_facility__code", "icd10", "nosology", "decision", "decision_reason", "payer",
    "organ", "clamp_at", "origin", "is_exercise", "is_synthetic",
)  # fmt: skip
MISSION = (
    "number", "state", "mode", "aircraft__tail", "ambulance__call_sign", "operator__code",
    "contract__number", "region_id", "level", "route", "created_at", "took_off_at", "landed_at",
    "flown_s", "end_reason", "origin", "is_exercise", "is_synthetic",
)  # fmt: skip
CALL = (
    "number", "state", "category", "region_id", "called_at", "notified_at", "en_route_at",
    "on_scene_at", "left_scene_at", "at_hospital_at", "completed_at", "ambulance__call_sign",
    "hospital__code", "is_exercise", "is_synthetic",
)  # fmt: skip


def columns_of(what: str) -> list[str]:
    """Return the columns of a kind of records, in their order.

    Raises:
        KeyError: if there are no records of that name.
    """
    columns = {"requests": REQUEST, "missions": MISSION, "calls": CALL}[what]
    return [_name(column) for column in columns]


def exported(actor: Actor, what: str, first: date, last: date) -> Iterator[dict[str, object]]:
    """Return requests, missions or calls of days of national time, in order; times in UTC.

    Raises:
        KeyError: if there are no records of that name.
    """
    zone = ZoneInfo(settings.QANAT_ZONE)
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    rows, columns, dated = {
        "requests": (Request.objects.visible_to(actor), REQUEST, "received_at"),
        "missions": (Mission.objects.visible_to(actor), MISSION, "created_at"),
        "calls": (Call.objects.visible_to(actor), CALL, "called_at"),
    }[what]
    found = rows.filter(**{f"{dated}__gte": start, f"{dated}__lt": end}).order_by(dated, "id")
    for values in found.values_list(*columns).iterator(chunk_size=2000):
        yield {_name(c): _cell(v) for c, v in zip(columns, values, strict=True)}


def _name(column: str) -> str:
    head, _, tail = column.partition("__")
    return head.removesuffix("_id") if not tail else f"{head}_{tail}"


def _cell(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
