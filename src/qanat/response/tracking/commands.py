"""Take positions: in batches, in any order, as often as they come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from qanat.events.tracking import PositionsReported
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Invalid
from qanat.registry.fleet.queries.vehicles import aircraft_within, ambulances_within
from qanat.response.tracking.permissions import REPORT

MOST = 5000
AHEAD = timedelta(minutes=2)
BEHIND = timedelta(days=366)
WITHIN = {"aircraft": aircraft_within, "ambulance": ambulances_within}
COLUMNS = "kind, vehicle_id, at, lon, lat, altitude_m, speed_mps, course_deg, source, received_at"


class TooMany(Invalid):
    """A batch of positions is too large."""

    status = 413
    code = "too_many"
    text = _("Send at most %(most)s positions at once.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FixDraft:
    """A position as reported: degrees, metres, metres a second."""

    kind: str
    vehicle_id: int
    at: datetime
    lon: float
    lat: float
    altitude_m: float | None = None
    speed_mps: float | None = None
    course_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """How many fixes were new, repeated, impossible, or of vehicles not the reporter's own."""

    new: int
    repeated: int
    impossible: int
    foreign: int = 0


@command(needs=REPORT)
def report_positions(
    actor: Actor, *, fixes: Sequence[FixDraft], source: str, now: datetime
) -> Taken:
    """Store positions; a late one never replaces a newer one.

    Fixes outside the earth, ahead of now or older than a year are left out and counted, and so
    are those of vehicles which the reporter's right does not reach.

    Raises:
        TooMany: if there are more than 5000.
    """
    actor.need(REPORT)
    if len(fixes) > MOST:
        raise TooMany(most=MOST)
    possible = [f for f in fixes if _is_possible(f, now)]
    own = _own(actor, possible)
    good = [f for f in possible if f.vehicle_id in own[f.kind]]
    unique = {(f.kind, f.vehicle_id, f.at): f for f in good}
    stored = _store(list(unique.values()), source, now) if unique else 0
    if stored:
        announce(PositionsReported(count=stored))
    return Taken(
        new=stored,
        repeated=len(good) - stored,
        impossible=len(fixes) - len(possible),
        foreign=len(possible) - len(good),
    )


def _own(actor: Actor, fixes: Sequence[FixDraft]) -> dict[str, frozenset[int]]:
    """Return the vehicles for which the actor may speak, by kind."""
    return {
        kind: within(actor, {f.vehicle_id for f in fixes if f.kind == kind}, REPORT)
        for kind, within in WITHIN.items()
    }


def _store(fixes: Sequence[FixDraft], source: str, now: datetime) -> int:
    ordered = sorted(fixes, key=lambda f: (f.kind, f.vehicle_id, f.at))
    columns = (
        [f.kind for f in ordered],
        [f.vehicle_id for f in ordered],
        [f.at for f in ordered],
        [f.lon for f in ordered],
        [f.lat for f in ordered],
        [f.altitude_m for f in ordered],
        [f.speed_mps for f in ordered],
        [f.course_deg for f in ordered],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH given AS (
              SELECT *, %s AS source, %s::timestamptz AS received_at
              FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::float8[], %s::float8[],
                          %s::float8[], %s::float8[], %s::float8[])
                AS t (kind, vehicle_id, at, lon, lat, altitude_m, speed_mps, course_deg)
            ), track AS (
              INSERT INTO tracking_trackpoint ({COLUMNS}) SELECT {COLUMNS} FROM given
              ON CONFLICT DO NOTHING RETURNING 1
            ), newest AS (
              INSERT INTO tracking_position AS p ({COLUMNS})
              SELECT DISTINCT ON (kind, vehicle_id) {COLUMNS} FROM given
              ORDER BY kind, vehicle_id, at DESC
              ON CONFLICT (kind, vehicle_id) DO UPDATE SET
                at = excluded.at, lon = excluded.lon, lat = excluded.lat,
                altitude_m = excluded.altitude_m, speed_mps = excluded.speed_mps,
                course_deg = excluded.course_deg, source = excluded.source,
                received_at = excluded.received_at
              WHERE p.at < excluded.at RETURNING 1
            )
            SELECT (SELECT count(*) FROM track)
            """,  # noqa: S608 (names of our own columns)
            (source, now, *columns),
        )
        (stored,) = cursor.fetchone()
    return int(stored)


def _is_possible(fix: FixDraft, now: datetime) -> bool:
    on_earth = -180 <= fix.lon <= 180 and -90 <= fix.lat <= 90  # noqa: PLR2004 (degrees)
    return on_earth and now - BEHIND <= fix.at <= now + AHEAD and fix.kind in WITHIN
