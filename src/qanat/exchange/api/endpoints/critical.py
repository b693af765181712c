"""Critical patients: a hospital's system reports what its monitors and laboratory measure."""

from typing import Any, Final

from msgspec.structs import asdict

from qanat.care.critical.commands.drafts import FindingsDraft, Found
from qanat.care.critical.commands.finding import WatchEnded
from qanat.care.critical.commands.reporting import BeforeInclusion, record_findings
from qanat.care.critical.permissions import REPORT, SEE
from qanat.care.critical.queries.record import findings_row
from qanat.care.critical.queries.watches import WatchRow, watch_page, watch_row
from qanat.care.critical.states import Condition, Why
from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.shapes import told_as
from qanat.exchange.api.wire.critical import (
    FindingsIn,
    FindingsMade,
    WatchesQuery,
    WatchList,
    WatchOut,
)
from qanat.exchange.api.wire.pages import cursor_of
from qanat.response.dispatch.commands.clinical import FindingImpossible, NothingMeasured
from qanat.response.dispatch.commands.intake import FromTheFuture

ABOUT: Final = frozenset({"at", "condition", "note"})


@endpoint("GET", "/critical-patients", needs=SEE)
def list_critical_patients(call: Call, query: WatchesQuery) -> WatchList:
    """List the critical patients who are watched now, the newest first.

    A hospital's key sees those of the hospital; the bed finds one.
    """
    rows = watch_page(
        call.actor,
        facility_id=query.facility_id,
        bed=query.bed,
        after=query.mark,
        count=query.limit + 1,
    )
    shown = rows[: query.limit]
    last = shown[-1] if len(rows) > query.limit else None
    return WatchList(
        items=tuple(_watch(row) for row in shown),
        next=cursor_of(last.included_at, last.id) if last else None,
    )


@endpoint("GET", "/critical-patients/{watch_id}", needs=SEE)
def read_critical_patient(call: Call, watch_id: int) -> WatchOut:
    """Read how a critical patient is, and whether a specialist waits for findings."""
    return _watch(watch_row(call.actor, watch_id))


@endpoint(
    "POST",
    "/critical-patients/{watch_id}/findings",
    needs=REPORT,
    status=201,
    errors=(FindingImpossible, NothingMeasured, FromTheFuture, BeforeInclusion, WatchEnded),
)
def report_findings(call: Call, watch_id: int, body: FindingsIn) -> FindingsMade:
    """Report findings of a critical patient; the scores valid for him are made from them.

    The same findings sent twice are stored once, with or without an Idempotency-Key. Late ones
    take their place in the course and change nothing of what holds now.
    """
    made = record_findings(call.actor, watch_id=watch_id, draft=_draft(body), now=call.now)
    stored = findings_row(call.actor, made)
    return FindingsMade(
        id=made,
        scores=dict(stored.scores),
        worse_in=tuple(map(Why, stored.worse_in)),
        watch=_watch(watch_row(call.actor, watch_id)),
    )


def _draft(body: FindingsIn) -> FindingsDraft:
    found: dict[str, Any] = {k: v for k, v in asdict(body).items() if k not in ABOUT}
    return FindingsDraft(
        at=body.at,
        condition=Condition[body.condition.upper()] if body.condition else None,
        note=body.note,
        found=Found(
            **found
            | {
                "consciousness": body.consciousness.value if body.consciousness else "",
                "effort": body.effort or "",
                "support": None if body.support is None else tuple(s.value for s in body.support),
            }
        ),
    )


def _watch(row: WatchRow) -> WatchOut:
    told = {name: getattr(row, name) for name in WatchOut.__struct_fields__ if name != "condition"}
    return told_as(WatchOut, told | {"condition": Condition(row.condition).name.lower()})
