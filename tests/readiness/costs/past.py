"""A past of flights under contracts, made at random by the commands which store the past."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, pairwise
from typing import Final

from qanat.engine.geodesy import Point
from qanat.foundation.actors import SYSTEM
from qanat.foundation.periods import Period
from qanat.registry.fleet.commands import buy_demo_hours
from qanat.registry.fleet.models import Aircraft, Contract
from qanat.registry.patients.commands import PatientDraft, ensure_patients
from qanat.registry.patients.states import Source
from qanat.response.dispatch.commands.history import (
    PastLeg,
    PastMission,
    PastRequest,
    Provenance,
    add_past_patients,
    serve_requests,
    store_past_costs,
    store_past_missions,
    store_past_requests,
)

NOW: Final = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
YEAR: Final = Period(date(2025, 1, 1), date(2025, 12, 31))
DAYS: Final = {"first": "2025-01-01", "last": "2025-12-31"}
REGIONS: Final = ("KZ-19", "KZ-47", "KZ-75", "")
NOSOLOGIES: Final = ("circulatory", "trauma", "newborn")
SOURCE: Final = Provenance(NOW, is_synthetic=True, is_live=True)
_ALMATY, _FAR = Point(77.04, 43.35), Point(78.45, 45.13)


@dataclass
class Past:
    """What was made: for each flight its requests, and for each request its people."""

    contracts: list[Contract]
    missions: list[int] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    regions: dict[int, str] = field(default_factory=dict)
    nosologies: dict[int, str] = field(default_factory=dict)
    people: dict[int, list[int]] = field(default_factory=dict)
    served: dict[int, list[int]] = field(default_factory=dict)


def make_past(seed: int, flights: int = 30) -> Past:
    """Make a year of flights; every fourth has no contract, some serve several requests."""
    chance = random.Random(seed)  # noqa: S311 (to be repeatable, not secret)
    crafts = list(Aircraft.objects.filter(is_synthetic=True).order_by("tail"))
    operators = sorted({craft.operator_id for craft in crafts if craft.operator_id})
    buy_demo_hours(SYSTEM, year=2025, hours=dict.fromkeys(operators, 6))
    contracts = list(Contract.objects.filter(number__contains="2025").order_by("id"))
    of = {one.operator_id: one.pk for one in contracts}
    past = Past(contracts)
    _ask(past, chance, flights)
    rows = []
    for n, craft in zip(range(flights), cycle(crafts)):
        at = datetime(2025, 1 + n % 12, 3 + n % 20, 5, tzinfo=UTC)
        rows.append(
            _flight(chance, n, craft, at, None if n % 4 == 3 else of[craft.operator_id or 0])
        )
    past.missions = store_past_missions(SYSTEM, rows=rows, source=SOURCE)
    past.served = {
        pk: chance.sample(past.requests, chance.choice((0, 1, 1, 2, 3))) for pk in past.missions
    }
    serve_requests(
        SYSTEM, pairs=[(pk, one) for pk, all_of in past.served.items() for one in all_of]
    )
    store_past_costs(SYSTEM, contract_ids=list(of.values()))
    return past


def _ask(past: Past, chance: random.Random, count: int) -> None:
    drafts = [
        PatientDraft(name=f"Person {n}", source=Source.DEMO, is_synthetic=True) for n in range(9)
    ]
    people = ensure_patients(SYSTEM, rows=drafts, now=NOW)
    rows = [
        PastRequest(
            number=f"T-{n}",
            need="transport",
            received_at=datetime(2025, 1 + n % 12, 2, tzinfo=UTC),
            nosology=chance.choice(NOSOLOGIES),
            is_flown=True,
            country="KZ" if (region := chance.choice(REGIONS)) else "TR",
            region=region,
            decision="fly_patient",
            decided_at=datetime(2025, 1 + n % 12, 2, 1, tzinfo=UTC),
        )
        for n in range(count)
    ]
    past.requests = store_past_requests(SYSTEM, rows=rows, source=SOURCE)
    past.regions = {pk: row.region for pk, row in zip(past.requests, rows, strict=True)}
    past.nosologies = {pk: row.nosology for pk, row in zip(past.requests, rows, strict=True)}
    past.people = {pk: chance.sample(people, chance.choice((0, 1, 1, 2))) for pk in past.requests}
    add_past_patients(SYSTEM, people=past.people)


def _flight(
    chance: random.Random, n: int, craft: Aircraft, at: datetime, contract_id: int | None
) -> PastMission:
    minutes = [chance.randint(11, 97) for _ in range(3)]
    moments = [at, *(at + timedelta(minutes=sum(minutes[: k + 1]), seconds=k) for k in range(3))]
    kinds = ("to_patient", "with_patient", "return")
    legs = tuple(
        PastLeg(kind, "A", _ALMATY, "B", _FAR, start, end)
        for kind, (start, end) in zip(kinds, pairwise(moments), strict=True)
    )
    return PastMission(
        number=f"TF-{n}",
        mode="air",
        created_at=at - timedelta(hours=1),
        region="KZ-75",
        aircraft_id=craft.pk,
        operator_id=craft.operator_id,
        contract_id=contract_id,
        took_off_at=at,
        landed_at=moments[-1],
        flown_s=round((moments[-1] - at).total_seconds()),
        legs=legs,
    )
