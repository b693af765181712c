"""Data of national size, made in bulk: requests with missions and services, calls, patients.

Everything is synthetic and marked so. The guards and the audit of the tables hold as for any
other row; only the way through the states is not walked.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db import connection

from qanat.foundation.actors import SYSTEM
from qanat.foundation.bulk import backfilling, copy_rows, take_ids
from qanat.foundation.commands import intention
from qanat.foundation.secrets import blind_index, encrypt
from qanat.foundation.texts import search_key
from qanat.ops.demo.people import FAMILY, MEN, WOMEN
from qanat.registry.facilities.queries import Filter, facility_rows
from qanat.registry.fleet.queries.aircraft import available_aircraft
from qanat.registry.patients.models import Identifier, Patient, PatientLink
from qanat.registry.places.queries import region_rows
from qanat.response.dispatch.models import (
    Call,
    Leg,
    Mission,
    MissionRequest,
    Request,
    RequestLog,
    RequestPatient,
    Service,
    ServicePatient,
    Stamp,
)
from qanat.response.dispatch.states import CallState, MissionState, RequestState

YEAR_S: Final = 365 * 86_400
IINS: Final = 5
"""One patient in so many has an IIN."""
OPEN_REQUESTS: Final = (RequestState.REGISTERED, RequestState.REGISTERED, RequestState.APPROVED)
DIAGNOSES: Final = (
    ("I63.4", "stroke", "Ишемический инсульт"),
    ("I21.0", "cardiac", "Острый инфаркт миокарда"),
    ("O14.1", "obstetric", "Тяжёлая преэклампсия"),
    ("S06.5", "trauma", "Травматическое субдуральное кровоизлияние"),
    ("P22.0", "newborn", "Респираторный дистресс-синдром новорождённого"),
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    requests: int = 10_000
    calls: int = 100_000
    patients: int = 250_000
    open_requests: int = 300
    open_calls: int = 600

    def part(self, divisor: int) -> "Size":
        """Return the same, so many times smaller."""
        return Size(
            self.requests // divisor,
            self.calls // divisor,
            self.patients // divisor,
            self.open_requests,
            self.open_calls,
        )


NATIONAL: Final = Size()


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rows refer to."""

    now: datetime
    regions: tuple[str, ...]
    hospitals: tuple[tuple[int, str], ...]
    """Id and region."""
    aircraft: tuple[tuple[int, int | None], ...]
    """Id and operator."""


def fill(size: Size = NATIONAL, seed: int = 1) -> None:
    """Store everything in one transaction; reference data and a fleet are there already."""
    chance = random.Random(seed)  # noqa: S311 (to be repeatable, not secret)
    ground = _ground(datetime.now(UTC).replace(microsecond=0))
    with intention(SYSTEM, "benchmark.fill"), backfilling():
        people = _patients(size, chance, ground)
        _requests(size, chance, ground, people)
        _calls(size, chance, ground, people)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _ground(now: datetime) -> Ground:
    craft = available_aircraft(SYSTEM, at=now)
    return Ground(
        now,
        tuple(r.code for r in region_rows()),
        tuple((f.id, f.region_code) for f in facility_rows(Filter(is_inpatient=True))),
        tuple((a.id, a.operator_id) for a in craft),
    )


def _patients(size: Size, chance: random.Random, ground: Ground) -> list[int]:
    ids = take_ids(Patient, size.patients)
    copy_rows(Patient, (_patient(pk, chance, ground) for pk in ids))
    known = [pk for pk in ids if pk % IINS == 0]
    sealed = encrypt("900101300017")
    numbers = take_ids(Identifier, len(known))
    copy_rows(
        Identifier,
        (
            {
                "id": number,
                "patient_id": pk,
                "kind": "iin",
                "country": "KZ",
                "digest": blind_index("iin", f"{pk:012d}"),
                "sealed": sealed,
                "status": "valid",
                "identifies": True,
                "added_at": ground.now,
            }
            for number, pk in zip(numbers, known, strict=True)
        ),
    )
    return ids


def _patient(pk: int, chance: random.Random, ground: Ground) -> dict[str, Any]:
    is_man = chance.random() < 0.5
    name = f"{chance.choice(FAMILY)} {chance.choice(MEN if is_man else WOMEN)}"
    key = _key(name)
    return {
        "id": pk,
        "number": f"P-{pk}",
        "name": name,
        "name_key": key,
        "search_key": f" {key}",
        "sex": "male" if is_man else "female",
        "birth_on": date(1935, 1, 1) + timedelta(days=chance.randrange(33_000)),
        "birth_precision": "day",
        "citizenship_id": "KZ",
        "residency": "citizen",
        "region_id": chance.choice(ground.regions),
        "resolved_id": pk,
        "is_synthetic": True,
        "created_at": ground.now,
    }


_KEYS: dict[str, str] = {}


def _key(name: str) -> str:
    if name not in _KEYS:
        _KEYS[name] = search_key(name)
    return _KEYS[name]


def _requests(size: Size, chance: random.Random, ground: Ground, people: list[int]) -> None:
    ids = take_ids(Request, size.requests)
    first_open = size.requests - size.open_requests
    rows = [_request(pk, chance, ground, is_open=n >= first_open) for n, pk in enumerate(ids)]
    copy_rows(Request, rows)
    whose = dict(zip(ids, chance.sample(people, len(ids)), strict=True))
    _store(
        RequestPatient,
        ({"request_id": pk, "patient_id": who} for pk, who in whose.items()),
        len(ids),
    )
    links = [
        {"region_id": r["region_id"], "patient_id": whose[r["id"]], "purpose_id": r["id"]}
        for r in rows
    ]
    more = {"purpose": "dispatch.request", "made_at": ground.now}
    _store(PatientLink, ({**one, **more} for one in links), len(links))
    log = [{"request_id": r["id"], "at": r["received_at"]} for r in rows for _ in range(3)]
    said = {"kind": "note", "recorded_at": ground.now, "by_id": 0, "text": "Созвон"}
    _store(RequestLog, ({**one, **said} for one in log), len(log))
    flown = [r for r in rows if r["state"] == RequestState.CLOSED]
    _missions([(r["id"], r["received_at"], r["region_id"]) for r in flown], whose, chance, ground)


def _request(pk: int, chance: random.Random, ground: Ground, *, is_open: bool) -> dict[str, Any]:
    hospital, region = chance.choice(ground.hospitals)
    goal, goal_region = chance.choice(ground.hospitals)
    icd10, nosology, diagnosis = chance.choice(DIAGNOSES)
    age_s = chance.randrange(60, 6 * 3600) if is_open else chance.randrange(86_400, YEAR_S)
    at = ground.now - timedelta(seconds=age_s)
    is_flown = chance.random() < 0.8
    state = (
        chance.choice(OPEN_REQUESTS)
        if is_open
        else RequestState.CLOSED
        if is_flown
        else RequestState.DECLINED
    )
    decision = {RequestState.REGISTERED: "", RequestState.DECLINED: "decline"}
    return {
        "id": pk,
        "number": f"N-{region}/{pk}",
        "state": state,
        "urgency": chance.choice((1, 1, 2, 3)),
        "received_at": at,
        "registered_at": at + timedelta(minutes=2),
        "decided_at": None if state == RequestState.REGISTERED else at + timedelta(minutes=9),
        "closed_at": None if is_open else at + timedelta(hours=8),
        "channel": "phone",
        "country_id": "KZ",
        "region_id": region,
        "sending_facility_id": hospital,
        "accepting_facility_id": None if is_open else goal,
        "destination_region": "" if is_open else goal_region,
        "diagnosis": diagnosis,
        "icd10": icd10,
        "nosology": nosology,
        "decision": decision.get(state, "fly_patient"),
        "decision_reason": "other" if state == RequestState.DECLINED else "",
        "is_synthetic": True,
    }


Flown = list[tuple[int, datetime, str]]


def _missions(flown: Flown, whose: dict[int, int], chance: random.Random, ground: Ground) -> None:
    ids = take_ids(Mission, len(flown))
    off, on = timedelta(minutes=50), timedelta(minutes=150)
    pairs = list(zip(ids, flown, strict=True))
    copy_rows(Mission, (_mission(pk, one, chance, ground) for pk, one in pairs))
    served = [{"mission_id": pk, "request_id": one[0]} for pk, one in pairs]
    _store(MissionRequest, iter(served), len(served))
    _store(Leg, (_leg(pk, n, one[1]) for pk, one in pairs for n in (1, 2)), 2 * len(pairs))
    stamps = [
        {"mission_id": pk, "kind": kind, "at": one[1] + after}
        for pk, one in pairs
        for kind, after in (("air.take_off", off), ("air.landing", on))
    ]
    said = {"recorded_at": ground.now, "by_id": 0, "source": "device"}
    _store(Stamp, ({**one, **said} for one in stamps), len(stamps))
    services = take_ids(Service, len(pairs))
    given = {"kind": "transport", "recorded_at": ground.now, "by_id": 0}
    copy_rows(
        Service,
        (
            {"id": s, "mission_id": pk, "request_id": r, "performed_at": at + on, **given}
            for s, (pk, (r, at, _)) in zip(services, pairs, strict=True)
        ),
    )
    to_whom = [(s, whose[one[0]]) for s, (_, one) in zip(services, pairs, strict=True)]
    _store(
        ServicePatient,
        ({"service_id": s, "patient_id": who} for s, who in to_whom),
        len(to_whom),
    )


def _mission(
    pk: int, flown: tuple[int, datetime, str], chance: random.Random, ground: Ground
) -> dict[str, Any]:
    _, at, region = flown
    aircraft, operator = chance.choice(ground.aircraft)
    return {
        "id": pk,
        "number": f"F-{region}/{pk}",
        "state": MissionState.IN_SERVICE,
        "mode": "air",
        "aircraft_id": aircraft,
        "operator_id": operator,
        "region_id": region,
        "level": chance.choice(("regional", "regional", "astana", "almaty")),
        "route": chance.choice(("within", "interregional")),
        "created_at": at + timedelta(minutes=10),
        "planned_departure_at": at + timedelta(minutes=45),
        "planned_end_at": at + timedelta(minutes=200),
        "took_off_at": at + timedelta(minutes=50),
        "landed_at": at + timedelta(minutes=150),
        "flown_s": 5400,
        "ended_at": at + timedelta(minutes=200),
        "is_synthetic": True,
    }


def _leg(mission: int, position: int, at: datetime) -> dict[str, Any]:
    start = at + timedelta(minutes=45 * position)
    return {
        "mission_id": mission,
        "position": position,
        "kind": "to_patient" if position == 1 else "with_patient",
        "from_name": "Almaty",
        "from_lon": 77.04,
        "from_lat": 43.35,
        "to_name": "Taldykorgan",
        "to_lon": 78.45,
        "to_lat": 45.13,
        "planned_departure_at": start,
        "planned_arrival_at": start + timedelta(minutes=40),
        "distance_m": 227_000,
    }


def _calls(size: Size, chance: random.Random, ground: Ground, people: list[int]) -> None:
    ids = take_ids(Call, size.calls)
    first_open = size.calls - size.open_calls
    copy_rows(
        Call,
        (_call(pk, chance, ground, people, is_open=n >= first_open) for n, pk in enumerate(ids)),
    )


def _call(
    pk: int,
    chance: random.Random,
    ground: Ground,
    people: list[int],
    *,
    is_open: bool,
) -> dict[str, Any]:
    hospital, region = chance.choice(ground.hospitals)
    age_s = chance.randrange(60, 1800) if is_open else chance.randrange(7200, YEAR_S)
    at = ground.now - timedelta(seconds=age_s)
    return {
        "id": pk,
        "number": f"C-{region}/{pk}",
        "state": CallState.RECEIVED if is_open else CallState.COMPLETED,
        "category": chance.choice((1, 2, 2, 3, 4)),
        "region_id": region,
        "address": f"ул. Абая, {pk % 200}",
        "reason": "боль в груди",
        "patient_id": None if is_open else chance.choice(people),
        "hospital_id": None if is_open else hospital,
        "called_at": at,
        "on_scene_at": None if is_open else at + timedelta(minutes=11),
        "completed_at": None if is_open else at + timedelta(minutes=70),
        "is_synthetic": True,
    }


def _store(model: Any, rows: Iterator[dict[str, Any]], count: int) -> None:
    ids = take_ids(model, count)
    copy_rows(model, ({"id": pk, **row} for pk, row in zip(ids, rows, strict=True)))
