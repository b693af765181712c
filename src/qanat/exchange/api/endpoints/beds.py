"""Free beds: stated by hospitals, read."""

from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.wire.beds import BedList, BedOut, BedsIn
from qanat.response.hospitals.commands import NothingStated, TooManyBeds, state_free_beds
from qanat.response.hospitals.permissions import SEE, STATE
from qanat.response.hospitals.queries import bed_rows
from qanat.response.hospitals.states import BedKind


@endpoint("POST", "/free-beds", needs=STATE, status=204, errors=(NothingStated, TooManyBeds))
def state_beds_free(call: Call, body: BedsIn) -> None:
    """State how many beds of a hospital are free now; plans use it at once."""
    told = {kind: getattr(body, kind.value) for kind in BedKind}
    beds = {kind: free for kind, free in told.items() if free is not None}
    state_free_beds(call.actor, facility_id=body.facility_id, beds=beds, now=call.now)


@endpoint("GET", "/free-beds", needs=SEE)
def read_free_beds(call: Call) -> BedList:
    """Read the free beds of which hospitals spoke lately."""
    return BedList(
        items=tuple(
            BedOut(
                facility_id=row.stated.facility_id,
                hospital=row.name,
                kind=row.stated.kind,
                free=row.stated.free,
                stated_at=row.stated.stated_at,
            )
            for row in bed_rows(call.actor, call.now)
        )
    )
