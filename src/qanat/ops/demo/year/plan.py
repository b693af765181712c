"""Make up a year: pure and repeatable, from a seed, a world and the totals that must come out."""

import random

from qanat.ops.demo.year.abroad import bring_home, left_abroad
from qanat.ops.demo.year.air import Air
from qanat.ops.demo.year.calendar import Calendar
from qanat.ops.demo.year.logbook import Logbook
from qanat.ops.demo.year.outcomes import outcomes
from qanat.ops.demo.year.refusals import Refusing
from qanat.ops.demo.year.remote import consult
from qanat.ops.demo.year.replies import add_replies
from qanat.ops.demo.year.road import drive
from qanat.ops.demo.year.totals import Totals
from qanat.ops.demo.year.values import Year
from qanat.ops.demo.year.world import World


def plan_year(totals: Totals, world: World, seed: int) -> Year:
    """Return everything that happens in a year; the same arguments give the same year."""
    chance = random.Random(f"{seed}/{totals.year}")  # noqa: S311 (to be repeatable, not secret)
    regions = tuple(sorted({hospital.region for hospital in world.hospitals}))
    calendar = Calendar(chance, totals.first_day, totals.last_day, regions)
    book = Logbook(world, calendar, chance)
    air = Air(totals, book)
    bring_home(book, totals.international)
    air.fly()
    from_abroad = totals.evacuation_requests - totals.international
    left_abroad(book, from_abroad)
    refusing = Refusing(book)
    refusing.refuse(totals.not_flown - from_abroad)
    book.year.outcomes = outcomes(book.year, air.repeated | refusing.again, chance)
    consult(book, totals)
    drive(book, totals)
    book.year.people = book.people.made
    book.year.flights.sort(key=lambda flight: flight.took_off_at)
    book.year.trips.sort(key=lambda trip: trip.left_at)
    replies = random.Random(f"{seed}/{totals.year}/replies")  # noqa: S311 (to be repeatable)
    add_replies(book.year, world, replies)
    return book.year
