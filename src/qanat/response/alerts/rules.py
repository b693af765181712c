"""What is raised, what has one cause, what gets worse, what is passed on; how many a shift has."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

FIRST, SECOND = 1, 2
"""Urgencies of alerts: act now; act soon."""
MOST_ESCALATIONS = 3
HOUR = timedelta(hours=1)
MANY = "s"
"""What the kind of several subjects of one alert ends with."""


Key = tuple[str, str, int]
"""Cause, kind and id of what an alert is about: of one key at most one alert is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that holds now and wants a person.

    Attributes:
        onset_at: since when it holds; the same occurrence keeps the same onset.
        values: plain words for the reader: numbers of missions, tails; nothing that changes
            every minute.
        group: code of the cause it has in common with others of its kind: of all of them one
            alert is raised, which names each; "" if it stands alone.
    """

    cause: str
    subject_kind: str
    subject_id: int
    urgency: int
    onset_at: datetime
    region: str = ""
    operator_id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""
    is_exercise: bool = False
    is_synthetic: bool = False

    @property
    def key(self) -> Key:
        """What its alert is about."""
        return (self.cause, self.subject_kind, self.subject_id)


Part = tuple[int, str]
"""One of several of one cause: its id and since when; the same occurrence is the same part."""


def gathered(found: Iterable[Condition]) -> list[Condition]:
    """Return what holds, with one condition in place of all that have their cause in common."""
    alone: list[Condition] = []
    groups: dict[str, list[Condition]] = {}
    for one in found:
        if not one.group:
            alone.append(one)
            continue
        told = (one.cause, one.subject_kind, one.group, one.is_exercise, one.is_synthetic)
        groups.setdefault(repr(told), []).append(one)
    return [*alone, *(_together(name, parts) for name, parts in groups.items())]


def _together(name: str, parts: list[Condition]) -> Condition:
    parts = sorted(parts, key=lambda one: (one.urgency, one.onset_at, one.subject_id))
    members = [
        {
            **one.values,
            "id": one.subject_id,
            "since": one.onset_at.isoformat(),
            "urgency": one.urgency,
            "region": one.region,
            "operator": "" if one.operator_id is None else str(one.operator_id),
        }
        for one in parts
    ]
    regions, operators = {one.region for one in parts}, {one.operator_id for one in parts}
    return replace(
        parts[0],
        region=regions.pop() if len(regions) == 1 else "",
        operator_id=operators.pop() if len(operators) == 1 else None,
        subject_kind=f"{parts[0].subject_kind}{MANY}",
        subject_id=int.from_bytes(hashlib.sha256(name.encode()).digest()[:7]),
        onset_at=min(one.onset_at for one in parts),
        values=_said(parts[0].group, members),
    )


def _said(group: str, members: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "number": numbers_told([one["number"] for one in members]),
        "group": group,
        "regions": sorted({one["region"] for one in members}),
        "operators": sorted({one["operator"] for one in members if one["operator"]}),
        "members": members,
    }


def numbers_told(numbers: Sequence[str]) -> str:
    """Return the first of some numbers, and how many more there are."""
    more = f" +{len(numbers) - 1}" if len(numbers) > 1 else ""
    return f"{numbers[0]}{more}" if numbers else ""


def parts_of(values: Mapping[str, Any]) -> frozenset[Part]:
    """Return of what an alert speaks, if of several."""
    return frozenset((one["id"], one["since"]) for one in values.get("members", ()))


def without(condition: Condition, closed: frozenset[Part]) -> Condition | None:
    """Return a condition of several without what somebody has closed; ``None`` if none is left."""
    kept = [one for one in condition.values["members"] if (one["id"], one["since"]) not in closed]
    if not kept:
        return None
    return replace(
        condition,
        urgency=min(one["urgency"] for one in kept),
        values=_said(condition.values["group"], kept),
    )


def asks_again(before: Mapping[str, Any], condition: Condition) -> bool:
    """Tell whether one more, which wants somebody at once, has come under the same cause."""

    def pressing(values: Mapping[str, Any]) -> set[int]:
        return {one["id"] for one in values.get("members", ()) if one["urgency"] == FIRST}

    return not pressing(condition.values) <= pressing(before)


def is_new(condition: Condition, closed_onset_at: datetime | None) -> bool:
    """Tell whether a condition is raised: not the very occurrence which somebody has closed."""
    return closed_onset_at is None or condition.onset_at > closed_onset_at


def is_unanswered(waits_since: datetime, escalations: int, now: datetime, norm: timedelta) -> bool:
    """Tell whether an alert is to be passed on, again as long as nobody answers."""
    return escalations < MOST_ESCALATIONS and now >= waits_since + norm


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift of the centre."""

    start_at: datetime
    end_at: datetime


def shift_at(local: datetime, starts_h: int, lasts_h: int) -> Shift:
    """Return the shift of a moment, given in the centre's own zone."""
    first = local.replace(hour=starts_h, minute=0, second=0, microsecond=0)
    if local < first:
        first -= timedelta(days=1)
    start = first + (local - first) // timedelta(hours=lasts_h) * timedelta(hours=lasts_h)
    return Shift(start, min(start + timedelta(hours=lasts_h), first + timedelta(days=1)))


def rate(count: int, operators: int, shift: Shift, now: datetime) -> float:
    """Return alerts per operator and hour of a shift so far; its first hour counts whole."""
    passed = max(min(now, shift.end_at) - shift.start_at, HOUR)
    return count / operators / (passed / HOUR)
