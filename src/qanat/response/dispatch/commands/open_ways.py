"""Look again and again at the best way of urgent requests which have no mission yet."""

import time
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.compiled import is_whole
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.periodic import every
from qanat.response.dispatch.commands.ways import AGAIN_AFTER, AT_LEAST_EVERY, LONGEST_S, MOST
from qanat.response.dispatch.models import OpenWayWatch
from qanat.response.dispatch.parameters import LATER_BY
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.queries.unassigned import WORKED_ON
from qanat.response.dispatch.queries.ways_watched import open_due
from qanat.response.dispatch.rules.open_ways import OpenLook, OpenSeen, looked_open
from qanat.response.dispatch.suggest.exact import KEEPER
from qanat.response.dispatch.suggest.ways import look_at_open

_seen_generation: Final = {"of": -1}


@every(seconds=20, lane="ways")
def look_at_open_ways(now: datetime) -> int:
    """Look at the requests whose turn it is, once the planner is compiled."""
    return look_at_open_due(now) if is_whole() else 0


def look_at_open_due(now: datetime) -> int:
    """Look at the requests whose turn it is; return how many they were."""
    forget_served(SYSTEM)
    generation = KEEPER.current(now).snapshot.generation
    again = now - AGAIN_AFTER
    is_news = generation != _seen_generation["of"]
    waiting = open_due(again if is_news else now - AT_LEAST_EVERY, again, MOST)
    begun, done = time.monotonic(), 0
    for row, units in waiting:
        if time.monotonic() - begun > LONGEST_S:
            break
        look = look_at_open(row, units, now)
        keep_open_look(SYSTEM, request_id=row.pk, look=look, now=now)
        done += 1
    if done < MOST and done == len(waiting):
        _seen_generation["of"] = generation
    return done


@command(needs=COMMIT)
def forget_served(_actor: Actor) -> None:
    """Forget what was seen of requests of which the centre has nothing to do any more.

    Those which wait again later begin anew.
    """
    OpenWayWatch.objects.exclude(request__state__in=WORKED_ON).delete()


@command(needs=COMMIT)
def keep_open_look(_actor: Actor, *, request_id: int, look: OpenLook | None, now: datetime) -> None:
    """Keep what a look has shown; of a request whose place nobody knows nothing is."""
    least = timedelta(minutes=parameter(LATER_BY, on=now).number)
    row = OpenWayWatch.objects.select_for_update().filter(pk=request_id).first()
    seen = looked_open(_seen(row) if row else None, look, least) if look else OpenSeen()
    told = asdict(seen) | {"looked_at": now}
    OpenWayWatch.objects.update_or_create(pk=request_id, defaults=told)


def _seen(row: OpenWayWatch) -> OpenSeen:
    return OpenSeen(
        about=row.about,
        best_s=row.best_s,
        last_s=row.last_s,
        units=tuple(row.units),
        names=tuple(row.names),
        kind=row.kind,
        since=row.since,
        looks=row.looks,
        told=row.told,
    )
