"""Closed roads, airfields and landing sites: read, stated, ended."""

from typing import Any

from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.shapes import told_as
from qanat.exchange.api.wire.closures import ClosureIn, ClosureList, ClosureMade, ClosureOut
from qanat.registry.places.commands.closing import (
    AlreadyOver,
    EndBeforeStart,
    Kilometres,
    KilometresTurned,
    NothingThere,
    ReasonUnknown,
    close_kilometres,
    close_place,
    reopen,
)
from qanat.registry.places.permissions import CLOSE
from qanat.registry.places.queries.roads import closure_rows
from qanat.registry.places.states import ClosedKind
from qanat.registry.terminology.permissions import READ


@endpoint("GET", "/closures", needs=READ)
def read_closures(call: Call) -> ClosureList:
    """Read what is closed now or will be, the soonest first."""
    rows = closure_rows(call.actor, call.now)
    return ClosureList(items=tuple(told_as(ClosureOut, row) for row in rows))


@endpoint(
    "POST",
    "/closures",
    needs=CLOSE,
    status=201,
    errors=(EndBeforeStart, KilometresTurned, NothingThere, ReasonUnknown),
)
def close(call: Call, body: ClosureIn) -> ClosureMade:
    """Close a road between two of its kilometres, an airfield or a landing site.

    Every link of the road which the kilometres touch is closed. Plans use it at once.
    """
    told: dict[str, Any] = {
        name: getattr(body, name) for name in ("from_at", "until_at", "reason", "note")
    }
    if body.kind is ClosedKind.ROAD:
        stretch = Kilometres(body.road_code, *body.stretch())
        made = close_kilometres(call.actor, stretch=stretch, **told)
    else:
        made = close_place(call.actor, kind=body.kind.value, place_id=body.place(), **told)
    return ClosureMade(id=made)


@endpoint("POST", "/closures/{closure_id}/end", needs=CLOSE, status=204, errors=(AlreadyOver,))
def end_closure(call: Call, closure_id: int) -> None:
    """End a closure now; one which has not begun yet is taken back."""
    reopen(call.actor, closure_id=closure_id, at=call.now)
