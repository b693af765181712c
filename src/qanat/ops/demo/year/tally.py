"""Count a plan in plain Python: what the reports have to find in the records made of it.

Nothing here knows how reports count; each figure is read off the plan as it is defined.
"""

from qanat.ops.demo.year.values import Flight, Year
from qanat.ops.demo.year.world import ALMATY, ASTANA, HOME

MEDICAL = ("transport", "onsite_consultation", "operation")


def tally(year: Year) -> dict[str, int]:
    """Return every figure of the report of a year, by its key."""
    flown = {at for flight in year.flights for at in flight.requests}
    asked = [(at, one) for at, one in enumerate(year.requests) if one.need != "road"]
    given = [(flight, one) for flight in year.flights for one in flight.services]
    driven = [one for trip in year.trips for one in trip.services]
    kinds = {kind: sum(one.kind == kind for _, one in given) for kind in MEDICAL}
    levels = [_level(flight) for flight in year.flights]
    seen = {who for _, one in given if one.kind in MEDICAL for who in one.people}
    return {
        "requests": len(asked),
        "requests_not_flown": sum(at not in flown for at, _ in asked),
        "evacuation_requests": sum(one.country != HOME for _, one in asked),
        "evacuations": sum(one.country != HOME and at in flown for at, one in asked),
        "flights": len(year.flights),
        "flights_with_services": sum(bool(one.services) for one in year.flights),
        "flights_without_medical_service": sum(not one.services for one in year.flights),
        "flights_regional": levels.count("regional"),
        "flights_astana": levels.count("astana"),
        "flights_almaty": levels.count("almaty"),
        "flights_international": levels.count("international"),
        "flights_interregional": sum(_is_over_border(one) for one in year.flights),
        "organ_missions": sum(
            any(one.kind == "organ" for one in flight.services) for flight in year.flights
        ),
        "services": sum(kinds.values()) + len(year.orders),
        "transport_services": kinds["transport"],
        "onsite_consultations": kinds["onsite_consultation"],
        "operations": kinds["operation"],
        "remote_consultations": len(year.orders),
        "patients_transported": sum(
            len({who for one in flight.services if one.kind == "transport" for who in one.people})
            for flight in year.flights
        ),
        "patients": len(seen | {order.person for order in year.orders}),
        "road_trips": len(year.trips),
        "road_services": len(driven),
        "road_patients": sum(len(one.people) for one in driven),
    }


def _places(flight: Flight) -> set[tuple[str, str]]:
    ends = [spot for leg in flight.legs for spot in (leg.start, leg.end)]
    return {(spot.country, spot.region) for spot in ends}


def _level(flight: Flight) -> str:
    if len({country for country, _ in _places(flight)}) > 1:
        return "international"
    return {ASTANA: "astana", ALMATY: "almaty"}.get(flight.craft.base.region, "regional")


def _is_over_border(flight: Flight) -> bool:
    places = _places(flight)
    return len({country for country, _ in places}) == 1 and len(places - {(HOME, "")}) > 1
