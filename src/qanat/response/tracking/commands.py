"""Take positions: in batches, in any order, as often as they come."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection
from django.utils.translation import gettext_lazy as _

from qanat.events.tracking import PositionsReported
from qanat.foundation.actors import SYSTEM_ID, Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import announce
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict, Invalid
from qanat.registry.fleet.queries.vehicles import aircraft_within, ambulances_within
from qanat.response.tracking.models import COLUMNS, DOUBT, Feed
from qanat.response.tracking.parameters import ALLOWANCE, FASTEST, FIXES_A_MINUTE, MARGIN
from qanat.response.tracking.permissions import REPORT
from qanat.response.tracking.rules import Judged, Reach, Spot, judge

MOST = 5000
AHEAD = timedelta(minutes=2)
BEHIND = timedelta(days=366)
WITHIN = {"aircraft": aircraft_within, "ambulance": ambulances_within}
NAMES = ", ".join(COLUMNS)
DOUBTS = ", ".join(DOUBT)
KMH_PER_MPS = 3.6
UNKNOWN = "jet"
HIGHEST_M = 20_000
FASTEST_MPS = 400
WORST_M = 100_000


class TooMany(Invalid):
    """A batch of positions is too large."""

    status = 413
    code = "too_many"
    text = _("Send at most %(most)s positions at once.")


class TooFast(Conflict):
    """A feed sends more than is agreed."""

    status = 429
    code = "too_fast"
    text = _("At most %(most)s positions a minute are taken from one sender. Wait a minute.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FixDraft(Spot):
    """A position as reported: degrees, metres, metres a second."""

    kind: str
    vehicle_id: int
    altitude_m: float | None = None
    speed_mps: float | None = None
    course_deg: float | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch of fixes.

    Attributes:
        doubtful: farther away than the vehicle could have moved: kept, and not used until a
            second one agrees.
        future: ahead of our clock by more than clocks may differ: not taken.
        foreign: of vehicles which the reporter may not speak for: not taken.
        last_sequence: the greatest number of a batch accepted of this sender and source.
    """

    new: int
    repeated: int
    impossible: int
    doubtful: int = 0
    future: int = 0
    foreign: int = 0
    last_sequence: int | None = None


@command(needs=REPORT)
def report_positions(
    actor: Actor,
    *,
    fixes: Sequence[FixDraft],
    source: str,
    now: datetime,
    sequence: int | None = None,
) -> Taken:
    """Store positions; a late one never replaces a newer one, nor one in doubt any.

    Fixes which can't be, ahead of now or older than a year are left out and counted, and so are
    those of vehicles which the reporter's right does not reach. One ahead by no more than clocks
    may differ counts as of now. ``sequence`` is the sender's own number of the batch: after a
    fault he goes on from the last one accepted.

    Raises:
        TooMany: if there are more than 5000.
        TooFast: if the sender has sent more in this minute than is agreed.
    """
    actor.need(REPORT)
    if len(fixes) > MOST:
        raise TooMany(most=MOST)
    last = _count(actor, source, len(fixes), sequence, now)
    past = [f for f in fixes if f.at <= now + AHEAD]
    possible = [f for f in past if _is_possible(f, now)]
    own = _own(actor, possible)
    good = [_not_ahead(f, now) for f in possible if f.vehicle_id in own[f.kind]]
    unique = {(f.kind, f.vehicle_id, f.at): f for f in good}
    stored, doubtful = _store(list(unique.values()), own, source, now) if unique else (0, 0)
    if stored:
        announce(PositionsReported(count=stored))
    return Taken(
        new=stored,
        repeated=len(good) - stored,
        impossible=len(past) - len(possible),
        doubtful=doubtful,
        future=len(fixes) - len(past),
        foreign=len(possible) - len(good),
        last_sequence=last,
    )


def _count(
    actor: Actor, source: str, count: int, sequence: int | None, now: datetime
) -> int | None:
    """Count what a sender sends, and how far he is; batches of one sender follow one another."""
    if actor.id == SYSTEM_ID:
        return sequence
    minute = now.replace(second=0, microsecond=0)
    Feed.objects.bulk_create(
        [Feed(account_id=actor.id, source=source, received_at=now, minute_at=minute)],
        ignore_conflicts=True,
    )
    feeds = list(
        Feed.objects.select_for_update(of=("self",)).filter(account_id=actor.id).order_by("id")
    )
    most = int(parameter(FIXES_A_MINUTE, on=now).number)
    if sum(f.minute_count for f in feeds if f.minute_at == minute) + count > most:
        raise TooFast(most=most)
    (own,) = (f for f in feeds if f.source == source)
    own.minute_count = count + (own.minute_count if own.minute_at == minute else 0)
    own.minute_at, own.received_at = minute, now
    if sequence is not None:
        own.last_sequence = max(sequence, own.last_sequence or 0)
    own.save(update_fields=["minute_at", "minute_count", "received_at", "last_sequence"])
    return own.last_sequence


def _own(actor: Actor, fixes: Sequence[FixDraft]) -> dict[str, dict[int, str]]:
    """Return the vehicles for which the actor may speak, by kind, and the class of each."""
    return {
        kind: within(actor, {f.vehicle_id for f in fixes if f.kind == kind}, REPORT)
        for kind, within in WITHIN.items()
    }


def _not_ahead(fix: FixDraft, now: datetime) -> FixDraft:
    """Return a fix of a clock which runs a little ahead as of now: else it would hide the next."""
    return fix if fix.at <= now else replace(fix, at=now)


def _store(
    fixes: Sequence[FixDraft], own: Mapping[str, Mapping[int, str]], source: str, now: datetime
) -> tuple[int, int]:
    """Store fixes; return how many were new, and how many are in doubt."""
    ordered = sorted(fixes, key=lambda f: (f.kind, f.vehicle_id, f.at))
    of = {key: list(each) for key, each in groupby(ordered, key=lambda f: (f.kind, f.vehicle_id))}
    known, reaches = _known(of), _reaches(now)
    judged = {
        (kind, pk): judge(given, *known[kind, pk], reaches[own[kind][pk] or UNKNOWN])
        for (kind, pk), given in of.items()
    }
    verdicts = [judged[f.kind, f.vehicle_id] for f in ordered]
    doubtful = [f.at in verdict.doubtful for f, verdict in zip(ordered, verdicts, strict=True)]
    newest = [f is verdict.last for f, verdict in zip(ordered, verdicts, strict=True)]
    stored = _insert(ordered, doubtful, newest, source, now)
    _doubt([(key, one) for key, one in judged.items() if one.doubt is not known[key][1]])
    return stored, sum(doubtful)


def _known(
    vehicles: Collection[tuple[str, int]],
) -> dict[tuple[str, int], tuple[Spot | None, Spot | None]]:
    """Lock the positions of vehicles; return for each the last one and the one in doubt."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT p.kind, p.vehicle_id, p.at, p.lon, p.lat, {DOUBTS}
            FROM tracking_position p
            JOIN unnest(%s::text[], %s::bigint[]) AS v (kind, vehicle_id) USING (kind, vehicle_id)
            ORDER BY p.kind, p.vehicle_id FOR UPDATE OF p
            """,  # noqa: S608 (names of our own columns)
            ([kind for kind, _pk in vehicles], [pk for _kind, pk in vehicles]),
        )
        found = {
            (kind, pk): (Spot(*last), Spot(*doubt) if doubt[0] else None)
            for kind, pk, *rest in cursor.fetchall()
            for last, doubt in ((rest[:3], rest[3:]),)
        }
    return {vehicle: found.get(vehicle, (None, None)) for vehicle in vehicles}


def _reaches(now: datetime) -> dict[str, Reach]:
    margin = parameter(MARGIN, on=now).number / KMH_PER_MPS
    allowance_m = parameter(ALLOWANCE, on=now).number
    return {
        name: Reach(parameter(key, on=now).number * margin, allowance_m)
        for name, key in FASTEST.items()
    }


def _insert(
    ordered: Sequence[FixDraft],
    doubtful: list[bool],
    newest: list[bool],
    source: str,
    now: datetime,
) -> int:
    columns = (
        [f.kind for f in ordered],
        [f.vehicle_id for f in ordered],
        [f.at for f in ordered],
        [f.lon for f in ordered],
        [f.lat for f in ordered],
        [f.altitude_m for f in ordered],
        [f.speed_mps for f in ordered],
        [f.course_deg for f in ordered],
        [f.accuracy_m for f in ordered],
        doubtful,
        newest,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH given AS (
              SELECT *, %s AS source, %s::timestamptz AS received_at
              FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::float8[], %s::float8[],
                          %s::float8[], %s::float8[], %s::float8[], %s::float8[], %s::bool[],
                          %s::bool[])
                AS t (kind, vehicle_id, at, lon, lat, altitude_m, speed_mps, course_deg,
                      accuracy_m, is_doubtful, is_newest)
            ), track AS (
              INSERT INTO tracking_trackpoint ({NAMES}, is_doubtful)
              SELECT {NAMES}, is_doubtful FROM given
              ON CONFLICT DO NOTHING RETURNING 1
            ), newest AS (
              INSERT INTO tracking_position AS p ({NAMES})
              SELECT {NAMES} FROM given WHERE is_newest
              ON CONFLICT (kind, vehicle_id) DO UPDATE SET
                at = excluded.at, lon = excluded.lon, lat = excluded.lat,
                altitude_m = excluded.altitude_m, speed_mps = excluded.speed_mps,
                course_deg = excluded.course_deg, accuracy_m = excluded.accuracy_m,
                source = excluded.source, received_at = excluded.received_at
              WHERE p.at < excluded.at RETURNING 1
            )
            SELECT (SELECT count(*) FROM track)
            """,  # noqa: S608 (names of our own columns)
            (source, now, *columns),
        )
        (stored,) = cursor.fetchone()
    return int(stored)


def _doubt(changed: Sequence[tuple[tuple[str, int], Judged]]) -> None:
    """Keep what is in doubt now of the vehicles where that changed, and what is no longer."""
    with connection.cursor() as cursor:
        for (kind, pk), one in changed:
            doubt = (one.doubt.at, one.doubt.lon, one.doubt.lat) if one.doubt else (None,) * 3
            cursor.execute(
                f"UPDATE tracking_position SET ({DOUBTS}) = (%s, %s, %s)"  # noqa: S608 (our own)
                " WHERE kind = %s AND vehicle_id = %s",
                (*doubt, kind, pk),
            )
            if one.cleared is not None:
                cursor.execute(
                    "UPDATE tracking_trackpoint SET is_doubtful = false"
                    " WHERE kind = %s AND vehicle_id = %s AND at = %s",
                    (kind, pk, one.cleared),
                )


def _is_possible(fix: FixDraft, now: datetime) -> bool:
    on_earth = -180 <= fix.lon <= 180 and -90 <= fix.lat <= 90  # noqa: PLR2004 (degrees)
    is_known = (fix.lon, fix.lat) != (0, 0)  # so writes a tracker which does not know where it is
    is_sound = all(
        value is None or least <= value <= most
        for value, least, most in (
            (fix.altitude_m, -500, HIGHEST_M),
            (fix.speed_mps, 0, FASTEST_MPS),
            (fix.course_deg, 0, 360),
            (fix.accuracy_m, 0, WORST_M),
        )
    )
    return on_earth and is_known and is_sound and now - BEHIND <= fix.at and fix.kind in WITHIN
