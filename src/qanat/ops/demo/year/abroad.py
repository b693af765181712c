"""Citizens brought home from abroad, and those who could not be."""

from datetime import datetime, timedelta
from typing import Final

from qanat.foundation.days import national_day
from qanat.ops.demo.year import cases
from qanat.ops.demo.year.asking import Asked
from qanat.ops.demo.year.logbook import Logbook, carry
from qanat.ops.demo.year.world import ALMATY, ASTANA, Case, Hospital

GROUPS: Final = ("circulatory", "trauma", "other")
DAYS: Final = (2, 6)
"""Days from the call to the flight: papers, clinic and consent first."""
JETS: Final = ("crj-200", "challenger-604")
PAPERS: Final = timedelta(days=2)


def bring_home(book: Logbook, count: int) -> None:
    """Make the flights from abroad, each with its request."""
    lands = [land for land, times in cases.ABROAD for _ in range(times)]
    for n in range(count):
        land = lands[n % len(lands)]
        while True:
            at = book.calendar.moment(until=book.until(12))
            asked = _asked(book, land, at)
            jets = [craft for craft in book.world.fleet if craft.type in JETS]
            if journey := book.send(jets, carry(asked), asked.ready_at):
                break
        request = book.request(asked, (_citizen(book, asked),), journey.until, need="evacuation")
        book.transport(request, asked, journey)


def left_abroad(book: Logbook, count: int) -> None:
    """Make the requests from abroad which were not flown."""
    lands = [land for land, times in cases.ASKED_ABROAD for _ in range(times)]
    for n in range(count):
        at = book.calendar.moment(until=book.until(2))
        asked = _asked(book, lands[n % len(lands)], at)
        decision, reason = cases.NOT_BROUGHT_HOME[n % len(cases.NOT_BROUGHT_HOME)]
        book.request(
            asked,
            (_citizen(book, asked),),
            at + PAPERS,
            need="evacuation",
            decision=decision,
            reason=reason,
        )


def _asked(book: Logbook, land: str, at: datetime) -> Asked:
    fields = [one for one in book.world.airfields if one.spot.country == land]
    spot = book.chance.choice(fields).spot
    there = Hospital(0, "abroad", 0, spot)
    city = book.chance.choice((ASTANA, ALMATY))
    receiver = book.chance.choice(cases.centres(book.world, city))
    ready_at = at + timedelta(days=book.chance.randint(*DAYS), hours=book.chance.randint(0, 9))
    return Asked(_case(book), there, receiver, at, ready_at, book.chance.randint(120, 900), land)


def _case(book: Logbook) -> Case:
    return book.chance.choice(book.world.by_nosology[book.chance.choice(GROUPS)])


def _citizen(book: Logbook, asked: Asked) -> int:
    home = book.chance.choice(book.world.regions)
    return book.people.add(asked.case, home, national_day(asked.at))
