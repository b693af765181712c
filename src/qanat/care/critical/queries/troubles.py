"""Who of the watch is in trouble, whoever asks: for the alerts, which are scoped themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import BoolAnd
from django.db.models import Min, QuerySet

from qanat.care.critical.models import Watch
from qanat.care.critical.parameters import UNSEEN_ALERT
from qanat.care.critical.queries.norms import hours_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.registry.facilities.queries import facility_words


@dataclass(frozen=True, slots=True)
class Trouble:
    """A watched patient in trouble since a time."""

    watch_id: int
    number: str
    region: str
    since: datetime
    is_exercise: bool
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class SilentHospital:
    """A hospital which does not report patients of the watch."""

    facility_id: int
    name: Mapping[str, str]
    region: str
    since: datetime
    is_exercise: bool
    is_synthetic: bool


_COLUMNS = ("pk", "number", "region_id")
_FLAGS = ("is_exercise", "is_synthetic")


def watches_of(actor: Actor, permission: str) -> QuerySet[Any, int]:
    """Return the ids of the watches which a permission of an actor reaches."""
    return Watch.objects.within(actor, permission).values_list("pk", flat=True)


def hospitals_of(actor: Actor, permission: str) -> QuerySet[Any, int]:
    """Return the ids of the hospitals where such patients lie or lay."""
    return Watch.objects.within(actor, permission).values_list("facility", flat=True)


def worsened() -> list[Trouble]:
    """Return the patients whose findings are worse and whom nobody has looked at since."""
    rows = Watch.objects.open().filter(worsened_at__isnull=False).order_by("id")
    return [Trouble(*row) for row in rows.values_list(*_COLUMNS, "worsened_at", *_FLAGS)]


def unseen(now: datetime) -> list[Trouble]:
    """Return the patients whose round is overdue by more than the norm, by when it was due."""
    late = now - hours_of(UNSEEN_ALERT, national_day(now))
    rows = Watch.objects.open().filter(round_due_at__lt=late, worsened_at=None).order_by("id")
    return [Trouble(*row) for row in rows.values_list(*_COLUMNS, "round_due_at", *_FLAGS)]


def silent_hospitals(now: datetime) -> list[SilentHospital]:
    """Return the hospitals with overdue findings, since when the longest is overdue.

    One is of an exercise only where all of its silent patients are.
    """
    rows = Watch.objects.open().filter(findings_due_at__lt=now).order_by("facility")
    found = rows.values_list("facility", "region_id").annotate(
        since=Min("findings_due_at"),
        of_exercise=BoolAnd("is_exercise"),
        of_synthetic=BoolAnd("is_synthetic"),
    )
    silent = list(found)
    names = facility_words(facility for facility, *_ in silent)  # an alert is read by many
    return [
        SilentHospital(facility, names.get(facility, {}), region, since, exercise, synthetic)
        for facility, region, since, exercise, synthetic in silent
    ]
