"""The fleet of the demonstration: made up, and marked so on every record."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import NATIONAL, national_day
from qanat.foundation.refusals import Conflict
from qanat.registry.facilities.queries import facility_rows
from qanat.registry.fleet.commands.loading import DATA
from qanat.registry.fleet.models import (
    Aircraft,
    AircraftType,
    Ambulance,
    Base,
    Basing,
    Contract,
    ContractRate,
    MedicalModule,
    ModuleCertificate,
    Operator,
    Serviceability,
)
from qanat.registry.fleet.permissions import LOAD
from qanat.registry.fleet.rules import Area, Stand, Town, spread_crews
from qanat.registry.fleet.states import (
    AmbulanceKind,
    BaseKind,
    ContractPurpose,
    Fitness,
    FitnessReason,
)
from qanat.registry.places.queries import airfield_rows, region_rows, settlement_rows
from qanat.registry.reference import Row, parts, read_table, texts

CREWS: Final = 1_618
SPECIALISED_CREWS: Final = 258
RURAL_SHARE: Final = 600 / 1_579
"""Published: 1,618 crews a shift, 258 with a physician; 979 urban and 600 rural before."""
TIYN: Final = 100
UNFIT_IN_A_FLEET: Final = (
    (Fitness.UNSERVICEABLE, FitnessReason.MAINTENANCE, 96),
    (Fitness.UNSERVICEABLE, FitnessReason.PART, 30),
    (Fitness.UNSERVICEABLE, FitnessReason.FAULT, 8),
    (Fitness.LIMITED, FitnessReason.EQUIPMENT, 24),
    (Fitness.LIMITED, FitnessReason.CREW, 5),
)
"""What some of the aircraft suffer from, and for how many hours."""


class PlacesMissing(Conflict):
    """The demonstration stands on the reference data of places and types."""

    code = "places_missing"
    text = _("Load the reference data first: places, hospitals and aircraft types.")


@dataclass(frozen=True, slots=True)
class DemoFleet:
    """How much was made."""

    aircraft: int
    modules: int
    contracts: int
    ambulances: int


@command(needs=LOAD)
def load_demo_fleet(actor: Actor, *, seed: int, now: datetime) -> DemoFleet:
    """Make the fleet of the demonstration, once; the same seed makes the same fleet.

    Raises:
        PlacesMissing: if places or aircraft types are not loaded.
    """
    if Aircraft.objects.filter(is_synthetic=True).exists():
        return DemoFleet(0, 0, 0, 0)
    chance = random.Random(seed)  # noqa: S311 (to be repeatable, not secret)
    plan = read_table(DATA / "demo_fleet.csv").rows
    types = {t.code: t for t in AircraftType.objects.all()}
    bases = _bases(plan)
    if not types.keys() >= {row["type"] for row in plan} or bases is None:
        raise PlacesMissing
    operators = _operators()
    fleet = Aircraft.objects.bulk_create(
        Aircraft(
            tail=row["tail"],
            type=types[row["type"]],
            operator=operators[row["operator"]],
            is_synthetic=True,
        )
        for row in plan
    )
    craft = dict(zip((row["tail"] for row in plan), fleet, strict=True))
    came_at = now - timedelta(days=120)
    Basing.objects.bulk_create(
        Basing(
            aircraft=craft[row["tail"]],
            base=bases[row["icao"], row["region"]],
            during=DateTimeTZRange(came_at, None),
        )
        for row in plan
    )
    Serviceability.objects.bulk_create(_statements(fleet, actor, chance, now))
    modules = _modules(
        [row | {"kind": k} for row in plan for k in parts(row["modules"])], craft, chance, now
    )
    contracts = _contracts(plan, operators, types, national_day(now).year)
    return DemoFleet(len(fleet), modules, contracts, _ambulances(chance, now))


RESTATED_AFTER: Final = timedelta(hours=10)
LEFT_STALE_AFTER: Final = timedelta(days=5)
_RESTATE_SQL: Final = """
INSERT INTO fleet_serviceability
  (aircraft_id, status, since, reason, note, expected_back_at, stated_by, stated_at)
SELECT aircraft_id, CASE WHEN is_back THEN 'serviceable' ELSE status END,
       CASE WHEN is_back THEN expected_back_at ELSE since END,
       CASE WHEN is_back THEN '' ELSE reason END, '',
       CASE WHEN is_back THEN NULL ELSE expected_back_at END, %(by)s::bigint, %(now)s::timestamptz
FROM (
  SELECT DISTINCT ON (s.aircraft_id) s.*,
         coalesce(s.expected_back_at <= %(now)s::timestamptz, false) AS is_back
  FROM fleet_serviceability s JOIN fleet_aircraft a ON a.id = s.aircraft_id
  WHERE a.is_synthetic AND a.withdrawn_on IS NULL
  ORDER BY s.aircraft_id, s.stated_at DESC, s.id DESC
) last
WHERE stated_at BETWEEN %(oldest)s::timestamptz AND %(newest)s::timestamptz
"""


@command(needs=LOAD)
def keep_demo_fleet(actor: Actor, *, now: datetime) -> int:
    """Repeat statements of the demonstration which grow old, and buy hours of a new year.

    What was expected back is back; one aircraft stays stale, to be seen.

    Returns:
        The number of statements about aircraft.
    """
    times = {"now": now, "oldest": now - LEFT_STALE_AFTER, "newest": now - RESTATED_AFTER}
    with connection.cursor() as cursor:
        cursor.execute(_RESTATE_SQL, {"by": actor.id, **times})
        restated = int(cursor.rowcount)
    synthetic = Ambulance.objects.filter(is_synthetic=True)
    synthetic.filter(stated_at__lt=times["newest"]).update(stated_at=now)
    bought = Contract.objects.filter(is_synthetic=True)
    if bought.exists() and not bought.filter(valid__contains=national_day(now)).exists():
        _buy_again(national_day(now).year, {})
    return restated


@command(needs=LOAD)
def buy_demo_hours(actor: Actor, *, year: int, hours: Mapping[int, int]) -> None:
    """Have the demonstration's operators sell hours for a year that is over.

    Their aircraft stood at their bases then too.
    """
    del actor
    _buy_again(year, hours)
    first = datetime(year, 1, 1, tzinfo=NATIONAL)
    firsts = Basing.objects.filter(aircraft__is_synthetic=True).order_by("aircraft", "during", "id")
    for basing in firsts.distinct("aircraft"):
        if basing.during.lower > first:
            basing.during = DateTimeTZRange(first, basing.during.upper)
            basing.save(update_fields=["during"])


def _buy_again(year: int, hours: Mapping[int, int]) -> None:
    codes = [row["code"] for row in read_table(DATA / "demo_operators.csv").rows]
    operators = {o.code: o for o in Operator.objects.filter(code__in=codes)}
    types = {t.code: t for t in AircraftType.objects.all()}
    _contracts(read_table(DATA / "demo_fleet.csv").rows, operators, types, year, hours)


def _operators() -> dict[str, Operator]:
    rows = read_table(DATA / "demo_operators.csv").rows
    made = Operator.objects.bulk_create(
        Operator(
            code=row["code"],
            name=texts(row),
            kind=row["kind"],
            source="synthetic",
            is_synthetic=True,
        )
        for row in rows
    )
    return {operator.code: operator for operator in made}


def _bases(plan: tuple[Row, ...]) -> dict[tuple[str, str], Base] | None:
    fields = {field.icao: field for field in airfield_rows("KZ")}
    wanted = dict.fromkeys((row["icao"], row["region"]) for row in plan)
    regions = {row.code for row in region_rows()}
    if any(icao not in fields or region not in regions for icao, region in wanted):
        return None
    made = Base.objects.bulk_create(
        Base(
            code=f"demo-{icao.lower()}-{region[3:]}",
            kind=BaseKind.AIRFIELD,
            region_id=region,
            airfield_id=fields[icao].id,
            lon=fields[icao].lon,
            lat=fields[icao].lat,
            is_synthetic=True,
        )
        for icao, region in wanted
    )
    return dict(zip(wanted, made, strict=True))


def _statements(
    fleet: list[Aircraft], actor: Actor, chance: random.Random, now: datetime
) -> Iterator[Serviceability]:
    """State of each aircraft that it was fit a month ago, and of some what befell them."""
    unfit = dict(zip(chance.sample(fleet, len(UNFIT_IN_A_FLEET)), UNFIT_IN_A_FLEET, strict=True))
    stale = chance.choice([craft for craft in fleet if craft not in unfit])
    for craft in fleet:
        for days in (30, 10):
            yield _fit(craft, actor, now - timedelta(days=days))
        if craft in unfit:
            status, reason, hours = unfit[craft]
            since = now - timedelta(hours=hours / 4)
            yield Serviceability(
                aircraft=craft,
                status=status,
                reason=reason,
                since=since,
                expected_back_at=since + timedelta(hours=hours),
                stated_by=actor.id,
                stated_at=since,
            )
        elif craft != stale:
            yield _fit(craft, actor, now - timedelta(minutes=chance.randrange(20, 720)))


def _fit(craft: Aircraft, actor: Actor, at: datetime) -> Serviceability:
    return Serviceability(
        aircraft=craft,
        status=Fitness.SERVICEABLE,
        since=at,
        stated_by=actor.id,
        stated_at=at,
    )


def _modules(
    wanted: list[Row], craft: dict[str, Aircraft], chance: random.Random, now: datetime
) -> int:
    owners = [craft[row["tail"]] for row in wanted]
    made = MedicalModule.objects.bulk_create(
        MedicalModule(
            serial=f"SYN-{row['kind'].upper()}-{n:03d}",
            kind=row["kind"],
            operator=owner.operator,
            aircraft=owner,
            is_synthetic=True,
        )
        for n, (row, owner) in enumerate(zip(wanted, owners, strict=True), 1)
    )
    fits = MedicalModule.fits.through
    fits.objects.bulk_create(
        fits(medicalmodule_id=module.pk, aircrafttype_id=owner.type_id)
        for module, owner in zip(made, owners, strict=True)
    )
    today = national_day(now)
    ends = [chance.randrange(60, 600) for _ in made]
    ends[3], ends[11] = -12, 9  # one certificate is over, one soon will be
    ModuleCertificate.objects.bulk_create(
        ModuleCertificate(
            module=module,
            number=f"SYN-CERT-{module.serial[4:]}",
            valid=DateRange(today - timedelta(days=365), today + timedelta(days=end)),
            issued_by="synthetic",
        )
        for module, end in zip(made, ends, strict=True)
    )
    return len(made)


def _contracts(
    plan: tuple[Row, ...],
    operators: dict[str, Operator],
    types: dict[str, AircraftType],
    year: int,
    hours: Mapping[int, int] | None = None,
) -> int:
    """Buy of each operator for a year 215 hours an aircraft: 8,400 hours of a fleet of 39.

    ``hours``: how many else, by operator.
    """
    prices = {row["type"]: row for row in read_table(DATA / "demo_prices.csv").rows}
    made = 0
    for code, operator in operators.items():
        flown = [row["type"] for row in plan if row["operator"] == code]
        contract = Contract.objects.create(
            operator=operator,
            number=f"SYN-{year}-{code[5:].upper()}",
            purpose=ContractPurpose.ALL,
            valid=DateRange(date(year, 1, 1), date(year + 1, 1, 1)),
            hours_bought=Decimal((hours or {}).get(operator.pk, 215 * len(flown))),
            is_synthetic=True,
        )
        ContractRate.objects.bulk_create(
            ContractRate(
                contract=contract,
                aircraft_type=types[kind],
                hour_tiyn=int(prices[kind]["hour_kzt"]) * TIYN,
                positioning_hour_tiyn=int(prices[kind]["positioning_hour_kzt"]) * TIYN,
            )
            for kind in dict.fromkeys(flown)
        )
        made += 1
    return made


def _ambulances(chance: random.Random, now: datetime) -> int:
    stands = spread_crews(CREWS, round(CREWS * RURAL_SHARE), _areas())
    crews = [stand for stand in stands for _ in range(stand.count)]
    in_towns = [i for i, stand in enumerate(crews) if stand.is_urban]
    specialised = set(chance.sample(in_towns, SPECIALISED_CREWS))
    broken = set(chance.sample(range(len(crews)), len(crews) // 40))
    numbers: dict[str, int] = {}
    Ambulance.objects.bulk_create(
        Ambulance(
            call_sign=_call_sign(stand, numbers),
            kind=AmbulanceKind.SPECIALISED if i in specialised else AmbulanceKind.FELDSHER,
            region_id=stand.region,
            settlement_id=stand.town_id,
            is_serviceable=i not in broken,
            stated_at=now - timedelta(minutes=chance.randrange(5, 480)),
            is_synthetic=True,
        )
        for i, stand in enumerate(crews)
    )
    return len(crews) + _hospital_cars(now)


def _hospital_cars(now: datetime) -> int:
    """Give every hospital a vehicle for transfers: with it patients set out to an aircraft."""
    hospitals = [row for row in facility_rows() if row.is_inpatient]
    Ambulance.objects.bulk_create(
        Ambulance(
            call_sign=f"SYN-H{row.code}",
            kind=AmbulanceKind.SANITARY,
            region_id=row.region_code,
            settlement_id=row.settlement_id,
            facility_id=row.id,
            stated_at=now - timedelta(minutes=30),
            is_synthetic=True,
        )
        for row in hospitals
    )
    return len(hospitals)


def _call_sign(stand: Stand, numbers: dict[str, int]) -> str:
    numbers[stand.region] = numbers.get(stand.region, 0) + 1
    return f"SYN-{stand.region[3:]}-{numbers[stand.region]:03d}"


def _areas() -> list[Area]:
    towns: dict[str, list[Town]] = {}
    for row in settlement_rows():
        towns.setdefault(row.region_code, []).append(
            Town(row.id, row.population or 0, row.is_urban)
        )
    return [Area(row.code, row.population, tuple(towns.get(row.code, ()))) for row in region_rows()]
