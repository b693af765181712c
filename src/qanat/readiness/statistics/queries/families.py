"""The figures as SQL over the records of dispatch and telemedicine, family by family.

A family is a set of rows; a figure counts distinct things among those rows which meet a
condition. The list of records behind a figure is the same rows under the same condition: see
``drilling``. Nothing here reads journals, and exercises are left out of every family.

Source:
    docs/sources.md#counting
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from qanat.readiness.statistics.rules.counting.figures import Dimension, Figure


class Record(StrEnum):
    """What kind of record stands behind a figure."""

    REQUEST = "request"
    MISSION = "mission"
    SERVICE = "service"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Counter:
    """What a figure counts among the rows of its family, and under which condition."""

    thing: str
    condition: str = "true"


@dataclass(frozen=True, slots=True)
class Family:
    """Rows that several figures count.

    Attributes:
        tables: what stands after FROM.
        where: which rows belong to the family, without the period.
        at: the moment that dates a row.
        counters: figure -> what is counted.
        keys: dimension -> the key of a row; a dimension that is absent splits nothing here.
        joins: what the key of a dimension needs besides.
        record: kind of record behind a row.
        record_id: its id.
        region: the region of a row as it is stored; nothing where the record has none.
    """

    tables: str
    where: str
    at: str
    counters: Mapping[Figure, Counter]
    keys: Mapping[Dimension, str]
    record: Record
    record_id: str
    joins: Mapping[Dimension, str] = field(default_factory=dict)
    region: str = "r.region"


UNKNOWN: Final = "unknown"
"""The key of what a record does not say."""
_FLOWN: Final = "m.mode = 'air' AND m.took_off_at IS NOT NULL AND NOT m.is_exercise"
_BY_ROAD: Final = "m.mode = 'road' AND m.took_off_at IS NOT NULL AND NOT m.is_exercise"
_KINDS: Final = "('transport', 'onsite_consultation', 'operation')"
_REQUEST_KEYS: Final = {
    # Who is fetched from abroad has no region: without a line of their own the lines do not add up.
    Dimension.REGION: f"coalesce(nullif(r.region, ''), '{UNKNOWN}')",
    Dimension.NOSOLOGY: "r.nosology",
    Dimension.COUNTRY: "r.country",
}
_MISSION_KEYS: Final = {
    Dimension.AIRCRAFT: "a.tail",
    Dimension.OPERATOR: "m.operator_id::text",
    # Journals say that an organ was carried, and rarely which.
    Dimension.ORGAN: (
        f"coalesce(nullif(g.organ, ''), CASE g.kind WHEN 'organ' THEN '{UNKNOWN}' END)"
    ),
}
_MISSION_JOINS: Final = {
    Dimension.AIRCRAFT: "LEFT JOIN fleet_aircraft a ON a.id = m.aircraft_id",
    Dimension.ORGAN: (
        "LEFT JOIN dispatch_service g ON g.mission_id = m.id AND g.cancelled_at IS NULL"
    ),
}
_ALL_KEYS: Final = {**_REQUEST_KEYS, **_MISSION_KEYS}
_FOREIGN: Final = "r.country <> 'KZ'"

REQUESTS: Final = Family(
    tables=f"""dispatch_request r
LEFT JOIN (dispatch_missionrequest q JOIN dispatch_mission m ON m.id = q.mission_id AND {_FLOWN})
  ON q.request_id = r.id""",
    where="NOT r.is_exercise AND r.state <> 'merged' AND r.need <> 'road'",
    at="r.received_at",
    counters={
        Figure.REQUESTS: Counter("r.id"),
        Figure.REQUESTS_NOT_FLOWN: Counter("r.id", "m.id IS NULL"),
        Figure.EVACUATION_REQUESTS: Counter("r.id", _FOREIGN),
        Figure.EVACUATIONS: Counter("r.id", f"{_FOREIGN} AND m.id IS NOT NULL"),
    },
    keys=_ALL_KEYS,
    joins=_MISSION_JOINS,
    record=Record.REQUEST,
    record_id="r.id",
)

_MISSIONS: Final = """dispatch_mission m
LEFT JOIN (dispatch_missionrequest q JOIN dispatch_request r ON r.id = q.request_id)
  ON q.mission_id = m.id"""
_GIVEN: Final = (
    "SELECT FROM dispatch_service s WHERE s.mission_id = m.id AND s.cancelled_at IS NULL"
)

FLIGHTS: Final = Family(
    tables=_MISSIONS,
    where=_FLOWN,
    at="m.took_off_at",
    counters={
        Figure.FLIGHTS: Counter("m.id"),
        Figure.FLIGHTS_WITH_SERVICES: Counter("m.id", f"EXISTS ({_GIVEN})"),
        Figure.FLIGHTS_WITHOUT_MEDICAL_SERVICE: Counter("m.id", f"NOT EXISTS ({_GIVEN})"),
        Figure.FLIGHTS_REGIONAL: Counter(
            "m.id", "m.level NOT IN ('astana', 'almaty', 'international')"
        ),
        Figure.FLIGHTS_ASTANA: Counter("m.id", "m.level = 'astana'"),
        Figure.FLIGHTS_ALMATY: Counter("m.id", "m.level = 'almaty'"),
        Figure.FLIGHTS_INTERNATIONAL: Counter("m.id", "m.level = 'international'"),
        Figure.FLIGHTS_INTERREGIONAL: Counter("m.id", "m.route = 'interregional'"),
        Figure.ORGAN_MISSIONS: Counter("m.id", f"EXISTS ({_GIVEN} AND s.kind = 'organ')"),
    },
    keys=_ALL_KEYS,
    joins=_MISSION_JOINS,
    record=Record.MISSION,
    record_id="m.id",
)

_SERVICES: Final = """dispatch_service s
JOIN dispatch_mission m ON m.id = s.mission_id
JOIN dispatch_request r ON r.id = s.request_id"""
# Few records are merged: only those are looked up, all others stand for themselves.
_MERGED: Final = (
    "LEFT JOIN patients_patient w ON w.id = x.patient_id AND w.merged_into_id IS NOT NULL"
)
_PEOPLE: Final = f"""
JOIN (SELECT x.service_id, coalesce(w.resolved_id, x.patient_id) AS resolved_id
  FROM dispatch_servicepatient x {_MERGED}) p ON p.service_id = s.id"""  # noqa: S608 (our own words)
_BY_AIR: Final = f"""s.cancelled_at IS NULL AND s.kind IN {_KINDS}
AND m.mode = 'air' AND NOT m.is_exercise"""
_SERVED_BY_ROAD: Final = f"s.cancelled_at IS NULL AND {_BY_ROAD}"

SERVICES: Final = Family(
    tables=_SERVICES,
    where=_BY_AIR,
    at="s.performed_at",
    counters={
        Figure.TRANSPORT_SERVICES: Counter("s.id", "s.kind = 'transport'"),
        Figure.ONSITE_CONSULTATIONS: Counter("s.id", "s.kind = 'onsite_consultation'"),
        Figure.OPERATIONS: Counter("s.id", "s.kind = 'operation'"),
        Figure.SERVICES: Counter("s.id"),
    },
    keys=_ALL_KEYS,
    joins=_MISSION_JOINS,
    record=Record.SERVICE,
    record_id="s.id",
)

_REMOTE: Final = """telemedicine_remoteservice v
JOIN telemedicine_consultationorder o ON o.id = v.order_id
LEFT JOIN dispatch_request r ON r.id = o.request_id"""
_REMOTE_REGION: Final = "CASE WHEN r.id IS NULL THEN o.region ELSE r.region END"
_REMOTE_KEYS: Final = {
    Dimension.REGION: f"coalesce(nullif({_REMOTE_REGION}, ''), '{UNKNOWN}')",
    Dimension.NOSOLOGY: "coalesce(r.nosology, o.nosology)",
    Dimension.COUNTRY: "coalesce(r.country, 'KZ')",
}

REMOTE: Final = Family(
    tables=_REMOTE,
    where="NOT o.is_exercise",
    at="v.performed_at",
    counters={
        Figure.REMOTE_CONSULTATIONS: Counter("v.id"),
        Figure.SERVICES: Counter("-v.id"),
    },
    keys=_REMOTE_KEYS,
    region=_REMOTE_REGION,
    record=Record.REMOTE,
    record_id="v.id",
)

PATIENTS: Final = Family(
    tables=_SERVICES + _PEOPLE,
    where=_BY_AIR,
    at="s.performed_at",
    counters={
        Figure.PATIENTS: Counter("p.resolved_id"),
        Figure.PATIENTS_TRANSPORTED: Counter("(p.resolved_id, m.id)", "s.kind = 'transport'"),
    },
    keys=_ALL_KEYS,
    joins=_MISSION_JOINS,
    record=Record.SERVICE,
    record_id="s.id",
)

REMOTE_PATIENTS: Final = Family(
    tables=f"""{_REMOTE}
JOIN (SELECT x.order_id, coalesce(w.resolved_id, x.patient_id) AS resolved_id
  FROM telemedicine_orderpatient x {_MERGED}) p ON p.order_id = o.id""",  # noqa: S608 (our own words)
    where="NOT o.is_exercise",
    at="v.performed_at",
    counters={Figure.PATIENTS: Counter("p.resolved_id")},
    keys=_REMOTE_KEYS,
    region=_REMOTE_REGION,
    record=Record.REMOTE,
    record_id="v.id",
)

TRIPS: Final = Family(
    tables=_MISSIONS,
    where=_BY_ROAD,
    at="m.took_off_at",
    counters={Figure.ROAD_TRIPS: Counter("m.id")},
    keys=_REQUEST_KEYS,
    record=Record.MISSION,
    record_id="m.id",
)

ROAD_SERVICES: Final = Family(
    tables=_SERVICES,
    where=_SERVED_BY_ROAD,
    at="m.took_off_at",
    counters={Figure.ROAD_SERVICES: Counter("s.id")},
    keys=_REQUEST_KEYS,
    record=Record.SERVICE,
    record_id="s.id",
)

ROAD_PATIENTS: Final = Family(
    tables=_SERVICES + _PEOPLE,
    where=_SERVED_BY_ROAD,
    at="m.took_off_at",
    counters={Figure.ROAD_PATIENTS: Counter("(p.resolved_id, s.id)")},
    keys=_REQUEST_KEYS,
    record=Record.SERVICE,
    record_id="s.id",
)

STILL: Final[Mapping[Figure, str]] = {
    Figure.REQUESTS_NOT_FLOWN: "r.state = 'registered'",
    Figure.FLIGHTS_WITHOUT_MEDICAL_SERVICE: (
        "m.state IN ('departed', 'on_scene', 'on_board', 'at_destination', 'handed_over')"
    ),
}
"""Which of the things behind a figure may still leave it: not decided yet, still under way."""

GROUPS: Final = (
    (REQUESTS,),
    (FLIGHTS,),
    (SERVICES, REMOTE),
    (PATIENTS, REMOTE_PATIENTS),
    (TRIPS,),
    (ROAD_SERVICES,),
    (ROAD_PATIENTS,),
)
"""Families whose figures are counted together: a person with a flight and a call is one."""


def families_of(figure: Figure) -> list[Family]:
    """Return the families whose rows a figure counts."""
    return [one for group in GROUPS for one in group if figure in one.counters]
