"""From when until when the crews of vehicles can be sent: by the roster, and by their airline.

Of whom nobody says anything no limit is assumed; plans say that it is not known.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from qanat.foundation.parameters.queries import parameter
from qanat.registry.workforce.queries.crews import Crew, crew_spans
from qanat.response.dispatch.parameters import DUTY_OVERRUN, LEAST_DUTY

Said = Callable[[datetime], Mapping[int, datetime]]
_said: Final[list[Said]] = []
AHEAD: Final = timedelta(hours=18)


def add_airlines(said: Said) -> None:
    """Have a context above asked until when the flight crews of aircraft may fly."""
    _said[:] = [said]


def road_crews(now: datetime, only: Collection[int] | None) -> dict[int, Crew]:
    """Return the crews of ambulances and their reliefs, which change where it stands idle.

    Each may finish after its duty, by a dated figure.
    """
    over = timedelta(seconds=parameter(DUTY_OVERRUN, on=now).number)
    found = crew_spans("ambulance", only, now, ahead=AHEAD, least=_least(now))
    return {
        vehicle: Crew(
            crew.since, crew.until + over, tuple((s, end + over) for s, end in crew.relief)
        )
        for vehicle, crew in found.items()
    }


def air_crews(now: datetime) -> dict[int, Crew]:
    """Return the crews of aircraft; what the roster and the airline say holds together."""
    found = crew_spans("aircraft", None, now, ahead=AHEAD, least=_least(now))
    for aircraft, until in (_said[0](now) if _said else {}).items():
        known = found.get(aircraft, Crew(now, until))
        found[aircraft] = Crew(known.since, min(known.until, until))
    return found


def _least(now: datetime) -> timedelta:
    return timedelta(seconds=parameter(LEAST_DUTY, on=now).number)
