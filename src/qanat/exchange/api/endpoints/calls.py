"""Ambulance calls: taken, sent to a crew, moved on."""

from typing import Any

from msgspec.structs import asdict

from qanat.exchange.api.endpoints.requests import REASONED
from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.shapes import told_as
from qanat.exchange.api.wire.calls import (
    AssignmentIn,
    CallIn,
    CallList,
    CallMoveIn,
    CallOut,
    CallsQuery,
)
from qanat.exchange.api.wire.pages import cursor_of
from qanat.foundation.lifecycle import WrongState
from qanat.response.commitments.commands import ResourceTaken
from qanat.response.dispatch.commands import calls as commands
from qanat.response.dispatch.commands.calls import (
    CallDraft,
    OtherRegion,
    OutsideCountry,
    PlaceMissing,
)
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.commands.resources import NotFit
from qanat.response.dispatch.permissions import CALLS
from qanat.response.dispatch.queries.calls import call_page, call_row


@endpoint(
    "POST",
    "/calls",
    needs=CALLS,
    status=201,
    errors=(FromTheFuture, PlaceMissing, OutsideCountry, OtherRegion),
    location="/calls/{id}",
)
def take_call(call: Call, body: CallIn) -> CallOut:
    """Take a call."""
    plain: dict[str, Any] = asdict(body)
    draft = CallDraft(**plain | {"category": body.category.value})
    return _now(call, commands.take_call(call.actor, draft=draft, now=call.now))


@endpoint("GET", "/calls", needs=CALLS)
def list_calls(call: Call, query: CallsQuery) -> CallList:
    """List calls, newest first."""
    rows = call_page(
        call.actor,
        region=query.region,
        states=tuple(s.value for s in query.state),
        after=query.mark,
        count=query.limit + 1,
    )
    shown = rows[: query.limit]
    last = shown[-1] if len(rows) > query.limit else None
    return CallList(
        items=tuple(told_as(CallOut, row) for row in shown),
        next=cursor_of(last.called_at, last.id) if last else None,
    )


@endpoint("GET", "/calls/{call_id}", needs=CALLS)
def read_call(call: Call, call_id: int) -> CallOut:
    """Read one call."""
    return _now(call, call_id)


@endpoint(
    "POST",
    "/calls/{call_id}/assignment",
    needs=CALLS,
    errors=(ResourceTaken, NotFit, WrongState),
)
def assign_call(call: Call, call_id: int, body: AssignmentIn) -> CallOut:
    """Notify a crew; it is promised to this call."""
    commands.assign_call(call.actor, call_id=call_id, ambulance_id=body.ambulance_id, now=call.now)
    return _now(call, call_id)


@endpoint("POST", "/calls/{call_id}/moves", needs=CALLS, errors=REASONED)
def move_call(call: Call, call_id: int, body: CallMoveIn) -> CallOut:
    """Make the next step of a call and stamp its time."""
    commands.move_call(
        call.actor,
        call_id=call_id,
        move=body.move,
        now=call.now,
        reason=body.reason,
        hospital_id=body.hospital_id,
    )
    return _now(call, call_id)


def _now(call: Call, call_id: int) -> CallOut:
    return told_as(CallOut, call_row(call.actor, call_id))
