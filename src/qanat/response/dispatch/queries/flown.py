"""What was flown, from take-off to landing, for those who compare it with what was billed.

These reads are not limited to what a person may see: commands which checked their right ask.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.bulk import among_ids
from qanat.response.dispatch.models import Leg, Mission, Stamp
from qanat.response.dispatch.models.missions import LegKind, Mode
from qanat.response.dispatch.rules.flights import hops_in_air

EMPTY_LEGS: Final = (LegKind.POSITIONING, LegKind.RETURN)
LONGEST: Final = timedelta(days=3)
"""A mission may begin this much before one of its flights."""
Hop = tuple[datetime, datetime, int]
"""Take-off, landing, seconds."""


@dataclass(frozen=True, slots=True)
class FlownLeg:
    """A flight from take-off to landing; ``is_empty``: without patient or team."""

    mission_id: int
    aircraft_id: int
    tail: str
    contract_id: int | None
    off_at: datetime
    on_at: datetime
    seconds: int
    is_empty: bool


def hops_of(stamps: Iterable[Stamp]) -> list[Hop]:
    """Return the finished flights which valid stamps tell, in order."""
    times: dict[str, list[datetime]] = {Kind.TAKE_OFF.value: [], Kind.LANDING.value: []}
    for stamp in stamps:
        if stamp.kind in times:
            times[stamp.kind].append(stamp.at)
    hops = hops_in_air(times[Kind.TAKE_OFF.value], times[Kind.LANDING.value])
    return [(off, on, round((on - off).total_seconds())) for off, on in hops if on is not None]


def flown_legs(operator_id: int, start: datetime, end: datetime) -> list[FlownLeg]:
    """Return the flights of an operator which left within a time, exercises too: they are paid.

    Three queries, whatever the time.
    """
    missions = list(
        Mission.objects.filter(
            operator=operator_id,
            mode=Mode.AIR,
            aircraft__isnull=False,
            took_off_at__gte=start - LONGEST,
            took_off_at__lt=end,
        )
        .select_related("aircraft")
        .order_by("took_off_at", "id")
    )
    ids = [row.pk for row in missions]
    stamps: defaultdict[int, list[Stamp]] = defaultdict(list)
    kinds = (Kind.TAKE_OFF.value, Kind.LANDING.value)
    valid = Stamp.objects.valid().filter(mission_id__in=among_ids(ids), kind__in=kinds)
    for stamp in valid.order_by("at", "id"):
        stamps[stamp.mission_id].append(stamp)
    legs: defaultdict[int, list[Leg]] = defaultdict(list)
    flown = Leg.objects.filter(mission_id__in=among_ids(ids), is_dropped=False, ambulance=None)
    for leg in flown.order_by("position", "id"):
        legs[leg.mission_id].append(leg)
    found = [one for row in missions for one in _legs(row, stamps[row.pk], legs[row.pk])]
    return [one for one in found if start <= one.off_at < end]


def _legs(row: Mission, stamps: Sequence[Stamp], legs: Sequence[Leg]) -> list[FlownLeg]:
    hops = _hops(row, stamps)
    told = [leg.kind in EMPTY_LEGS for leg in legs]
    empty = told if len(told) == len(hops) else [False] * len(hops)
    return [
        FlownLeg(
            row.pk,
            row.aircraft_id or 0,
            row.aircraft.tail if row.aircraft else "",
            row.contract_id,
            off,
            on,
            seconds,
            is_empty,
        )
        for (off, on, seconds), is_empty in zip(hops, empty, strict=True)
    ]


def _hops(row: Mission, stamps: Sequence[Stamp]) -> list[Hop]:
    """Return the flights of a mission; a journal's single flight lasted as long as it says."""
    hops = hops_of(stamps)
    if row.flown_s is None or row.took_off_at is None or len(hops) > 1:
        return hops
    landed_at = row.landed_at or row.took_off_at + timedelta(seconds=row.flown_s)
    return [(row.took_off_at, landed_at, row.flown_s)]


@dataclass(frozen=True, slots=True)
class ActualTimes:
    """When a mission first left its blocks and took off, None while it has not."""

    off_blocks_at: datetime | None = None
    took_off_at: datetime | None = None


def actual_times(mission_ids: Iterable[int]) -> dict[int, ActualTimes]:
    """Return when missions left, of those which have; whoever asks sees the missions."""
    kinds = (Kind.OFF_BLOCKS.value, Kind.TAKE_OFF.value)
    rows = Stamp.objects.valid().filter(mission_id__in=among_ids(list(mission_ids)), kind__in=kinds)
    first: dict[tuple[int, str], datetime] = {}
    for mission_id, kind, at in rows.order_by("at", "id").values_list("mission_id", "kind", "at"):
        first.setdefault((mission_id, kind), at)
    left = {mission_id for mission_id, _kind in first}
    return {pk: ActualTimes(*(first.get((pk, kind)) for kind in kinds)) for pk in left}
