"""Look again and again at the ways of missions which have not left."""

import time
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max

from qanat.engine.compiled import is_whole
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.periodic import every
from qanat.response.dispatch.models import Plan, WayWatch
from qanat.response.dispatch.parameters import BETTER_BY
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.queries.forecasts import forecasts
from qanat.response.dispatch.queries.ways_watched import due
from qanat.response.dispatch.rules.ways import Look, Seen, looked
from qanat.response.dispatch.suggest.exact import KEEPER
from qanat.response.dispatch.suggest.ways import look_at

AGAIN_AFTER: Final = timedelta(seconds=50)
"""No mission is looked at more often, however much changes."""
AT_LEAST_EVERY: Final = timedelta(minutes=5)
"""Each is looked at so often though nothing changed: daylight and hours of opening pass."""
MOST: Final = 20
"""Missions of one pass."""
LONGEST_S: Final = 2.0
"""A pass ends after this; who was not looked at is the first of the next."""
_seen_generation: Final = {"of": -1}


@every(seconds=20, lane="ways")
def look_at_ways(now: datetime) -> int:
    """Look at the missions whose turn it is, once the planner is compiled: others see to that."""
    return look_at_due(now) if is_whole() else 0


def look_at_due(now: datetime) -> int:
    """Look at the missions whose turn it is; return how many they were."""
    generation = KEEPER.current(now).snapshot.generation
    after = AT_LEAST_EVERY if generation == _seen_generation["of"] else AGAIN_AFTER
    waiting = due(now - after, MOST)
    if len(waiting) < MOST:
        _seen_generation["of"] = generation
    begun, done = time.monotonic(), 0
    for one in forecasts(SYSTEM, now, mission_ids=waiting) if waiting else ():
        if time.monotonic() - begun > LONGEST_S:
            break
        keep_look(SYSTEM, mission_id=one.id, look=look_at(one, now), now=now)
        done += 1
    return done


@command(needs=COMMIT)
def keep_look(_actor: Actor, *, mission_id: int, look: Look | None, now: datetime) -> None:
    """Keep what a look has shown."""
    least = timedelta(minutes=parameter(BETTER_BY, on=now).number)
    row = WayWatch.objects.select_for_update().filter(pk=mission_id).first()
    plan_id = Plan.objects.filter(mission=mission_id).aggregate(newest=Max("id"))["newest"]
    before = _seen(row) if row and row.plan_id == plan_id else None
    told = asdict(looked(before, look, least) if look else Seen())
    lead = told.pop("first_lead")
    told["first_lead_s"] = None if lead is None else round(lead.total_seconds())
    told |= {"looked_at": now, "plan_id": plan_id}
    WayWatch.objects.update_or_create(pk=mission_id, defaults=told)


def _seen(row: WayWatch) -> Seen:
    lead_s = row.first_lead_s
    return Seen(
        first_lead=None if lead_s is None else timedelta(seconds=lead_s),
        first_why=row.first_why,
        had_other=row.had_other,
        kind=row.kind,
        since=row.since,
        looks=row.looks,
        told=row.told,
    )
