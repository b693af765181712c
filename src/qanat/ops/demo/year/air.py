"""The flights of a year inside the country, kind by kind, as the totals say."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from qanat.foundation.days import national_day
from qanat.ops.demo.year import cases
from qanat.ops.demo.year.asking import Asked
from qanat.ops.demo.year.flying import TURN_ROUND, Journey, Stop
from qanat.ops.demo.year.logbook import (
    HANDED_OVER_AFTER,
    HANDING_OVER,
    LOADING,
    Logbook,
    arrival,
    carry,
)
from qanat.ops.demo.year.totals import Totals
from qanat.ops.demo.year.values import Leg, Service
from qanat.ops.demo.year.world import ALMATY, ASTANA

CONSULTING: Final = timedelta(minutes=140)
OPERATING: Final = timedelta(minutes=290)
CONSULTED_AFTER: Final = timedelta(minutes=88)
OPERATED_AFTER: Final = timedelta(minutes=225)
IN_AIR_MIN: Final = (18, 42)
"""Minutes in the air, at least and at most, of a flight that turns back."""
TURNED_BACK: Final = ("low_visibility", "technical", "low_cloud", "icing")
CITY_OF: Final = {"astana": ASTANA, "almaty": ALMATY}
LEVELS: Final = ("astana", "almaty", "regional")


@dataclass(slots=True)
class Air:
    """The flights of a year under way."""

    totals: Totals
    book: Logbook
    left: dict[str, int] = field(default_factory=dict)
    """Flights of each level that are still to be made."""
    again: list[tuple[str, int, Asked]] = field(default_factory=list)
    """Requests which wait for a second flight of a level."""
    carried: list[tuple[int, Asked]] = field(default_factory=list)
    """Requests whose patient was transported, and may be once more."""
    repeated: set[int] = field(default_factory=set)
    """Persons who are transported a second time in the year."""

    def fly(self) -> None:
        """Make all flights."""
        totals = self.totals
        self.left = {level: getattr(totals, level) for level in LEVELS}
        for n, level in enumerate(self._mix(totals.organ, (6, 4, 0))):
            self._organ(level, n)
        for n, level in enumerate(self._mix(totals.specialist, (42, 23, 35))):
            self._specialist(
                level, does_operate=n < totals.operations, is_alone=n < totals.lone_specialists
            )
        for n, level in enumerate(self._mix(totals.without_service, (2, 1, 12))):
            self._turned_back(level, is_flown_again=n < totals.aborted_again)
        for level in self._mix(totals.doubles, (31, 7, 62)):
            self._double(level)
        for level, request, asked in self.again:
            self._second(level, request, asked)
        self._singles()

    def _mix(self, count: int, shares: tuple[int, ...]) -> list[str]:
        """Split flights by who flies, and take them off what is left of each level."""
        found = []
        for level, part in zip(LEVELS, cases.parts(count, shares), strict=True):
            self.left[level] -= part
            found += [level] * part
        self.book.chance.shuffle(found)
        return found

    def _organ(self, level: str, number: int) -> None:
        book, world = self.book, self.book.world
        organ = cases.ORGANS[number % len(cases.ORGANS)]
        kind = cases.ORGAN_TYPES[number % len(cases.ORGAN_TYPES)]
        case = next(case for case in world.cases if case["need"] == "organ")
        city = CITY_OF[level]
        givers = [h for h in world.hospitals if h.type == "multi" and h.region != city]
        while True:
            giver = book.chance.choice(givers)
            receiver = book.chance.choice(cases.centres(world, city))
            at = book.calendar.flying_moment(giver.region, until=book.until(3))
            asked = book.asking.at(case, giver, receiver, at)
            stops = (
                Stop("with_team", giver.spot, OPERATING),
                Stop("with_organ", receiver.spot, HANDING_OVER),
            )
            fit = [c for c in book.sky.crafts(level, city) if c.type in cases.ORGAN_TYPES]
            fit = [c for c in fit if c.type == kind] or fit
            journey = book.send(fit, stops, asked.ready_at)
            if journey and "with_team" in {leg.kind for leg in journey.legs}:
                break
        request = book.request(
            asked, (), journey.until, need="organ", decision="fly_specialist", organ=organ
        )
        at = arrival(journey, "with_organ") + HANDED_OVER_AFTER
        service = Service(request, "organ", at, (), receiver, organ)
        book.flight(journey, (request,), (service,), specialty="transplantology")

    def _specialist(self, level: str, *, does_operate: bool, is_alone: bool) -> None:
        stay = OPERATING if does_operate else CONSULTING
        asked, journey = self.book.draw(
            level,
            (lambda one: (Stop("with_team", one.sender.spot, stay),), carry),
            need="specialist",
            spare=9,
        )
        patient = self.book.person(asked)
        request = self.book.request(
            asked, (patient,), journey.until, need="specialist", decision="fly_specialist"
        )
        arrived = arrival(journey, "with_team")
        done = {"onsite_consultation": CONSULTED_AFTER, "operation": OPERATED_AFTER}
        services = tuple(
            Service(request, kind, arrived + after, (patient,), asked.sender)
            for kind, after in list(done.items())[: 1 + does_operate]
        )
        specialty = str(asked.case["specialty"])
        self.book.flight(journey, (request,), services, specialty=specialty)
        if not is_alone:
            self._later(level, request, asked, journey, (9, 60))

    def _turned_back(self, level: str, *, is_flown_again: bool) -> None:
        book = self.book
        asked, journey = book.draw(level, (carry,), spare=6)
        request = book.request(asked, (book.person(asked),), journey.until)
        first = journey.legs[0]
        back_at = first.departs_at + timedelta(minutes=book.chance.randint(*IN_AIR_MIN))
        leg = Leg(first.kind, first.start, first.end, first.departs_at, back_at)
        short = Journey(journey.craft, (leg,), back_at + TURN_ROUND)
        book.flight(short, (request,), (), aborted=book.chance.choice(TURNED_BACK))
        if is_flown_again:
            self._later(level, request, asked, short, (3, 20))

    def _double(self, level: str) -> None:
        book = self.book
        while True:
            region = book.asking.region(level)
            one = book.asking.ask(level, region, book.until(3))
            two = book.asking.ask(level, region, book.until(3))
            late = one.at + timedelta(minutes=book.chance.randint(2, 50))
            two = book.asking.at(two.case, two.sender, one.receiver, late)
            stops = (
                Stop("to_patient", one.sender.spot, LOADING),
                Stop("with_patient", two.sender.spot, LOADING),
                Stop("with_patient", one.receiver.spot, HANDING_OVER),
            )
            crafts = book.sky.crafts(level, region, stretchers=2)
            ready_at = max(one.ready_at, late + timedelta(minutes=50))
            journey = book.send(crafts, stops, ready_at)
            if journey and book.is_waited_for(one, journey):
                break
        at = arrival(journey, "with_patient") + HANDED_OVER_AFTER
        requests, services = [], []
        for asked in (one, two):
            patient = book.person(asked)
            request = book.request(asked, (patient,), journey.until)
            requests.append(request)
            services.append(Service(request, "transport", at, (patient,), one.receiver))
        book.flight(journey, tuple(requests), tuple(services))

    def _singles(self) -> None:
        """Make the flights with one transport: those of twins, all others, and repeated ones."""
        levels = [level for level in LEVELS for _ in range(self.left[level])]
        self.book.chance.shuffle(levels)
        repeats = self.totals.repeats
        for n, level in enumerate(levels[repeats:]):
            asked, journey = self.book.draw(level, (carry,))
            count = 2 if n < self.totals.twins else 1
            patients = tuple(self.book.person(asked) for _ in range(count))
            request = self.book.request(asked, patients, journey.until)
            self.book.transport(request, asked, journey)
            if count == 1:
                self.carried.append((request, asked))
        for level in levels[:repeats]:
            self._repeat(level)

    def _later(
        self, level: str, request: int, asked: Asked, journey: Journey, hours: tuple[int, int]
    ) -> None:
        """Have the patient of a request flown some hours after a first flight."""
        ready_at = journey.until + timedelta(hours=self.book.chance.randint(*hours))
        self.left[level] -= 1
        self.again.append((level, request, replace(asked, ready_at=ready_at)))

    def _second(self, level: str, request: int, asked: Asked) -> None:
        """Fly a patient whom the first flight of his request could not bring."""
        crafts = self.book.sky.crafts(level, asked.sender.region)
        journey = self.book.send(crafts, carry(asked), asked.ready_at)
        if journey is None:
            raise NoAircraftError(level, asked.sender.spot.name)
        self.book.transport(request, asked, journey)

    def _repeat(self, level: str) -> None:
        """Fly somebody who was flown some weeks before."""
        book = self.book
        while True:
            first, asked = book.chance.choice(self.carried)
            (patient,) = book.year.requests[first].people
            wait = timedelta(days=book.chance.randint(8, 45), minutes=book.chance.randrange(999))
            if patient in self.repeated or national_day(asked.at + wait) > book.until(3):
                continue
            anew = book.asking.at(asked.case, asked.sender, asked.receiver, asked.at + wait)
            crafts = book.sky.crafts(level, anew.sender.region)
            journey = book.send(crafts, carry(anew), anew.ready_at)
            if journey and book.is_waited_for(anew, journey):
                break
        self.repeated.add(patient)
        book.transport(book.request(anew, (patient,), journey.until), anew, journey)


class NoAircraftError(LookupError):
    """A patient cannot be flown by any aircraft of a level: the world has too few."""
