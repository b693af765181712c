"""How many of everything a year holds, so that all counts fit together.

Source:
    docs/sources.md#demonstration-year
"""

import random
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The free choices of a year; every other count follows from them.

    Attributes:
        year: the calendar year; it ends on 30 December, as the published one does.
        astana, almaty, regional, international: flights by who flies.
        without_service: flights which ended without any service.
        organ: flights with a donor organ or a transplant team.
        specialist: flights which carry a specialist alone.
        operations: of those, the ones on which he operated too.
        doubles: flights which serve two requests.
        twins: transports of two patients in one.
        second_flights: requests which needed two flights.
        persons: persons flown or seen by a specialist on the spot.
        not_flown: requests without a flight, those from abroad included.
        evacuation_requests: requests from abroad, flown or not.
        remote: remote consultations.
        remote_linked: of those, the ones for requests that were flown.
        remote_persons: persons who were helped by consultation alone.
        road_singles, road_doubles: trips by road with one service and with two.
        road_twins: services by road of two patients.
    """

    year: int
    astana: int
    almaty: int
    regional: int
    international: int
    without_service: int
    organ: int
    specialist: int
    operations: int
    doubles: int
    twins: int
    second_flights: int
    persons: int
    not_flown: int
    evacuation_requests: int
    remote: int
    remote_linked: int
    remote_persons: int
    road_singles: int
    road_doubles: int
    road_twins: int

    @property
    def first_day(self) -> date:
        """Return the first day."""
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        """Return the last day on which anything happens."""
        return date(self.year, 12, 30)

    @property
    def flights(self) -> int:
        """Return the flights of all levels."""
        return self.astana + self.almaty + self.regional + self.international

    @property
    def singles(self) -> int:
        """Return the flights inside the country with one transport."""
        others = self.without_service + self.organ + self.specialist + self.doubles
        return self.flights - self.international - others

    @property
    def aborted_again(self) -> int:
        """Return the flights without service whose request was flown a second time."""
        return min(self.without_service - 1, self.second_flights // 10)

    @property
    def lone_specialists(self) -> int:
        """Return the specialists' flights after which nobody had to be flown."""
        return self.specialist - (self.second_flights - self.aborted_again)

    @property
    def repeats(self) -> int:
        """Return the transports of somebody who had been transported before in the year."""
        carried = self.international + self.singles + 2 * self.doubles + self.twins
        return carried + self.lone_specialists - self.persons


PUBLISHED: Final = Totals(
    year=2025,
    astana=544,
    almaty=174,
    regional=1560,
    international=9,
    without_service=15,
    organ=10,
    specialist=144,
    operations=140,
    doubles=144,
    twins=5,
    second_flights=144,
    persons=2255,
    not_flown=302,
    evacuation_requests=33,
    remote=6578,
    remote_linked=712,
    remote_persons=4000,
    road_singles=8936,
    road_doubles=632,
    road_twins=22,
)
"""The published year; what was not published is one assignment that fits it."""
BEFORE: Final = Totals(
    year=2024,
    astana=521,
    almaty=168,
    regional=1491,
    international=8,
    without_service=17,
    organ=8,
    specialist=138,
    operations=131,
    doubles=136,
    twins=4,
    second_flights=139,
    persons=2154,
    not_flown=291,
    evacuation_requests=29,
    remote=5842,
    remote_linked=640,
    remote_persons=3610,
    road_singles=8402,
    road_doubles=590,
    road_twins=19,
)
"""The year before: flights and remote consultations follow from the published growth."""
SEED: Final = 2025
"""The seed which makes the published counts; any other makes other ones."""


def years(seed: int = SEED, scale: int = 1) -> tuple[Totals, ...]:
    """Return the years to be made, the earliest first, so many times smaller."""
    chance = random.Random(seed)  # noqa: S311 (to be repeatable, not secret)
    made = []
    for one in (BEFORE, PUBLISHED):
        factor = 1.0 if seed == SEED else chance.uniform(0.86, 1.14)
        made.append(scaled(one, factor / scale))
    return tuple(made)


def scaled(totals: Totals, factor: float) -> Totals:
    """Return a year so many times larger, with every kind of thing still in it."""
    if factor == 1.0:
        return totals
    sizes = {
        field.name: max(2, round(getattr(totals, field.name) * factor))
        for field in fields(totals)
        if field.name != "year"
    }
    sizes["operations"] = min(sizes["operations"], sizes["specialist"])
    sizes["evacuation_requests"] = max(sizes["evacuation_requests"], sizes["international"] + 1)
    sizes["not_flown"] = max(
        sizes["not_flown"], 2 * (sizes["evacuation_requests"] - sizes["international"])
    )
    made = replace(totals, **sizes)
    made = replace(made, second_flights=min(made.second_flights, made.specialist))
    return replace(made, persons=made.persons + made.repeats - max(1, made.persons // 90))
