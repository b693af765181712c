"""Reference data: what may be chosen, and which ids places and hospitals have."""

from msgspec.structs import asdict

from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.shapes import told_as
from qanat.exchange.api.wire.registry import (
    CapabilityOut,
    CodeList,
    CodeOut,
    FacilitiesQuery,
    FacilityDetails,
    FacilityList,
    FacilityOut,
    PlaceList,
    PlaceOut,
    PlacesQuery,
)
from qanat.foundation.refusals import NotFound
from qanat.registry.facilities.queries import (
    Filter,
    capabilities_of,
    count_facilities,
    facility_row,
    facility_rows,
)
from qanat.registry.places.queries import find_places
from qanat.registry.places.queries.search import KINDS
from qanat.registry.terminology.permissions import READ
from qanat.registry.terminology.queries import code_rows


@endpoint("GET", "/codes/{system}", needs=READ)
def read_codes(call: Call, system: str) -> CodeList:  # noqa: ARG001 (the right is checked)
    """Read a list of codes, such as `channel`, `specialty` or `reason.decline`."""
    rows = code_rows(system)
    if not rows:
        raise NotFound
    return CodeList(items=tuple(told_as(CodeOut, row) for row in rows))


@endpoint("GET", "/places", needs=READ)
def search_places(call: Call, query: PlacesQuery) -> PlaceList:
    """Find settlements, regions, airfields and countries by name."""
    rows = find_places(
        query.q,
        kinds=query.kind or KINDS,
        region=query.region,
        limit=query.limit,
        actor=call.actor,
    )
    return PlaceList(items=tuple(told_as(PlaceOut, row) for row in rows))


@endpoint("GET", "/facilities", needs=READ)
def search_facilities(call: Call, query: FacilitiesQuery) -> FacilityList:  # noqa: ARG001 (the right is checked)
    """Find hospitals and other organisations."""
    wanted = Filter(
        text=query.q,
        region=query.region,
        type=query.type,
        capability=query.capability,
        is_inpatient=query.is_inpatient,
    )
    rows = facility_rows(wanted, offset=query.offset, limit=query.limit)
    items = tuple(told_as(FacilityOut, row) for row in rows)
    return FacilityList(items=items, total=count_facilities(wanted))


@endpoint("GET", "/facilities/{facility_id}", needs=READ)
def read_facility(call: Call, facility_id: int) -> FacilityDetails:  # noqa: ARG001 (the right is checked)
    """Read a hospital with what it is able to do."""
    row = told_as(FacilityOut, facility_row(facility_id))
    able = capabilities_of([facility_id]).get(facility_id, [])
    capabilities = tuple(told_as(CapabilityOut, one) for one in able)
    return FacilityDetails(**asdict(row), capabilities=capabilities)
