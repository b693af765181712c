"""Read a table of clinics: a row is a clinic, with an accreditation and a method if it has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from qanat.foundation.days import national_day
from qanat.foundation.tabular.cells import Cell, cell_text, squeezed, whole
from qanat.foundation.tabular.dates import moment
from qanat.foundation.tabular.layout import Columns, Layout

COLUMNS: Final = Columns(
    headings={
        "name": ("Clinic", "Name", "Клиника", "Название", "Атауы", "Klinika"),
        "country": ("Country", "Страна", "Ел", "Мемлекет", "Davlat", "Mamlakat"),
        "city": ("City", "Town", "Город", "Қала", "Shahar"),
        "languages": ("Languages", "Языки", "Тілдер", "Tillar"),
        "contact": ("Contact", "Контакт", "Байланыс", "Aloqa"),
        "phone": ("Phone", "Telephone", "Телефон", "Telefon"),
        "email": ("E-mail", "Email", "Почта", "Эл. почта"),
        "site": ("Site", "Website", "Сайт", "Sayt"),
        "source": ("Source", "Источник", "Дереккөз", "Manba"),
        "body": ("Accredited by", "Кем аккредитована", "Кім аккредиттеген"),
        "number": ("Accreditation number", "Номер аккредитации"),
        "first_on": ("Accredited from", "Аккредитация с"),
        "last_on": ("Accredited until", "Аккредитация по"),
        "specialty": ("Specialty", "Специальность", "Мамандық", "Mutaxassislik"),
        "method": ("Method", "Метод", "Әдіс", "Usul"),
        "volume": ("Volume", "A year", "Объём", "В год", "Көлемі", "Hajm"),
        "year": ("Year", "Год", "Жыл", "Yil"),
    },
    needed=("name", "country", "city", "source"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadClinic:
    """A row which could be read; parts which are not told are empty or None."""

    row: int
    texts: Mapping[str, str]
    country: str
    specialty: str
    first_on: date | None
    last_on: date | None
    volume: int | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row which can't be taken, with its reasons, as it stands."""

    row: int
    faults: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may name: codes of countries and specialties by folded names."""

    countries: Mapping[str, str]
    specialties: Mapping[str, str]


def fold(text: str) -> str:
    """Fold a name so that case and spaces do not matter."""
    return " ".join(text.casefold().split())


def read_row(
    line: int, cells: Sequence[Cell], layout: Layout, known: Known
) -> ReadClinic | Rejected:
    """Read one row, or say why it can't be."""
    raw = {name: cells[at] for name, at in layout.at.items() if at < len(cells)}
    texts = {name: squeezed(cell_text(raw.get(name))) for name in COLUMNS.headings}
    days = {name: _day(raw.get(name)) for name in ("first_on", "last_on")}
    numbers = {name: whole(texts[name]) for name in ("volume", "year")}
    country = known.countries.get(fold(texts["country"]), "")
    specialty = known.specialties.get(fold(texts["specialty"]), "")
    faults = [
        fault
        for fault, is_wrong in (
            ("no_name", not texts["name"]),
            ("no_country", not country),
            ("no_city", not texts["city"]),
            ("no_source", not texts["source"]),
            ("accreditation", not _accredited(texts, days)),
            ("method", not _does(texts, specialty)),
            ("volume", not _counted(texts, numbers)),
            ("too_long", any(len(text) > LONGEST.get(name, 200) for name, text in texts.items())),
        )
        if is_wrong
    ]
    if faults:
        return Rejected(line, tuple(faults), tuple(cell_text(cell)[:1000] for cell in cells))
    return ReadClinic(
        row=line,
        texts=texts,
        country=country,
        specialty=specialty,
        first_on=days["first_on"],
        last_on=days["last_on"],
        volume=numbers["volume"],
        year=numbers["year"],
    )


LONGEST: Final[Mapping[str, int]] = {"city": 120, "phone": 60, "number": 80, "source": 300}


def _day(cell: Cell) -> date | None:
    found = moment(cell) if cell is not None else None
    return national_day(found) if found is not None else None


def _accredited(texts: Mapping[str, str], days: Mapping[str, date | None]) -> bool:
    """Tell whether an accreditation is whole, or not told at all."""
    first, last = days["first_on"], days["last_on"]
    if not any(texts[name] for name in ("body", "number", "first_on", "last_on")):
        return True
    return bool(texts["body"]) and first is not None and last is not None and first <= last


def _does(texts: Mapping[str, str], specialty: str) -> bool:
    if not texts["method"] and not texts["specialty"]:
        return True
    return bool(texts["method"]) and bool(specialty)


def _counted(texts: Mapping[str, str], numbers: Mapping[str, int | None]) -> bool:
    """Tell whether a volume is a number of a year, or not told at all."""
    if not texts["volume"]:
        return True
    volume, year = numbers["volume"], numbers["year"]
    is_year = year is not None and YEARS[0] <= year <= YEARS[1]
    return volume is not None and volume <= MOST and is_year and bool(texts["method"])


YEARS: Final = (1990, 2199)
MOST: Final = 1_000_000
