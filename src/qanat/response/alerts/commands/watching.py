"""The watch: raise what holds, resolve what is gone, pass on what nobody acknowledges."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max

from qanat.foundation.access.queries.colleagues import colleagues, holders
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.commands import About, Recipient, send_message
from qanat.foundation.messages.queries import superseded_calls
from qanat.foundation.moving import make_move
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.periodic import every
from qanat.foundation.turns import wait_for_turn
from qanat.response.alerts.commands.telling import tell
from qanat.response.alerts.models import Alert
from qanat.response.alerts.parameters import ACKNOWLEDGE_WITHIN
from qanat.response.alerts.permissions import SUPERVISE, WATCH
from qanat.response.alerts.queries.conditions import conditions
from qanat.response.alerts.rules import (
    Condition,
    Key,
    Part,
    asks_again,
    is_new,
    is_unanswered,
    parts_of,
    without,
)
from qanat.response.alerts.sources import added_permission
from qanat.response.alerts.states import ALERT, AlertState, Cause
from qanat.response.alerts.wording import NOT_ACKNOWLEDGED
from qanat.response.callout.commands import ABOUT as CALLOUT
from qanat.response.callout.queries.standing import exhausted_callouts

TURN: Final = "alerts"
TOLD: Final = ("values", "region", "operator_id")
"""What an alert says while it is open."""
BY_NEWS: Final = frozenset({Cause.CALL_EXHAUSTED})
"""Causes which others announce; all others are looked for again and again."""


@every(seconds=10)
def watch(now: datetime) -> None:
    """Look at everything that may want a person."""
    watch_alerts(SYSTEM, now=now)


@command(needs=WATCH)
def watch_alerts(actor: Actor, *, now: datetime) -> None:
    """Bring the alerts in line with what holds now; doing so twice changes nothing."""
    wait_for_turn(TURN)
    holding = _without_closed(conditions(now))
    rows = list(Alert.objects.open().select_for_update(of=("self",)).order_by("id"))
    held = {one.key: one for one in holding}
    called = _still_in_vain(row for row in rows if row.cause in BY_NEWS)
    for row in rows:
        if row.key not in held and row.key not in called:
            _resolve(actor, row, now)
        elif condition := held.get(row.key):
            _go_on(actor, row, condition, now)
    open_keys = {row.key for row in rows}
    _raise_new([one for one in holding if one.key not in open_keys], now)
    _pass_on(rows, now)


@command(needs=WATCH)
def raise_alert(_actor: Actor, *, condition: Condition, now: datetime) -> None:
    """Raise an alert of which there was news; the same news twice raises one."""
    wait_for_turn(TURN)
    rows = Alert.objects.open().filter(
        cause=condition.cause,
        subject_kind=condition.subject_kind,
        subject_id=condition.subject_id,
    )
    if not rows.exists():
        _raise_new([condition], now)


def _go_on(actor: Actor, row: Alert, condition: Condition, now: datetime) -> None:
    if condition.urgency >= row.urgency and not asks_again(row.values, condition):
        _say_anew(row, condition)
        return
    row.urgency = min(row.urgency, condition.urgency)
    row.waits_since, row.escalations = now, 0
    _tell_what_holds(row, condition)
    changed = ("urgency", "waits_since", "escalations", *TOLD)
    if row.state == AlertState.ACKNOWLEDGED:
        row.acknowledged_at = row.acknowledged_by = None
        also = (*changed, "acknowledged_at", "acknowledged_by")
        make_move(actor, row, ALERT, "worsen", also=also)
    else:
        row.save(update_fields=changed)
    tell(row)


def _say_anew(row: Alert, condition: Condition) -> None:
    """Let an alert say what holds now: who has it keeps it."""
    if row.values != dict(condition.values):
        _tell_what_holds(row, condition)
        row.save(update_fields=TOLD)
        tell(row)


def _tell_what_holds(row: Alert, condition: Condition) -> None:
    row.values = dict(condition.values)
    row.region, row.operator_id = condition.region, condition.operator_id


def _resolve(actor: Actor, row: Alert, now: datetime) -> None:
    row.ended_at = now
    make_move(actor, row, ALERT, "resolve", also=("ended_at",))
    tell(row)


def _raise_new(holding: Sequence[Condition], now: datetime) -> None:
    closed = _closed(holding)
    for one in sorted(holding, key=lambda c: c.key):
        if not is_new(one, closed.get(one.key)):
            continue
        row = Alert(
            cause=one.cause,
            subject_kind=one.subject_kind,
            subject_id=one.subject_id,
            urgency=one.urgency,
            region=one.region,
            operator_id=one.operator_id,
            values=dict(one.values),
            onset_at=one.onset_at,
            raised_at=now,
            waits_since=now,
            is_exercise=one.is_exercise,
            is_synthetic=one.is_synthetic,
        )
        row.save(force_insert=True)
        tell(row)


def _without_closed(holding: Iterable[Condition]) -> list[Condition]:
    """Return what holds without the parts of a common cause which somebody has closed."""
    found = list(holding)
    begun = {one.subject_id: one.onset_at for one in found if one.group}
    closed: dict[int, set[Part]] = {}
    rows = Alert.objects.filter(state=AlertState.CLOSED, subject_id__in=begun)
    # What was closed before the oldest part began can't have named any of them.
    for row in rows.filter(ended_at__gte=min(begun.values())) if begun else ():
        closed.setdefault(row.subject_id, set()).update(parts_of(row.values))
    left = (
        without(one, frozenset(closed.get(one.subject_id, ()))) if one.group else one
        for one in found
    )
    return [one for one in left if one is not None]


def _closed(holding: Iterable[Condition]) -> dict[Key, datetime]:
    """Return the newest occurrence of each condition which somebody has closed."""
    ids = {one.subject_id for one in holding if not one.group}
    if not ids:
        return {}
    rows = Alert.objects.filter(state=AlertState.CLOSED, subject_id__in=ids)
    found = rows.values_list("cause", "subject_kind", "subject_id").annotate(last=Max("onset_at"))
    return {(cause, kind, pk): last for cause, kind, pk, last in found.order_by()}


def _still_in_vain(rows: Iterable[Alert]) -> frozenset[Key]:
    """Return which of the calls that nobody answered are still so: nobody else was called."""
    callouts: dict[int, Key] = {}
    chains: dict[int, Key] = {}
    for row in rows:
        (callouts if row.subject_kind == CALLOUT else chains)[row.subject_id] = row.key
    lost = exhausted_callouts(callouts) if callouts else frozenset()
    over = superseded_calls(chains) if chains else frozenset()
    still = [key for pk, key in callouts.items() if pk in lost]
    return frozenset([*still, *(key for pk, key in chains.items() if pk not in over)])


def _supervisors(row: Alert, now: datetime) -> list[int]:
    """Return who is there and is called about an alert; of a source only who is told of it."""
    there = [account_id for account_id, _name in colleagues(SUPERVISE, row.region, now)]
    if wanted := added_permission(row.subject_kind):
        told = holders(wanted, there, now)
        return [one for one in there if one in told]
    return there


def _pass_on(rows: Iterable[Alert], now: datetime) -> None:
    """Tell the supervisors who are there of what nobody has acknowledged in time."""
    norm = timedelta(minutes=parameter(ACKNOWLEDGE_WITHIN, on=now).number)
    for row in rows:
        is_waiting = row.state == AlertState.RAISED
        if not (is_waiting and is_unanswered(row.waits_since, row.escalations, now, norm)):
            continue
        row.escalations, row.waits_since = row.escalations + 1, now
        row.save(update_fields=["escalations", "waits_since"])
        tell(row)
        minutes = round((now - row.raised_at) / timedelta(minutes=1))
        for account_id in _supervisors(row, now):
            send_message(
                SYSTEM,
                to=Recipient(account_id=account_id),
                wording=NOT_ACKNOWLEDGED,
                values={"number": row.about_text, "minutes": minutes},
                about=About("alert", row.pk, row.region),
            )
