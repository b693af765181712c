"""Missions of the past: their legs, stamps and crews, and which requests they served."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from qanat.engine.geodesy import great_circle_m
from qanat.engine.intervals import Stamp as StampKind
from qanat.foundation.actors import Actor
from qanat.foundation.bulk import among_ids, backfilling, free_numbers, store_rows
from qanat.foundation.commands import command
from qanat.response.dispatch.commands.history.drafts import PastMission, Provenance
from qanat.response.dispatch.commands.history.requests import LONGEST_NUMBER, UNKNOWN_REASON
from qanat.response.dispatch.models import CrewMember, Leg, Mission, MissionRequest, Stamp
from qanat.response.dispatch.models.missions import Mode
from qanat.response.dispatch.permissions import CORRECT
from qanat.response.dispatch.rules.flights import LEVEL_RULE, Hop, level_of, route_of
from qanat.response.dispatch.states import MissionState


@command(needs=CORRECT)
def store_past_missions(
    actor: Actor, *, rows: Sequence[PastMission], source: Provenance
) -> list[int]:
    """Store missions of the past with the stamps that date them; return their ids."""
    numbers = free_numbers(Mission, [row.number for row in rows], LONGEST_NUMBER)
    rows = [replace(row, number=number) for row, number in zip(rows, numbers, strict=True)]
    with backfilling():
        ids = store_rows(Mission, [_mission(row, source) for row in rows])
    pairs = list(zip(ids, rows, strict=True))
    store_rows(Leg, [leg for pk, row in pairs for leg in _legs(pk, row)])
    store_rows(Stamp, [stamp for pk, row in pairs for stamp in _stamps(pk, row, actor, source)])
    store_rows(CrewMember, [member for pk, row in pairs for member in _crew(pk, row)])
    return ids


@command(needs=CORRECT)
def serve_requests(actor: Actor, *, pairs: Iterable[tuple[int, int]]) -> None:  # noqa: ARG001 (the command names him)
    """Say which missions served which requests, as (mission, request); repeating is harmless."""
    wanted = sorted(set(pairs))
    known = set(
        MissionRequest.objects.filter(
            mission_id__in=among_ids({mission for mission, _ in wanted})
        ).values_list("mission_id", "request_id")
    )
    missing = [pair for pair in wanted if pair not in known]
    store_rows(
        MissionRequest,
        [{"mission_id": mission, "request_id": request} for mission, request in missing],
    )


def _mission(row: PastMission, source: Provenance) -> dict[str, object]:
    left = row.took_off_at is not None
    is_air = row.mode == Mode.AIR
    hops = [Hop(x.from_country, x.to_country, x.from_region, x.to_region) for x in row.legs]
    over = MissionState.ABORTED if row.aborted else MissionState.IN_SERVICE
    never = MissionState.REFUSED if row.refused else MissionState.CANCELLED
    return {
        "number": row.number,
        "state": over if left else never,
        "mode": row.mode,
        "aircraft_id": row.aircraft_id if is_air else None,
        "ambulance_id": None if is_air else row.ambulance_id,
        "operator_id": row.operator_id,
        "contract_id": row.contract_id,
        "region_id": row.region or None,
        "level": level_of(row.base_region, hops) if hops and is_air else row.level,
        "route": route_of(hops) if hops else row.route,
        "rule_version": LEVEL_RULE if hops else "",
        "created_at": row.created_at,
        "planned_departure_at": row.legs[0].departed_at if row.legs else None,
        "planned_end_at": row.legs[-1].arrived_at if row.legs else None,
        "took_off_at": row.took_off_at,
        "landed_at": row.landed_at,
        "flown_s": row.flown_s,
        "ended_at": row.ended_at or row.landed_at or row.took_off_at or row.created_at,
        "end_reason": row.aborted if left else row.refused or UNKNOWN_REASON,
        "receiver_id": row.receiver_id,
        "origin": source.origin,
        "is_synthetic": source.is_synthetic,
    }


def _legs(pk: int, row: PastMission) -> Iterator[dict[str, object]]:
    for position, leg in enumerate(row.legs, 1):
        yield {
            "mission_id": pk,
            "position": position,
            "kind": leg.kind,
            "from_name": leg.from_name[:120],
            "from_lon": leg.start.lon,
            "from_lat": leg.start.lat,
            "to_name": leg.to_name[:120],
            "to_lon": leg.end.lon,
            "to_lat": leg.end.lat,
            "from_region": leg.from_region,
            "to_region": leg.to_region,
            "from_country": leg.from_country,
            "to_country": leg.to_country,
            "planned_departure_at": leg.departed_at,
            "planned_arrival_at": leg.arrived_at,
            "distance_m": round(great_circle_m(leg.start, leg.end)),
        }


def _stamps(
    pk: int, row: PastMission, actor: Actor, source: Provenance
) -> Iterator[dict[str, object]]:
    is_air = row.mode == Mode.AIR
    least = (
        (StampKind.TAKE_OFF if is_air else StampKind.UNIT_EN_ROUTE, row.took_off_at),
        (StampKind.LANDING if is_air else StampKind.PATIENT_ARRIVED, row.landed_at),
    )
    for kind, at in row.times or least:
        if at is not None:
            yield {
                "mission_id": pk,
                "kind": str(kind),
                "at": at,
                "recorded_at": source.recorded(at),
                "by_id": actor.id,
                "source": source.stamp_source,
            }


def _crew(pk: int, row: PastMission) -> Iterator[dict[str, object]]:
    for member in row.crew:
        yield {
            "mission_id": pk,
            "person_id": member.person_id,
            "name": member.name[:160],
            "role": member.role,
        }
