"""The workforce of the demonstration: made-up people, marked so, on duty around now."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import NATIONAL, national_day
from qanat.foundation.refusals import Conflict
from qanat.foundation.secrets import encrypt
from qanat.foundation.telephones import telephone_key
from qanat.foundation.texts import search_key
from qanat.registry.facilities.queries import Filter, facility_rows
from qanat.registry.fleet.queries import (
    AircraftRow,
    AmbulanceRow,
    aircraft_rows,
    ambulance_rows,
)
from qanat.registry.places.queries import region_rows
from qanat.registry.reference import read_table
from qanat.registry.workforce.models import Person
from qanat.registry.workforce.permissions import LOAD
from qanat.registry.workforce.states import DutyRole, Profession

NAMES: Final = Path(__file__).parents[1] / "data" / "demo_names.csv"
TEAMS: Final = 3
"""Each post is filled by three people in turn: this shift, the next and the one after."""
SHIFT_H: Final = 12
DAY_H: Final = 24
FIRST_SHIFT_AT: Final = 8
CENTRE: Final = "KZ-71"
DISPATCHERS: Final = 4
ON_CALL: Final = (
    "neurosurgery",
    "cardiology",
    "interventional_cardiology",
    "neonatology",
    "obstetrics",
    "paediatric_intensive_care",
    "traumatology",
    "burns",
    "toxicology",
)
PROFESSION_OF: Final[dict[str, str]] = {
    DutyRole.COMMANDER: Profession.PILOT,
    DutyRole.SECOND_PILOT: Profession.PILOT,
    DutyRole.ENGINEER: Profession.ENGINEER,
    DutyRole.PHYSICIAN: Profession.PHYSICIAN,
    DutyRole.FELDSHER: Profession.FELDSHER,
    DutyRole.DRIVER: Profession.DRIVER,
    DutyRole.DISPATCHER: Profession.DISPATCHER,
    DutyRole.COORDINATOR: Profession.PHYSICIAN,
    DutyRole.SPECIALIST: Profession.PHYSICIAN,
}


class FleetMissing(Conflict):
    """Crews are made for a fleet."""

    code = "fleet_missing"
    text = _("Load the demonstration fleet first.")


@dataclass(frozen=True, slots=True)
class DemoWorkforce:
    """How much was made."""

    people: int
    duties: int


@dataclass(frozen=True, slots=True)
class _Post:
    """What is to be filled all the time, by people in turn."""

    role: str
    region: str
    hours: int = SHIFT_H
    specialty: str = ""
    facility_id: int | None = None
    operator_id: int | None = None
    base_id: int | None = None
    aircraft_id: int | None = None
    ambulance_id: int | None = None


@command(needs=LOAD)
def load_demo_workforce(actor: Actor, *, seed: int, now: datetime) -> DemoWorkforce:
    """Make people for every post of the demonstration fleet, once, and their first duties.

    Raises:
        FleetMissing: if the demonstration fleet is not loaded.
    """
    if Person.objects.filter(is_synthetic=True).exists():
        return DemoWorkforce(0, 0)
    fleet = [row for row in aircraft_rows(actor, at=now) if row.is_synthetic]
    vans = [row for row in ambulance_rows(actor) if row.is_synthetic]
    if not fleet or not vans:
        raise FleetMissing
    posts = [*_crews(fleet), *_road_crews(vans), *_desks()]
    names = _names(random.Random(seed))  # noqa: S311 (to be repeatable, not secret)
    filled = [(post, team) for post in posts for team in range(TEAMS)]
    _store(filled, [next(names) for _ in filled], now)
    return DemoWorkforce(len(filled), len(filled))


_STORE_SQL: Final = """
WITH given AS (
  SELECT nextval(pg_get_serial_sequence('workforce_person', 'id')) AS id, q.*
  FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
              %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],
              %s::timestamptz[], %s::int[], %s::bytea[], %s::bytea[])
    AS q(name, name_key, role, profession, region, specialty, facility_id, operator_id, base_id,
         aircraft_id, ambulance_id, start, hours, phone_sealed, phone_key)
), people AS (
  INSERT INTO workforce_person
    (id, name, name_key, region_id, operator_id, is_synthetic, phone_sealed, phone_key)
  SELECT id, name, name_key, region, operator_id, true, phone_sealed, phone_key FROM given
), held AS (
  INSERT INTO workforce_qualification (person_id, profession, specialty, certificate, valid)
  SELECT id, profession, specialty, '', daterange(%s::date, %s::date) FROM given
)
INSERT INTO workforce_duty
  (person_id, role, specialty, region_id, facility_id, base_id, aircraft_id, ambulance_id, during,
   warnings, cancel_reason, is_synthetic)
SELECT id, role, specialty, region, facility_id, base_id, aircraft_id, ambulance_id,
       tstzrange(start, start + make_interval(hours => hours)), '[]', '', true
FROM given
"""


def _store(filled: list[tuple[_Post, int]], names: list[str], now: datetime) -> None:
    """Store the people of all posts with what they are qualified for and their first duties."""
    posts = [post for post, _team in filled]
    keys = {name: search_key(name) for name in set(names)}
    since = national_day(now) - timedelta(days=900)
    phones = [f"+77003{number:06}" for number in range(len(posts))]
    with connection.cursor() as cursor:
        cursor.execute(
            _STORE_SQL,
            (
                names,
                [keys[name] for name in names],
                [str(post.role) for post in posts],
                [str(PROFESSION_OF[post.role]) for post in posts],
                [post.region for post in posts],
                [post.specialty for post in posts],
                [post.facility_id for post in posts],
                [post.operator_id for post in posts],
                [post.base_id for post in posts],
                [post.aircraft_id for post in posts],
                [post.ambulance_id for post in posts],
                [_start(post, team, now) for post, team in filled],
                [post.hours for post in posts],
                [encrypt(phone) for phone in phones],
                [telephone_key(phone) for phone in phones],
                since,
                since + timedelta(days=1826),
            ),
        )


_NEXT_DUTIES_SQL: Final = """
INSERT INTO workforce_duty
  (person_id, role, specialty, region_id, facility_id, base_id, aircraft_id, ambulance_id, during,
   warnings, cancel_reason, is_synthetic)
SELECT person_id, role, specialty, region_id, facility_id, base_id, aircraft_id, ambulance_id,
       tstzrange(lower(during) + turn * times, upper(during) + turn * times),
       '[]', '', true
FROM (
  SELECT last.*, %(teams)s::int * (upper(during) - lower(during)) AS turn,
         1 + floor(extract(epoch FROM %(now)s::timestamptz - upper(during))
                   / (%(teams)s::int * extract(epoch FROM upper(during) - lower(during)))) AS times
  FROM (
    SELECT DISTINCT ON (person_id) * FROM workforce_duty
    WHERE is_synthetic AND cancelled_at IS NULL ORDER BY person_id, during DESC
  ) last
  WHERE upper(during) <= %(now)s::timestamptz
) due
"""


@command(needs=LOAD)
def keep_demo_duties(actor: Actor, *, now: datetime) -> int:
    """Give the people of the demonstration whose last duty is over their next one."""
    del actor
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_DUTIES_SQL, {"teams": TEAMS, "now": now})
        return int(cursor.rowcount)


def _names(chance: random.Random) -> Iterator[str]:
    rows = read_table(NAMES).rows
    families = {sex: [row["family"] for row in rows if row["sex"] == sex] for sex in ("m", "f")}
    given = {sex: [row["given"] for row in rows if row["sex"] == sex] for sex in ("m", "f")}
    while True:
        sex = chance.choice("mf")
        yield f"{chance.choice(families[sex])} {chance.choice(given[sex])}"


def _crews(fleet: list[AircraftRow]) -> Iterator[_Post]:
    for craft in fleet:
        if craft.base is None or craft.type is None:
            continue
        pilots = (DutyRole.COMMANDER, DutyRole.SECOND_PILOT, DutyRole.ENGINEER)
        for role in pilots[: craft.type.pilots]:
            yield _Post(
                role,
                craft.base_region,
                operator_id=craft.operator_id,
                base_id=craft.base.id,
                aircraft_id=craft.id,
            )
        for role in (DutyRole.PHYSICIAN, DutyRole.FELDSHER):
            yield _Post(role, craft.base_region, base_id=craft.base.id, aircraft_id=craft.id)


def _road_crews(vans: list[AmbulanceRow]) -> Iterator[_Post]:
    for van in vans:
        roles = [DutyRole.FELDSHER, DutyRole.DRIVER]
        if van.kind == "specialised":
            roles.insert(0, DutyRole.PHYSICIAN)
        for role in roles:
            yield _Post(role, van.region, base_id=van.base_id, ambulance_id=van.id)


def _desks() -> Iterator[_Post]:
    hospitals = _largest()
    for region in region_rows():
        yield _Post(DutyRole.COORDINATOR, region.code, hours=DAY_H)
        for specialty in ON_CALL:
            yield _Post(
                DutyRole.SPECIALIST,
                region.code,
                hours=DAY_H,
                specialty=specialty,
                facility_id=hospitals.get(region.code),
            )
    for _desk in range(DISPATCHERS):
        yield _Post(DutyRole.DISPATCHER, CENTRE)


def _largest() -> dict[str, int]:
    """Return the largest hospital of each region, of many profiles where there is one."""
    rows = facility_rows(Filter(is_inpatient=True))
    rows.sort(key=lambda row: (row.type == "multi", row.beds_stated or 0, -row.id))
    return {row.region_code: row.id for row in rows}


def _start(post: _Post, team: int, now: datetime) -> datetime:
    """Return when the duty of a team begins: the first is on now, the others follow in turn."""
    return _shift_start(now, post.hours) + timedelta(hours=team * post.hours)


def _shift_start(now: datetime, hours: int) -> datetime:
    """Return when the present shift began: at 8 in the morning or in the evening at home."""
    at_home = now.astimezone(NATIONAL)
    morning = at_home.replace(hour=FIRST_SHIFT_AT, minute=0, second=0, microsecond=0)
    passed = (at_home - morning) // timedelta(hours=hours)
    return morning + passed * timedelta(hours=hours)
