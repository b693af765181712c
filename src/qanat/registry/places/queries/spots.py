"""Places of several kinds by kind and id: airfields, landing sites, settlements."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from qanat.foundation.texts import LocalText
from qanat.registry.places.models import Airfield, Pad, Settlement
from qanat.registry.places.states import ClosedKind

SETTLEMENT: Final = "settlement"
Key = tuple[str, int]
"""Kind and id."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place is; ``code`` is that of an airfield or a landing site."""

    kind: str
    id: int
    code: str
    names: LocalText
    region: str
    lon: float
    lat: float


def spots(keys: Collection[Key]) -> dict[Key, Spot]:
    """Return the places of some keys, those which there are."""
    ids = {kind: {pk for k, pk in keys if k == kind} for kind, _pk in keys}
    found: list[Spot] = []
    if wanted := ids.get(ClosedKind.AIRFIELD):
        found += (
            Spot("airfield", row.pk, row.icao, row.name, row.region_id or "", row.lon, row.lat)
            for row in Airfield.objects.filter(pk__in=wanted)
        )
    if wanted := ids.get(ClosedKind.PAD):
        found += (
            Spot("pad", row.pk, row.code, row.name, row.region_id, row.lon, row.lat)
            for row in Pad.objects.filter(pk__in=wanted)
        )
    if wanted := ids.get(SETTLEMENT):
        found += (
            Spot(SETTLEMENT, row.pk, "", row.name, row.region_id, row.lon, row.lat)
            for row in Settlement.objects.filter(pk__in=wanted)
        )
    return {(one.kind, one.id): one for one in found}


def airfield_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the airfields of some ICAO codes, those which are known."""
    rows = Airfield.objects.filter(icao__in=codes).values_list("icao", "pk")
    return dict(rows)
