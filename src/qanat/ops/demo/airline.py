"""The demonstration's airline: tasks which wait for its answer, and an invoice to work on."""

import random
import tempfile
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.utils import timezone

from qanat.engine.geodesy import Point, great_circle_m
from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import NATIONAL, national_day
from qanat.foundation.kept import kept
from qanat.foundation.money import cost_tiyn
from qanat.foundation.refusals import Refusal
from qanat.foundation.texts import local
from qanat.ops.demo import requests
from qanat.ops.demo.accounts import airline
from qanat.ops.demo.crews import CREW, put_crew_on_record
from qanat.ops.demo.flown import fill_flown
from qanat.ops.progress import Progress
from qanat.registry.facilities.queries import FacilityRow
from qanat.registry.fleet.queries import (
    AircraftRow,
    TypeRow,
    aircraft_rows,
    contract_for,
    rate_of,
)
from qanat.registry.places.queries import airfield_rows
from qanat.response.commitments.queries import ResourceKind, taken
from qanat.response.dispatch.commands.drafts import LegDraft, MissionDraft
from qanat.response.dispatch.commands.history import (
    PastMission,
    Provenance,
    store_past_missions,
)
from qanat.response.dispatch.commands.missions import commit_mission
from qanat.response.operators.commands.answering import Refused, refuse_task
from qanat.response.operators.commands.taking import InvoiceDraft, read_file, take_invoice
from qanat.response.operators.queries.invoices import InvoicesWanted, count_invoices
from qanat.response.operators.queries.tasks import tasks

WAITING: Final = 3
TRIES: Final = 8
FLIGHTS: Final = 26
BILLED_FROM: Final = timedelta(days=24)
BILLED_TO: Final = timedelta(days=4)
NEAREST_M: Final = 150_000
FURTHEST_M: Final = 600_000
LONGEST: Final = timedelta(hours=6)
BOARDING: Final = timedelta(minutes=40)
Stop = tuple[str, Point, str]
HEAD: Final = "Дата;Борт;Вылет;Посадка;Налёт;Вид рейса;Цена за час;Сумма"


@kept(seconds=60)
def _fleet() -> tuple[AircraftRow, ...]:
    """Return the airline's aircraft, as of some seconds ago."""
    operator_id = airline()
    now = datetime.now(NATIONAL)
    return tuple(row for row in aircraft_rows(SYSTEM, at=now) if row.operator_id == operator_id)


def airline_aircraft() -> frozenset[int]:
    """Return the aircraft for which the account ``airline`` answers."""
    return frozenset(row.id for row in _fleet())


ASKED_BEFORE: Final = timedelta(minutes=9)
"""So long before the shift begins the airline was asked for what it refuses."""


def fill_airline(
    progress: Progress, chance: random.Random, hospitals: list[FacilityRow], now: datetime
) -> None:
    """Give the airline tasks to answer, one it refused, and once an invoice with differences."""
    operator_id = airline()
    if operator_id is None:
        return
    progress("Giving the airline its tasks")
    keep_waiting(chance, hospitals, now, tries=TRIES)
    if not count_invoices(SYSTEM, InvoicesWanted(operator_id)):
        refused = _commit(chance, hospitals, now - ASKED_BEFORE)
        if refused is not None:
            refusal = Refused(reason="no_crew", remarks="синтетические данные")
            refuse_task(SYSTEM, mission_id=refused, refusal=refusal, now=timezone.now())
        progress("Billing the airline's flights")
        _bill(chance, operator_id, now)


def keep_waiting(
    chance: random.Random, hospitals: list[FacilityRow], now: datetime, *, tries: int = 1
) -> None:
    """Commit missions until enough of them wait for the airline's answer."""
    waiting = sum(task.is_waiting for task in tasks(SYSTEM, operator_id=airline(), now=now))
    for _number in range(tries):
        if waiting >= WAITING:
            return
        at = now - timedelta(minutes=chance.randint(3, 9))
        waiting += _commit(chance, hospitals, at) is not None


def _commit(chance: random.Random, hospitals: list[FacilityRow], at: datetime) -> int | None:
    """Commit a flight of one of the airline's free aircraft to a hospital within its reach."""
    leaves_at = at + timedelta(minutes=chance.randint(70, 360))
    fleet = [row for row in _fleet() if not row.unavailable]
    ids = [row.id for row in fleet]
    busy = taken(ResourceKind.AIRCRAFT, ids, leaves_at, leaves_at + LONGEST)
    free = [row for row in fleet if row.id not in busy]
    if not free:
        return None
    craft = chance.choice(free)
    near = [one for one in hospitals if _is_within_reach(craft, one)]
    if not near:
        return None
    made = requests.take(SYSTEM, chance, [hospital := chance.choice(near)], at)
    requests.decide(SYSTEM, made, "fly_patient", "", at + timedelta(minutes=1))
    draft = MissionDraft(
        mode="air", aircraft_id=craft.id, legs=_legs(craft, hospital, leaves_at), crew=CREW
    )
    with suppress(Refusal):
        mission_id = commit_mission(
            SYSTEM, request_ids=[made.request_id], draft=draft, now=at + timedelta(minutes=2)
        )
        put_crew_on_record(mission_id)
        return mission_id
    return None


def _is_within_reach(craft: AircraftRow, hospital: FacilityRow) -> bool:
    base = craft.base
    if base is None:
        return False
    away_m = great_circle_m(Point(base.lon, base.lat), Point(hospital.lon, hospital.lat))
    return NEAREST_M < away_m < FURTHEST_M


def _legs(craft: AircraftRow, hospital: FacilityRow, leaves_at: datetime) -> tuple[LegDraft, ...]:
    """Return the way to the airfield nearest to a hospital, and back with the patient."""
    base, kind = craft.base, craft.type
    if base is None or kind is None:
        return ()
    there = Point(hospital.lon, hospital.lat)
    field = min(airfield_rows("KZ"), key=lambda one: great_circle_m(Point(one.lon, one.lat), there))
    home = (local(base.name), Point(base.lon, base.lat), base.region)
    away = (field.name, Point(field.lon, field.lat), field.region_code or "")
    back_at = leaves_at + _flight_time(kind, home[1], away[1]) + BOARDING
    return (
        _leg("positioning", home, away, leaves_at, kind),
        _leg("with_patient", away, home, back_at, kind),
    )


def _leg(kind: str, start: Stop, end: Stop, at: datetime, craft: TypeRow) -> LegDraft:
    return LegDraft(
        kind=kind,
        from_name=start[0],
        from_lon=start[1].lon,
        from_lat=start[1].lat,
        to_name=end[0],
        to_lon=end[1].lon,
        to_lat=end[1].lat,
        departure_at=at,
        arrival_at=at + _flight_time(craft, start[1], end[1]),
        distance_m=round(great_circle_m(start[1], end[1])),
        from_region=start[2],
        to_region=end[2],
    )


def _flight_time(craft: TypeRow, start: Point, end: Point) -> timedelta:
    seconds = great_circle_m(start, end) / craft.cruise_mps + craft.block_extra_s
    return timedelta(minutes=round(seconds / 60))


def _bill(chance: random.Random, operator_id: int, now: datetime) -> None:
    """Let the airline fly for some weeks and bill it, with the slips that people make."""
    flown, source = _past_flights(chance, operator_id, now), Provenance(now, is_synthetic=True)
    fill_flown(chance, flown, store_past_missions(SYSTEM, rows=flown, source=source), source)
    first, last = national_day(now - BILLED_FROM), national_day(now - BILLED_TO)
    draft = InvoiceDraft(
        operator_id=operator_id,
        number=f"SYN-{last:%Y-%m}/1",
        first=first,
        last=last,
        file_name=f"syn-invoice-{last:%Y-%m}.csv",
        is_synthetic=True,
    )
    with tempfile.NamedTemporaryFile(prefix="qanat-demo-", suffix=".csv") as file:
        file.write("\n".join([HEAD, *_lines(flown, last)]).encode())
        file.flush()
        read = read_file(Path(file.name), draft)
    take_invoice(SYSTEM, draft=draft, file=read, now=now)


def _past_flights(chance: random.Random, operator_id: int, now: datetime) -> list[PastMission]:
    fleet = [row for row in _fleet() if row.contract_ids]
    step = (BILLED_FROM - BILLED_TO - timedelta(days=1)) / FLIGHTS
    start = (now - BILLED_FROM + timedelta(hours=8)).replace(second=0, microsecond=0)
    rows = []
    for number in range(FLIGHTS):
        craft = fleet[number % len(fleet)]
        off = start + step * number
        minutes = chance.randint(55, 190)
        contract = contract_for(craft.id, off)
        rows.append(
            PastMission(
                number=f"SYN-F/{off:%Y}/{number + 1:03d}",
                mode="air",
                created_at=off - timedelta(minutes=70),
                region=craft.base_region,
                aircraft_id=craft.id,
                operator_id=operator_id,
                contract_id=contract.id if contract else None,
                level="regional",
                route="within",
                took_off_at=off,
                landed_at=off + timedelta(minutes=minutes),
                flown_s=minutes * 60,
            )
        )
    return rows


def _lines(flown: list[PastMission], last: date) -> list[str]:
    """Return the lines of the invoice: most by the book, some as people err."""
    lines = [_line(row) for row in flown]
    lines[3] = _line(flown[3], more=25)
    lines[9] = _line(flown[9], more=-12)
    lines[14] = _line(flown[14], factor=1.15)
    lines[18] = _line(flown[18], kind="Перегон", factor=1.02)
    lines.append(lines[6])
    lines.append(_line(flown[11], shift=timedelta(hours=9)))
    lines.append(_line(flown[16], shift=timedelta(hours=7), kind="Перегон"))
    lines.append(f"{last:%d.%m.%Y};UP-SYN??;;;2:10;Рейс;;сумма уточняется")
    del lines[21]
    return lines


def _line(
    row: PastMission,
    *,
    more: int = 0,
    factor: float = 1.0,
    shift: timedelta = timedelta(0),
    kind: str = "Рейс",
) -> str:
    tail = next(craft.tail for craft in _fleet() if craft.id == row.aircraft_id)
    off, minutes = (row.took_off_at or row.created_at) + shift, (row.flown_s or 0) // 60 + more
    on = off + timedelta(minutes=minutes)
    rate = rate_of(row.contract_id or 0, row.aircraft_id or 0)
    price = round((rate.hour_tiyn if rate else 0) * factor)
    amount = cost_tiyn(minutes * 60, price)
    return (
        f"{off.astimezone(NATIONAL):%d.%m.%Y};{tail};{off.astimezone(NATIONAL):%H:%M};"
        f"{on.astimezone(NATIONAL):%H:%M};{minutes // 60}:{minutes % 60:02d};{kind};"
        f"{price / 100:.2f};{amount / 100:.2f}"
    )
