"""Load the facilities that ship with Qanat."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.evidence import Evidence
from qanat.foundation.texts import search_key
from qanat.registry.facilities.models import Capability, Facility
from qanat.registry.facilities.rules import moved_apart
from qanat.registry.places.queries import SettlementPoint, region_rows, settlements_by_code
from qanat.registry.reference import Row, parts, read_table, texts, upsert, whole
from qanat.registry.terminology.permissions import LOAD

DATA: Final = Path(__file__).parents[1] / "data"
LONGEST_SOURCE: Final = 300


@command(needs=LOAD)
def load_facilities(actor: Actor) -> int:
    """Load or renew the facilities that ship with Qanat.

    What a hospital has stated itself stays: its beds, and a capability is only added where the
    facility has never had one of that kind.

    Returns:
        The number of facilities in the file.
    """
    del actor
    table = read_table(DATA / "facilities.csv")
    towns = settlements_by_code()
    regions = {
        region.code: " ".join(search_key(name) for name in region.names.values())
        for region in region_rows()
    }
    words = {row["type"]: row["words"] for row in read_table(DATA / "type_words.csv").rows}
    rows = [{**row, "words": words.get(row["type"], "")} for row in table.rows]
    source = table.about["source"][:LONGEST_SOURCE]
    count = upsert(
        Facility,
        [_facility(row, towns[row["settlement"]], regions, source) for row in rows],
        ["code"],
        keep=frozenset(
            {"beds_stated", "beds_evidence", "closed_on", "phone", "is_phone_synthetic"}
        ),
    )
    _capabilities()
    return count


@command(needs=LOAD)
def load_demo_phones(actor: Actor) -> int:
    """Give every facility without a telephone one that nobody has, marked synthetic.

    Returns:
        How many were given one.
    """
    del actor
    rows = list(Facility.objects.in_use().filter(phone="").order_by("code"))
    for row in rows:
        row.phone, row.is_phone_synthetic = f"+7 000 000 0{row.code}", True
    Facility.objects.bulk_update(rows, ["phone", "is_phone_synthetic"])
    return len(rows)


def _facility(row: Row, town: SettlementPoint, regions: Mapping[str, str], source: str) -> Facility:
    name = texts(row)
    lon, lat = moved_apart(int(row["code"]), town.lon, town.lat)
    also = parts(row["aliases"]) + parts(row["words"])
    spoken = (*name.values(), *also, *town.names.values(), row["code"])
    keys = dict.fromkeys(search_key(text) for text in spoken)
    return Facility(
        code=row["code"],
        name=name,
        type=row["type"],
        level=row["level"],
        is_inpatient=row["is_inpatient"] == "1",
        region_id=row["region"],
        settlement_id=town.id,
        lon=lon,
        lat=lat,
        position_evidence=Evidence.ASSUMPTION,
        beds_stated=whole(row["beds_stated"]),
        beds_evidence=row["beds_evidence"],
        note=texts(row, "note_"),
        evidence=row["evidence"],
        source=source,
        search_key=" ".join((*keys, regions[row["region"]])),
    )


def _capabilities() -> None:
    own = read_table(DATA / "capabilities.csv").rows
    usual = read_table(DATA / "capabilities_by_type.csv")
    facilities = list(Facility.objects.in_use().order_by("code"))
    ids = {facility.code: facility.pk for facility in facilities}
    wanted = {
        (ids[row["facility"]], row["capability"]): row for row in own if row["facility"] in ids
    }
    for facility in facilities:
        if not facility.is_inpatient:
            continue
        for row in usual.rows:
            if row["type"] == facility.type:
                known = {**row, "evidence": Evidence.ASSUMPTION, "source": usual.about["source"]}
                wanted.setdefault((facility.pk, row["capability"]), known)
    had = set(Capability.objects.values_list("facility_id", "code"))
    Capability.objects.bulk_create(
        Capability(
            facility_id=facility_id,
            code=code,
            level=whole(row["level"]),
            since=date.fromisoformat(row["since"]),
            evidence=row["evidence"],
            source=row["source"],
        )
        for (facility_id, code), row in wanted.items()
        if (facility_id, code) not in had
    )
