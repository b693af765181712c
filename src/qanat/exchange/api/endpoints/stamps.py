"""Times of missions, and the services given on them."""

from typing import Any

from msgspec.structs import asdict

from qanat.exchange.api.codes import check_codes
from qanat.exchange.api.problems import KeyMissing
from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.wire.missions import (
    CancellationIn,
    CorrectionIn,
    ServiceIn,
    ServiceMade,
    StampCorrected,
    StampIn,
    StampMade,
)
from qanat.response.dispatch.commands.clinical import NotThisPatient
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.commands.plausible import Implausible, NotConfirmed
from qanat.response.dispatch.commands.services import (
    NoPatient,
    NotLeftYet,
    NotServed,
    ServiceDraft,
    cancel_service,
    record_service,
)
from qanat.response.dispatch.commands.stamps import (
    AlreadyCorrected,
    BeforeTheCall,
    NeverLeft,
    NotOfThisMission,
    NotYours,
    WrongOrder,
    correct_stamp,
    stamp_mission,
)
from qanat.response.dispatch.commands.turns import (
    AloftAlready,
    NotAccepted,
    NotAloft,
    NotDeparted,
    NotGiven,
    OnWeatherHold,
)
from qanat.response.dispatch.permissions import FLY, SERVE
from qanat.response.dispatch.queries.missions import mission_row
from qanat.response.dispatch.states import MissionState


@endpoint(
    "POST",
    "/missions/{mission_id}/stamps",
    needs=FLY,
    status=201,
    errors=(
        FromTheFuture,
        WrongOrder,
        NeverLeft,
        NotAccepted,
        OnWeatherHold,
        NotDeparted,
        AloftAlready,
        NotAloft,
        NotGiven,
        NotOfThisMission,
        KeyMissing,
        Implausible,
        NotConfirmed,
    ),
)
def stamp(call: Call, mission_id: int, body: StampIn) -> StampMade:
    """Stamp a time of a mission; the mission and its requests move with it.

    The same kind at the same time is stored once. A device sends an Idempotency-Key with it.
    """
    if body.source == "device" and not call.key:
        raise KeyMissing
    made = stamp_mission(
        call.actor,
        mission_id=mission_id,
        kind=body.kind.value,
        at=body.at,
        now=call.now,
        source=body.source,
        request_id=body.request_id,
        leg_id=body.leg_id,
        place=body.place,
        confirm=body.confirm,
        receiver_id=body.receiver_id,
    )
    after = mission_row(call.actor, mission_id)
    state = MissionState(after.state)
    return StampMade(stamp_id=made, id=after.id, version=after.version, state=state)


@endpoint(
    "POST",
    "/stamps/{stamp_id}/correction",
    needs=FLY,
    status=201,
    errors=(
        AlreadyCorrected,
        NotYours,
        WrongOrder,
        BeforeTheCall,
        Implausible,
        NotConfirmed,
        FromTheFuture,
    ),
)
def correct(call: Call, stamp_id: int, body: CorrectionIn) -> StampCorrected:
    """Correct a stamp by a new one which names it; with no time it never happened.

    Whoever stamps may correct what he has stamped himself; every other one needs the right to
    correct.
    """
    check_codes(reason=("reason.correction", body.reason))
    made = correct_stamp(
        call.actor,
        stamp_id=stamp_id,
        at=body.at,
        reason=body.reason,
        confirm=body.confirm,
        now=call.now,
    )
    return StampCorrected(stamp_id=made)


@endpoint(
    "POST",
    "/missions/{mission_id}/services",
    needs=SERVE,
    status=201,
    errors=(NotServed, NoPatient, NotThisPatient, NotLeftYet, FromTheFuture),
)
def serve(call: Call, mission_id: int, body: ServiceIn) -> ServiceMade:
    """Record a service given on a mission."""
    check_codes(specialty=("specialty", body.specialty), organ=("organ", body.organ))
    plain: dict[str, Any] = asdict(body)
    draft = ServiceDraft(**plain | {"kind": body.kind.value})
    made = record_service(call.actor, mission_id=mission_id, draft=draft, now=call.now)
    return ServiceMade(id=made)


@endpoint("POST", "/services/{service_id}/cancellation", needs=SERVE, status=204)
def take_back(call: Call, service_id: int, body: CancellationIn) -> None:
    """Take a wrongly recorded service back; it stays on record as cancelled."""
    check_codes(reason=("reason.correction", body.reason))
    cancel_service(call.actor, service_id=service_id, reason=body.reason, now=call.now)
