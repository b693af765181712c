"""Load the aircraft types and operators that ship with Qanat."""

from pathlib import Path
from typing import Final

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.registry.fleet.models import AircraftType, Operator
from qanat.registry.fleet.permissions import LOAD
from qanat.registry.reference import Row, number, parts, read_table, texts, truth, upsert, whole
from qanat.registry.terminology.states import Evidence

DATA: Final = Path(__file__).parents[1] / "data"
FIGURES: Final = (
    "cruise_mps",
    "range_m",
    "range_aux_m",
    "strip_m",
    "pad_m",
    "surfaces",
    "stretchers",
    "stretchers_most",
    "intensive_places",
    "attendants",
    "pilots",
    "block_extra_s",
    "ready_day_s",
    "ready_night_s",
    "flies_instruments",
)
"""Fields of a type which carry evidence."""
KMH_PER_MPS: Final = 3.6
M_PER_KM: Final = 1000
S_PER_MIN: Final = 60


@command(needs=LOAD)
def load_fleet(actor: Actor) -> int:
    """Load or renew the aircraft types and the published operators; others stay.

    Returns:
        The number of types and operators in the files.
    """
    del actor
    types = [_type(row) for row in read_table(DATA / "aircraft_types.csv").rows]
    operators = [
        Operator(
            code=row["code"],
            name=texts(row),
            kind=row["kind"],
            evidence=row["evidence"],
            source=row["source"],
        )
        for row in read_table(DATA / "operators.csv").rows
    ]
    return upsert(AircraftType, types, ["code"]) + upsert(Operator, operators, ["code"])


def _type(row: Row) -> AircraftType:
    published, assumed = parts(row["published"]), parts(row["assumed"])
    made = AircraftType(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        cruise_mps=round(float(row["cruise_kmh"]) / KMH_PER_MPS, 2),
        range_m=int(row["range_km"]) * M_PER_KM,
        range_aux_m=_metres(row["range_aux_km"]),
        strip_m=whole(row["strip_m"]),
        pad_m=whole(row["pad_m"]),
        surfaces=parts(row["surfaces"]),
        stretchers=int(row["stretchers"]),
        stretchers_most=int(row["stretchers_most"]),
        intensive_places=whole(row["intensive_places"]),
        attendants=int(row["attendants"]),
        pilots=int(row["pilots"]),
        block_extra_s=int(row["block_extra_min"]) * S_PER_MIN,
        ready_day_s=int(row["ready_day_min"]) * S_PER_MIN,
        ready_night_s=int(row["ready_night_min"]) * S_PER_MIN,
        flies_instruments=truth(row["flies_instruments"]),
        note=row["note"],
        source=row["source"],
    )
    made.evidence = {
        field: _evidence(getattr(made, field), field, published, assumed) for field in FIGURES
    }
    return made


def _evidence(value: object, field: str, published: list[str], assumed: list[str]) -> str:
    if value is None:
        return Evidence.UNKNOWN
    if field in published:
        return Evidence.PUBLISHED
    return Evidence.ASSUMPTION if field in assumed else Evidence.MEMORY


def _metres(cell: str) -> int | None:
    km = number(cell)
    return None if km is None else round(km * M_PER_KM)
