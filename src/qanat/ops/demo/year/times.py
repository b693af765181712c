"""The stamps of a flight or a trip that went as it was flown."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.intervals import Stamp
from qanat.ops.demo.timeline import Due, Hop, stamps_of
from qanat.ops.demo.year.values import Flight, Leg, Trip

CARRYING: Final = frozenset({"with_patient", "with_organ"})
OFF_BLOCKS_BEFORE: Final = timedelta(minutes=8)
BACK_AFTER: Final = timedelta(minutes=15)
Times = tuple[tuple[str, datetime], ...]


def flight_times(flight: Flight) -> Times:
    """Return the stamps of a flight; the way home comes after the care."""
    if flight.aborted:
        found = [
            Due(flight.took_off_at - OFF_BLOCKS_BEFORE, Stamp.OFF_BLOCKS),
            Due(flight.took_off_at, Stamp.TAKE_OFF),
            Due(flight.landed_at, Stamp.LANDING),
        ]
    elif CARRYING & {leg.kind for leg in flight.legs}:
        found = stamps_of(_hops(flight.legs), "air")
    else:
        found = stamps_of(_hops(flight.legs[:1]), "air")
        for leg in flight.legs[1:]:
            found += [Due(leg.departs_at, Stamp.TAKE_OFF), Due(leg.arrives_at, Stamp.LANDING)]
    return _told(found, flight.landed_at)


def trip_times(trip: Trip) -> Times:
    """Return the stamps of a trip by road."""
    return _told(stamps_of(_hops(trip.legs), "road"), trip.until)


def _told(found: Sequence[Due], home_at: datetime) -> Times:
    """Return the stamps in order; nobody is back in service before he is home."""
    times = [(due.kind.value, due.at) for due in found if due.kind is not Stamp.BACK_IN_SERVICE]
    last = max([home_at, *(at for _kind, at in times)])
    times.append((Stamp.BACK_IN_SERVICE.value, last + BACK_AFTER))
    return tuple(sorted(times, key=lambda one: one[1]))


def _hops(legs: Sequence[Leg]) -> list[Hop]:
    return [
        Hop(n, leg.kind, leg.start.at, leg.end.at, leg.departs_at, leg.arrives_at)
        for n, leg in enumerate(legs)
    ]
