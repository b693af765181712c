"""Which crews can be sent to an ambulance call, with how long each drives there."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.texts import local
from qanat.registry.fleet.queries.ambulances import ambulance_rows
from qanat.registry.fleet.queries.rows import AmbulanceRow
from qanat.response.commitments.queries import taken
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.queries.calls import call_point, call_row
from qanat.response.dispatch.rules.calls import Crew, nearest_first
from qanat.response.dispatch.suggest import places
from qanat.response.tracking.queries import positions

Spot = tuple[float, float]
NOWHERE: Final = float("inf")


def crews_for(actor: Actor, call_id: int, now: datetime, *, lasting: timedelta) -> list[Crew]:
    """Return the serviceable crews of the call's region: free ones first, the nearest first.

    Driving times are those of the planner's roads, from where a crew was last seen, else from
    its base.

    Raises:
        NotFound: if there is no such call, or the actor may not see it.
    """
    call = call_row(actor, call_id)
    rows = ambulance_rows(actor, region=call.region, only_serviceable=True)
    ids = [r.id for r in rows]
    busy = taken(ResourceKind.AMBULANCE, ids, now, now + lasting)
    drives = _drives(rows, call_point(actor, call_id), now)
    return nearest_first(
        Crew(
            id=r.id,
            call_sign=r.call_sign,
            kind=r.kind,
            base=local(r.settlement_name),
            drive_s=drives.get(r.id),
            busy_from=busy[r.id].start_at if r.id in busy else None,
            busy_until=busy[r.id].end_at if r.id in busy else None,
        )
        for r in rows
    )


def _drives(rows: Sequence[AmbulanceRow], point: Spot | None, now: datetime) -> Mapping[int, float]:
    """Return the likely seconds of each crew that stands somewhere known."""
    spots = _spots(rows, now)
    if point is None or not spots:
        return {}
    likely = places.roads(now).likely_s(np.array(list(spots.values())), np.array([point]))
    return {pk: float(s) for pk, s in zip(spots, likely[:, 0], strict=True) if s < NOWHERE}


def _spots(rows: Sequence[AmbulanceRow], now: datetime) -> dict[int, Spot]:
    seen = positions(SYSTEM, now, "ambulance", [r.id for r in rows])
    where = {p.vehicle_id: (p.lon, p.lat) for p in seen if not p.is_lost}
    bases = {r.id: (r.lon, r.lat) for r in rows if r.lon is not None and r.lat is not None}
    return {**bases, **where}
