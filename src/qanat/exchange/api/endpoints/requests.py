"""Requests: taken, listed, read, corrected, withdrawn, closed."""

from typing import Any

from msgspec.structs import asdict

from qanat.exchange.api.codes import check_codes
from qanat.exchange.api.router import Call, Wish, endpoint
from qanat.exchange.api.shapes import told_as
from qanat.exchange.api.wire.pages import cursor_of
from qanat.exchange.api.wire.people import PersonIn
from qanat.exchange.api.wire.requests import (
    ClosingIn,
    LogIn,
    PersonAdded,
    RequestChange,
    RequestIn,
    RequestLine,
    RequestList,
    RequestMade,
    RequestNow,
    RequestOut,
    RequestsQuery,
    WithdrawalIn,
)
from qanat.foundation.lifecycle import ReasonMissing, ReasonUnknown, WrongState
from qanat.response.dispatch.commands import clinical, intake, taking
from qanat.response.dispatch.commands.amending import amend_request
from qanat.response.dispatch.commands.finding import Stale
from qanat.response.dispatch.commands.intake import (
    ClampNotNear,
    FromTheFuture,
    Intake,
    RegionMissing,
    TooLongAgo,
)
from qanat.response.dispatch.permissions import CLOSE, REGISTER, SEE
from qanat.response.dispatch.queries.request_details import request_details
from qanat.response.dispatch.queries.requests import Wanted, request_page, request_row

LISTS = {
    "channel": "channel",
    "cause": "need",
    "specialty": "specialty",
    "companion": "specialty",
    "organ": "organ",
    "contraindications": "contraindication",
}
REASONED = (ReasonMissing, ReasonUnknown, WrongState)


@endpoint(
    "POST",
    "/requests",
    needs=REGISTER,
    status=201,
    errors=(RegionMissing, FromTheFuture, TooLongAgo, ClampNotNear),
    location="/requests/{id}",
    is_lone=True,
)
def create_request(call: Call, body: RequestIn) -> RequestMade:
    """Register a request, with the person for whom it is made.

    The person is found by IIN, document, or name and date of birth, else put on record.
    """
    _check(body)
    person = body.person
    taken = taking.take_down(
        call.actor,
        intake=_intake(body),
        person=person.draft(body.sending_facility_id) if person else None,
        now=call.now,
    )
    return RequestMade(id=taken.request_id, number=taken.number, version=1, doubts=taken.doubts)


@endpoint("GET", "/requests", needs=SEE)
def list_requests(call: Call, query: RequestsQuery) -> RequestList:
    """List requests, newest first."""
    wanted = Wanted(
        states=tuple(s.value for s in query.state),
        region=query.region,
        urgency=query.urgency,
        nosology=query.nosology,
        text=query.q,
        received_from=query.received_from,
        received_to=query.received_to,
    )
    rows = request_page(call.actor, wanted, call.now, after=query.mark, count=query.limit + 1)
    shown = rows[: query.limit]
    last = shown[-1] if len(rows) > query.limit else None
    return RequestList(
        items=tuple(told_as(RequestLine, row) for row in shown),
        next=cursor_of(last.received_at, last.id) if last else None,
    )


@endpoint("GET", "/requests/{request_id}", needs=SEE)
def read_request(call: Call, request_id: int) -> RequestOut:
    """Read everything about a request."""
    return told_as(RequestOut, request_details(call.actor, request_id, call.now))


@endpoint(
    "PATCH",
    "/requests/{request_id}",
    needs=REGISTER,
    errors=(Stale, RegionMissing, FromTheFuture, TooLongAgo, ClampNotNear),
    version=Wish.REQUIRED,
)
def correct_request(call: Call, request_id: int, body: RequestChange) -> RequestNow:
    """Correct what was taken down; what stood there before is kept in the audit.

    Send the version you read as If-Match; `If-Match: *` corrects whatever stands there now.
    """
    _check(body)
    version = call.version or request_row(call.actor, request_id, call.now).version
    amend_request(
        call.actor,
        request_id=request_id,
        version=version,
        changes=body.changes(),
        now=call.now,
    )
    return now_of(call, request_id)


@endpoint(
    "POST",
    "/requests/{request_id}/withdrawal",
    needs=REGISTER,
    errors=REASONED,
    version=Wish.OPTIONAL,
)
def withdraw_request(call: Call, request_id: int, body: WithdrawalIn) -> RequestNow:
    """Take a request back at the wish of who sent it."""
    intake.withdraw_request(
        call.actor,
        request_id=request_id,
        version=call.version,
        reason=body.reason,
        note=body.note,
        now=call.now,
    )
    return now_of(call, request_id)


@endpoint("POST", "/requests/{request_id}/people", needs=REGISTER)
def add_person(call: Call, request_id: int, body: PersonIn) -> PersonAdded:
    """Add one more person to a request."""
    doubts = taking.add_person(call.actor, request_id=request_id, person=body.draft(), now=call.now)
    return PersonAdded(doubts=doubts)


@endpoint("POST", "/requests/{request_id}/log", needs=REGISTER, errors=(FromTheFuture,))
def write_log(call: Call, request_id: int, body: LogIn) -> RequestNow:
    """Write a line into the log of a request."""
    intake.write_log(
        call.actor,
        request_id=request_id,
        kind=body.kind.value,
        text=body.text,
        at=body.at,
        now=call.now,
    )
    return now_of(call, request_id)


@endpoint(
    "POST", "/requests/{request_id}/closing", needs=CLOSE, errors=(WrongState, clinical.NotRecorded)
)
def close_request(call: Call, request_id: int, body: ClosingIn) -> RequestNow:
    """Close a request on which nothing is left to do."""
    clinical.close_request(
        call.actor,
        request_id=request_id,
        note=body.note,
        as_unknown=body.as_unknown,
        now=call.now,
    )
    return now_of(call, request_id)


def now_of(call: Call, request_id: int) -> RequestNow:
    """Return a request as it stands after a change."""
    return told_as(RequestNow, request_row(call.actor, request_id, call.now))


def _check(body: RequestIn | RequestChange) -> None:
    given = {field: (system, getattr(body, field)) for field, system in LISTS.items()}
    check_codes(**{field: pair for field, pair in given.items() if pair[1]})


def _intake(body: RequestIn) -> Intake:
    plain: dict[str, Any] = asdict(body)
    person = plain.pop("person")
    choices = {name: plain[name].value for name in ("need", "urgency", "consent")}
    return Intake(
        **plain | choices | {"needs": tuple(need.value for need in body.needs)},
        age_years=person.age(body.received_at.date()) if person else None,
        residency=person.residency.value if person else "unknown",
        citizenship=(person.citizenship or "") if person else "",
    )
