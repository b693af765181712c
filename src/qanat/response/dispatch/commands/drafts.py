"""A mission as it is drafted before it is committed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LegDraft:
    """A planned leg."""

    kind: str
    from_name: str
    from_lon: float
    from_lat: float
    to_name: str
    to_lon: float
    to_lat: float
    departure_at: datetime
    arrival_at: datetime
    distance_m: int
    from_region: str = ""
    to_region: str = ""
    from_country: str = "KZ"
    to_country: str = "KZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewDraft:
    """Somebody who comes along; ``person_id`` is None for a guest of another service.

    ``since`` is from when he is needed, where that is not the beginning of the mission.
    """

    name: str
    role: str
    person_id: int | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportDraft:
    """An ambulance which brings the patient to the aircraft, or meets it."""

    ambulance_id: int
    call_sign: str
    start_at: datetime
    end_at: datetime
    legs: tuple[LegDraft, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """The planner's proposal as it was shown."""

    engine_version: str
    chosen: dict[str, object]
    alternatives: tuple[dict[str, object], ...] = ()
    known: dict[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionDraft:
    """A mission as chosen: vehicle, legs, crew, modules, and the plan behind it.

    ``free_at`` is when the patient is handed over and the vehicle is free again; without it
    the last arrival counts.
    """

    mode: str
    legs: tuple[LegDraft, ...]
    aircraft_id: int | None = None
    ambulance_id: int | None = None
    module_ids: tuple[int, ...] = ()
    supports: tuple[SupportDraft, ...] = ()
    crew: tuple[CrewDraft, ...] = ()
    plan: PlanDraft | None = None
    receiver_id: int | None = None
    """The hospital to which the plan brings the patient."""
    receivers: Mapping[int, int] = field(default_factory=dict)
    """The hospitals of the patients by request, where they are brought to several."""
    free_at: datetime | None = None

    def receiver_of(self, request_id: int) -> int | None:
        """Return the hospital to which the patient of a request is brought."""
        return self.receivers.get(request_id, self.receiver_id)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when until when everything it needs is promised."""
        return self.legs[0].departure_at, self.free_at or self.legs[-1].arrival_at
