"""Reads of what a demonstration itself has made, to let it go on by itself.

What people enter there is synthetic too, but theirs to lead on: it is left alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from qanat.foundation.synthetic import made_by_the_system
from qanat.response.dispatch.models import (
    Call,
    CrewMember,
    Leg,
    Mission,
    Request,
    RequestPatient,
    Stamp,
)
from qanat.response.dispatch.models.requests import RequestQuerySet
from qanat.response.dispatch.queries.calls import CLOSED
from qanat.response.dispatch.states.missions import ACTIVE


@dataclass(frozen=True, slots=True)
class PlayedRequest:
    """A request as far as its mission needs it."""

    id: int
    need: str
    organ: str
    accepting_facility_id: int | None
    patient_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlayedLeg:
    """A planned leg; degrees."""

    id: int
    kind: str
    start: tuple[float, float]
    end: tuple[float, float]
    departs_at: datetime
    arrives_at: datetime


@dataclass(frozen=True, slots=True)
class PlayedMission:
    """An active synthetic mission with its legs, valid stamps and requests."""

    id: int
    mode: str
    state: str
    created_at: datetime
    aircraft_id: int | None
    ambulance_id: int | None
    is_helicopter: bool
    has_own_team: bool
    """Somebody who signs in travels with it, and stamps its times himself."""
    legs: tuple[PlayedLeg, ...]
    stamps: frozenset[tuple[str, datetime]]
    requests: tuple[PlayedRequest, ...]


@dataclass(frozen=True, slots=True)
class PlayedCall:
    """An open synthetic ambulance call, and when its last step was."""

    id: int
    number: str
    state: str
    category: int
    region: str
    changed_at: datetime


def played_calls() -> list[PlayedCall]:
    """Return the open synthetic ambulance calls, oldest first."""
    rows = Call.objects.filter(made_by_the_system(Call), is_synthetic=True)
    return [
        PlayedCall(
            row.pk,
            row.number,
            row.state,
            row.category,
            row.region_id,
            row.at_hospital_at
            or row.left_scene_at
            or row.on_scene_at
            or row.en_route_at
            or row.notified_at
            or row.called_at,
        )
        for row in rows.exclude(state__in=CLOSED).order_by("called_at", "id")
    ]


def played_missions(mission_id: int | None = None) -> list[PlayedMission]:
    """Return the active missions for synthetic requests, or one of them."""
    rows = _missions() if mission_id is None else _missions().filter(pk=mission_id)
    legs = Leg.objects.filter(is_dropped=False, ambulance=None).order_by("position", "id")
    people = RequestPatient.objects.order_by("position")
    own_team = CrewMember.objects.filter(mission=OuterRef("pk"), person__account_id__isnull=False)
    rows = rows.select_related("aircraft__type").annotate(has_own_team=Exists(own_team))
    rows = rows.prefetch_related(
        Prefetch("legs", legs, "own_legs"),
        Prefetch("stamps", Stamp.objects.valid(), "valid_stamps"),
        Prefetch("requests", Request.objects.order_by("id")),
        Prefetch("requests__people", people),
    )
    return [_played(row) for row in rows.order_by("id")]


def count_played(**only: object) -> int:
    """Return how many active missions for synthetic requests there are, of a mode or a number."""
    return _missions().filter(**only).count()


def synthetic_requests(states: tuple[str, ...], received_before: datetime) -> list[int]:
    """Return ids of synthetic requests in some states, received before a time."""
    rows = _requests().filter(state__in=states, received_at__lt=received_before)
    return list(rows.order_by("id").values_list("pk", flat=True))


def open_synthetic_requests() -> int:
    """Return how many synthetic requests are open."""
    return _requests().open().count()


def open_synthetic_evacuations(country: str) -> int:
    """Return how many synthetic requests from another country are open."""
    return _requests().filter(country=country).open().count()


def _requests() -> RequestQuerySet:
    return Request.objects.filter(made_by_the_system(Request), is_synthetic=True)


def _missions() -> QuerySet[Mission]:
    played = Request.objects.filter(made_by_the_system(Request), missions=OuterRef("pk"))
    return Mission.objects.filter(Exists(played), is_synthetic=True, state__in=ACTIVE)


def _played(row: Any) -> PlayedMission:
    """Return a mission as it is played; its rows hold what was asked for beside them."""
    kind = row.aircraft.type.kind if row.aircraft and row.aircraft.type else ""
    return PlayedMission(
        id=row.pk,
        mode=row.mode,
        state=row.state,
        created_at=row.created_at,
        aircraft_id=row.aircraft_id,
        ambulance_id=row.ambulance_id,
        is_helicopter=kind == "helicopter",
        legs=tuple(map(_leg, row.own_legs)),
        has_own_team=row.has_own_team,
        stamps=frozenset((stamp.kind, stamp.at) for stamp in row.valid_stamps),
        requests=tuple(
            PlayedRequest(
                q.pk,
                q.need,
                q.organ,
                q.accepting_facility_id,
                tuple(person.patient_id for person in q.people.all()),
            )
            for q in row.requests.all()
        ),
    )


def _leg(leg: Leg) -> PlayedLeg:
    return PlayedLeg(
        leg.pk,
        leg.kind,
        (leg.from_lon, leg.from_lat),
        (leg.to_lon, leg.to_lat),
        leg.planned_departure_at,
        leg.planned_arrival_at,
    )
