"""The trips of sanitary vehicles between hospitals."""

from datetime import timedelta
from typing import Final

from qanat.engine.geodesy import great_circle_m
from qanat.foundation.days import national_day
from qanat.ops.demo.year import cases
from qanat.ops.demo.year.asking import Asked
from qanat.ops.demo.year.diary import Diary
from qanat.ops.demo.year.logbook import Logbook
from qanat.ops.demo.year.totals import Totals
from qanat.ops.demo.year.values import Leg, Service, Trip
from qanat.ops.demo.year.world import Hospital

DETOUR: Final = 1.3
SPEED_MPS: Final = 17.5
SHORTEST_S: Final = 900
STAY: Final = timedelta(minutes=35)
GET_READY_MIN: Final = (15, 90)
DECIDED_MIN: Final = 9


def drive(book: Logbook, totals: Totals) -> None:
    """Make the trips: with one service and with two, a few of those of two patients."""
    diary = Diary()
    for n in range(totals.road_singles + totals.road_doubles):
        count = 2 if n < totals.road_doubles else 1
        twins = totals.road_doubles <= n < totals.road_doubles + totals.road_twins
        _trip(book, diary, count, per_service=2 if twins else 1)


def _trip(book: Logbook, diary: Diary, count: int, *, per_service: int) -> None:
    chance = book.chance
    while True:
        case = cases.draw_case(chance, book.world)
        region = cases.draw(chance, cases.REGIONAL)
        sender = chance.choice([h for h in book.world.senders[region] if h.van_id is not None])
        receivers = [h for h in cases.receivers(book.world, case, region) if h.id != sender.id]
        if not receivers:
            continue
        receiver = chance.choice(receivers)
        at = book.calendar.moment(until=book.until(1))
        there = timedelta(seconds=_drive_s(sender, receiver))
        ready_at = at + timedelta(minutes=chance.randint(*GET_READY_MIN))
        left_at = diary.first_free(sender.van_id or 0, ready_at, 2 * there + STAY)
        until = left_at + 2 * there + STAY
        if national_day(until) <= book.calendar.last:
            break
    diary.book(sender.van_id or 0, left_at, until)
    legs = (
        Leg("with_patient", sender.spot, receiver.spot, left_at, left_at + there),
        Leg("return", receiver.spot, sender.spot, left_at + there + STAY, until),
    )
    requests: list[int] = []
    services: list[Service] = []
    for _ in range(count):
        ill = case if not requests else cases.draw_case(chance, book.world)
        asked = Asked(ill, sender, receiver, at, ready_at, DECIDED_MIN)
        people = tuple(book.person(asked) for _ in range(per_service))
        requests.append(
            book.request(
                asked, people, until, need="road", decision="ground", reason="road_is_faster"
            )
        )
        services.append(Service(requests[-1], "transport", legs[0].arrives_at, people, receiver))
    book.year.trips.append(
        Trip(
            van_of=sender,
            legs=legs,
            requests=tuple(requests),
            services=tuple(services),
            until=until,
        )
    )


def _drive_s(sender: Hospital, receiver: Hospital) -> int:
    metres = great_circle_m(sender.spot.at, receiver.spot.at) * DETOUR
    return max(SHORTEST_S, round(metres / SPEED_MPS / 60) * 60)
