"""Ends of call-outs: called off by hand, or overtaken by what happens to mission and request."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.queries import progress_of
from qanat.foundation.messages.states import CallState
from qanat.foundation.moving import make_move
from qanat.response.callout.commands.noting import (
    Entry,
    changed,
    close_asks,
    locked_ask,
    locked_callout,
    note,
    overtake,
    settle,
    tell_accepted,
)
from qanat.response.callout.models import Ask, Callout
from qanat.response.callout.permissions import CALL
from qanat.response.callout.states import (
    ASK,
    CALLOUT,
    OF_MISSION,
    OPEN,
    STANDING,
    AskState,
    CalloutState,
    Kind,
    What,
)
from qanat.response.callout.wording import (
    CALLED_OFF,
    LEAVES_LATER,
    NOT_NEEDED,
    RECEIVER_TOLD,
)
from qanat.response.dispatch.queries.calling import called_mission

REPLANNED: Final = "replanned"
"""A plan may change again and again; a mission ends once, though it is told of several times."""


@command(needs=CALL)
def withdraw_callout(
    actor: Actor, *, callout_id: int, reason: str, words: str = "", now: datetime
) -> None:
    """Call a call-out off, with a reason; everybody who was called is told."""
    row = locked_callout(actor, callout_id)
    row.ended_at, row.end_reason = now, reason
    also = ("ended_at", "end_reason")
    make_move(actor, row, CALLOUT, "withdraw", reason=reason, note=words, also=also)
    entry = Entry(by_id=actor.id, reason=reason, note=words)
    note(row, What.WITHDRAWN, now, entry=entry)
    close_asks(row, now, CALLED_OFF)
    changed(row)


@command(needs=CALL)
def overtake_mission(
    actor: Actor, *, mission_id: int, reason: str, has_left: bool = False, now: datetime
) -> None:
    """Close what was called out for a mission which was changed, ended, or has left.

    Who had confirmed is told, unless the mission has left as he confirmed. A hospital which has
    accepted keeps its patient until people choose another: it is told that the plan has changed.
    """
    del actor
    rows = Callout.objects.filter(mission=mission_id, kind__in=OF_MISSION)
    states = OPEN if has_left else STANDING
    for row in _locked(rows.filter(state__in=states)):
        overtake(row, reason, now, "" if has_left else CALLED_OFF)
    if has_left:
        return
    receiving = Callout.objects.filter(
        request__served_by__mission=mission_id, kind=Kind.HOSPITAL, state=CalloutState.CONFIRMED
    )
    for row in _locked(receiving):
        told = row.story.filter(what=What.PLAN_CHANGED, reason=reason)
        if reason == REPLANNED or not told.exists():
            tell_accepted(row, RECEIVER_TOLD)
            note(row, What.PLAN_CHANGED, now, entry=Entry(reason=reason))
            changed(row)


@command(needs=CALL)
def tell_later(actor: Actor, *, mission_id: int, now: datetime) -> None:
    """Tell who has said yes to a mission when it leaves now; who is asked still sees that time."""
    del actor
    mission = called_mission(SYSTEM, mission_id)
    if mission.departs_at is None:
        return
    at = mission.departs_at.astimezone(ZoneInfo(settings.QANAT_ZONE))
    rows = Callout.objects.filter(mission=mission_id, kind__in=OF_MISSION, state__in=STANDING)
    for row in _locked(rows):
        row.facts = row.facts | {"departs_at": mission.departs_at.isoformat()}
        row.save(update_fields=["facts"])
        tell_accepted(row, LEAVES_LATER, f"{at:%d.%m %H:%M}")
        note(row, What.PLAN_CHANGED, now)
        changed(row)


@command(needs=CALL)
def close_airline(actor: Actor, *, mission_id: int, now: datetime) -> None:
    """Close the call of an airline which has accepted: nobody is to be reached any more."""
    del actor
    rows = Callout.objects.filter(mission=mission_id, kind=Kind.AIRLINE, state__in=OPEN)
    for row in _locked(rows):
        overtake(row, "operator_answered", now)


@command(needs=CALL)
def overtake_request(actor: Actor, *, request_id: int, reason: str, now: datetime) -> None:
    """Close what is called out for a request that needs nobody any more; tell those concerned."""
    del actor
    rows = Callout.objects.filter(request=request_id, mission=None)
    for row in _locked(rows.filter(state__in=OPEN)):
        overtake(row, reason, now, CALLED_OFF)


@command(needs=CALL)
def overtake_order(actor: Actor, *, order_id: int, now: datetime) -> None:
    """Close what is called out for an order which somebody has taken, or nobody needs."""
    del actor
    rows = Callout.objects.filter(subject=f"order:{order_id}", state__in=OPEN)
    for row in _locked(rows):
        overtake(row, "order_taken", now, NOT_NEEDED)


@command(needs=CALL)
def follow_call(actor: Actor, *, call_id: int, step: int | None, now: datetime) -> None:
    """Note that a chain was passed on to a step, or with None that it has come to its end.

    Repeating it changes nothing.
    """
    del actor
    found = Ask.objects.filter(call_id=call_id).first()
    if found is None:
        return
    row, ask = locked_ask(SYSTEM, found.pk)
    if step is not None:
        _note_step(row, ask, step, now)
    elif ask.state == AskState.WAITING and _is_over(call_id):
        make_move(SYSTEM, ask, ASK, "fall_silent")
        note(row, What.SILENT, now, ask=ask)
        settle(row, now)
    changed(row)


def _note_step(row: Callout, ask: Ask, step: int, now: datetime) -> None:
    """Write that the next was called, unless the one before has said no himself."""
    before = ask.people.filter(position=step - 1).first()
    if before is None:
        return
    known = ask.story.filter(what__in=(What.PASSED_ON, What.NO))
    if known.count() < step:
        note(row, What.PASSED_ON, now, ask=ask, entry=Entry(who=before.name))


def _is_over(call_id: int) -> bool:
    return progress_of([call_id])[call_id].state is CallState.EXHAUSTED


def _locked(rows: QuerySet[Callout]) -> list[Callout]:
    ids = sorted(rows.values_list("pk", flat=True))
    return list(Callout.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)))
