"""Where in the country a disease of the lists could be treated: the registry of hospitals is asked.

It tells what hospitals say of themselves; whether that is what this patient needs, people say.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from qanat.registry.facilities.queries import (
    capabilities_of,
    held_capabilities,
    inpatient_points,
)

DATA: Final = Path(__file__).parent.parent / "data" / "methods.json"
METHODS: Final[dict[str, list[str]]] = json.loads(DATA.read_bytes())["methods"]
"""By which capabilities each disease is treated."""


@dataclass(frozen=True, slots=True)
class HomeOffer:
    """A hospital which says that it is able to do something, since when."""

    facility_id: int
    facility: str
    capability: str
    name: str
    since: date
    evidence: str


def offered_at_home(disease: str, on: date) -> tuple[HomeOffer, ...]:
    """Return where hospitals in use say that they are able to treat a disease on a day."""
    codes = set(METHODS.get(disease, ()))
    able = {pk for pk, held in held_capabilities(on).items() if codes & held.levels.keys()}
    names = {point.id: point.name for point in inpatient_points() if point.id in able}
    if not names:
        return ()
    found = [
        HomeOffer(pk, names[pk], row.code, row.name, row.since, row.evidence)
        for pk, rows in capabilities_of(names, on).items()
        for row in rows
        if row.code in codes
    ]
    return tuple(sorted(found, key=lambda one: (one.capability, one.facility, one.facility_id)))
