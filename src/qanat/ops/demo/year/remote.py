"""Remote consultations: for requests, and for the critical patients of the regions."""

from datetime import datetime, timedelta
from typing import Final

from qanat.foundation.days import national_day
from qanat.ops.demo.year import cases
from qanat.ops.demo.year.logbook import Logbook
from qanat.ops.demo.year.totals import Totals
from qanat.ops.demo.year.values import Order
from qanat.ops.demo.year.world import HOME, Case, Hospital

SENDERS: Final = ("multi", "city", "inter", "district", "perinatal", "children", "cardiac")
ADVICE: Final = ("stay", "stay", "stay", "road")
ANSWERED_MIN: Final = (14, 130)
ROUNDS_DAYS: Final = (1, 9)
"""A critical patient is looked at again within so many days."""


def consult(book: Logbook, totals: Totals) -> None:
    """Make the consultations: before flights, instead of flights, and in daily rounds."""
    orders = book.year.orders
    flown = [
        at
        for at, request in enumerate(book.year.requests)
        if request.decision == "fly_patient" and request.country == HOME
    ]
    served = {one.request for flight in book.year.flights for one in flight.services}
    flown = [at for at in flown if at in served]
    for at in sorted(book.chance.sample(flown, totals.remote_linked)):
        orders.append(_of_request(book, at, "fly"))
    watched = [
        _of_request(book, at, "stay")
        for at, request in enumerate(book.year.requests)
        if request.decision == "remote"
    ]
    watched += [_new(book) for _ in range(totals.remote_persons - len(watched))]
    again = totals.remote - totals.remote_linked - len(watched)
    orders += watched
    orders += [_again(book, book.chance.choice(watched)) for _ in range(again)]
    orders.sort(key=lambda order: order.ordered_at)


def _of_request(book: Logbook, at: int, advice: str) -> Order:
    request = book.year.requests[at]
    ordered_at = request.received_at + timedelta(minutes=2)
    performed_at = ordered_at + timedelta(minutes=book.chance.randint(8, 40))
    return Order(
        request.people[0], request.region, request.sender, request.case, ordered_at,
        _within(book, performed_at), advice, at,
    )  # fmt: skip


def _new(book: Logbook) -> Order:
    case = cases.draw_case(book.chance, book.world)
    region = cases.draw(book.chance, cases.REGIONAL)
    here = [h for h in book.world.hospitals if h.region == region and h.type in SENDERS]
    at = book.calendar.moment(until=book.until(1))
    person = book.people.add(case, region, national_day(at))
    return _order(book, person, region, book.chance.choice(here), case, at)


def _again(book: Logbook, first: Order) -> Order:
    """Return the next look at somebody, in the daytime of one of the following days."""
    days = book.chance.randint(*ROUNDS_DAYS)
    at = first.ordered_at + timedelta(days=days, minutes=book.chance.randint(-180, 180))
    while national_day(at) > book.until(1):
        at -= timedelta(days=1)
    at = max(at, first.performed_at + timedelta(minutes=30))
    return _order(book, first.person, first.region, first.sender, first.case, at)


def _order(
    book: Logbook, person: int, region: str, sender: Hospital, case: Case, at: datetime
) -> Order:
    minutes = book.chance.randint(*ANSWERED_MIN)
    done = _within(book, at + timedelta(minutes=minutes))
    return Order(person, region, sender, case, at, done, book.chance.choice(ADVICE))


def _within(book: Logbook, at: datetime) -> datetime:
    """Return a moment, not after the last day of the year."""
    while national_day(at) > book.calendar.last:
        at -= timedelta(minutes=7)
    return at
