"""What the gallery shows: every part in its states, with the longest words of our languages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.utils.safestring import SafeString

from qanat.web import charts, maps, marks, wording
from qanat.web.figures import Figure, Happening, Tab
from qanat.web.paging import one_page
from qanat.web.tables import Column, Row, Table, sort_of


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A row of the sample queue."""

    urgency: int
    what: str
    where: str
    stage: str
    left: SafeString
    selected: bool = False


QUEUE: Final = (
    (1, "Ишемиялық инсульт, 61 жас", "Аягөз → Өскемен", "шешім күтуде", 37),
    (1, "Тыныс алу жеткіліксіздігі, жүктіліктің 26 аптасы", "Жаңаөзен → Ақтау", "ұшуда", 6),
    (
        2,
        "Преэклампсия, 34 апта, екінші босану, ілеспе жүрек ақауы",
        "Арал → Қызылорда",
        "шешім күтуде",
        -12,
    ),
    (
        2,
        "Ожог 38 % поверхности тела, ребёнок 4 лет",
        "Каражал → Караганда, многопрофильная областная больница",
        "бригада вышла",
        64,
    ),
    (3, "Yurak nuqsoni, 9 kunlik chaqaloq", "Koʻkshetau → Ostona", "rejalashtirilgan", 130),
    (4, "Эвакуация, Анталья", "Түркия → Алматы", "құжаттар", 1440),
)

REGIONS: Final = (
    ("Восточно-Казахстанская область", 214),
    ("Түркістан облысы", 187),
    ("Almaty Region", 162),
    ("Қызылорда облысы", 96),
    ("Северо-Казахстанская область", 41),
    ("Ұлытау облысы", None),
)

PLACES: Final = {
    "A": maps.Place("Ақтөбе облысы", (58.0, 50.5)),
    "B": maps.Place("Костанайская область", (64.0, 50.5)),
    "C": maps.Place("Mangystau Region", (58.0, 45.5)),
    "D": maps.Place("Қызылорда", (64.0, 45.5), is_city=True),
}

MONTHS: Final = ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")


def gallery_context(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """Gather the samples of every part."""
    return {
        "now": now,
        "queue": queue(now),
        "table": table(request),
        "empty_table": Table((Column("n", "Number"),), (), "No open requests"),
        "rows_page": one_page(request, range(1, 1235)),
        "figures": figures(),
        "vitals": vitals(),
        "events": events(now),
        "tabs": (
            Tab("Маршрут", "?", current=True),
            Tab("Экипаж және эскорт", "?tab=crew", count=4),
            Tab("Құжаттар", "?tab=docs", count=1204),
        ),
        "facts": (
            ("Қайдан", "Аягөз ауданаралық ауруханасы"),
            ("Қажет", "КТ, тромбэктомия, ЖӨЖ, дәрігер-реаниматолог"),
            ("Байланыс", ""),
            ("Ответственный за приём", "Отделение реанимации и интенсивной терапии № 2"),
        ),
        "times": times(now),
        "drawings": drawings(now),
        "levels": (1, 2, 3, 4),
    }


def times(now: datetime) -> dict[str, datetime]:
    """Return moments in every state of a clock and an age."""
    return {
        "fresh": now - timedelta(seconds=12),
        "stale": now - timedelta(seconds=140),
        "lost": now - timedelta(minutes=20),
        "running": now + timedelta(minutes=103),
        "soon": now + timedelta(minutes=4),
        "late": now - timedelta(minutes=12),
        "since": now - timedelta(minutes=35),
    }


def queue(now: datetime) -> tuple[QueueRow, ...]:
    """Return a sample queue, one row of it chosen."""
    since = now - timedelta(minutes=35)
    return tuple(
        QueueRow(
            u,
            what,
            where,
            stage,
            marks.clock(now + timedelta(minutes=m), since=since, now=now),
            selected=n == 0,
        )
        for n, (u, what, where, stage, m) in enumerate(QUEUE)
    )


def table(request: HttpRequest) -> Table:
    """Return a sample table with sorting, tones and a total."""
    columns = (
        Column("number", "№", sortable=True, whole=True),
        Column("urgency", "Urgency"),
        Column("need", "Қажеттілік"),
        Column("stage", "Кезең"),
        Column("hours", "Часы налёта", numeric=True, sortable=True),
        Column("cost", "Құны", numeric=True),
    )
    sample = (
        (1, "ұшуда", "accent", 3.4),
        (2, "бас тартылды", "", 0.0),
        (2, "мерзімі өтті", "breach", 12.7),
        (4, "жабылды", "ok", 1258.25),
    )
    rows = tuple(
        Row(
            cells=(
                f"2026-{1180 + n}",
                marks.urgency(level, size="small"),
                QUEUE[n][1],
                marks.chip(stage, tone),
                wording.number(hours, 1),
                wording.tenge(int(hours * 31_250_000)),
            ),
            url="?",
            selected=n == 0,
            tone="breach" if tone == "breach" else "",
        )
        for n, (level, stage, tone, hours) in enumerate(sample)
    )
    foot = Row(("", "", "", "Барлығы", wording.number(1274.35, 1), wording.tenge(39_823_437_500)))
    sort = sort_of(request, {"number", "hours"}, default="number")
    return Table(columns, rows, "No rows", caption="Sample missions", sort=sort, foot=foot)


def figures() -> tuple[Figure, ...]:
    """Return sample figures."""
    return (
        Figure(
            "Өтінімдер", wording.number(2589), url="?", growth="+4,5 %", note="2025 жылға қарағанда"
        ),
        Figure("Рейсы с медицинскими услугами", wording.number(2272), url="?"),
        Figure("Доля рейсов регионального уровня", wording.number(68.2, 1), unit="%", url="?"),
        Figure(
            "Шешім нормасынан кеш",
            wording.number(3),
            tone="breach",
            url="?",
            note="ең ұзағы 51 мин",
        ),
        Figure(
            "Ұшу сағаты таусылуда",
            wording.number(41),
            unit="сағ",
            tone="warn",
            unverified_source="шарт № 12",
        ),
    )


def vitals() -> tuple[Figure, ...]:
    """Return sample vitals, two of them not normal."""
    return (
        Figure("АҚ", "186/104", unit="мм с.б.", tone="breach"),
        Figure("ЖСЖ", "94"),
        Figure("SpO₂", "91", unit="%", tone="breach"),
        Figure("GCS", "13"),
    )


def events(now: datetime) -> tuple[Happening, ...]:
    """Return a sample timeline."""
    return (
        Happening(
            now - timedelta(minutes=35),
            "Өтінім түсті",
            who="Аягөз АОА",
            note="Телефонмен",
            icon="phone",
        ),
        Happening(now - timedelta(minutes=29), "Шешім: ұшу", who="Д. Серікқызы"),
        Happening(
            now - timedelta(minutes=8), "Экипаж дайын", corrected="14:31 деп түзетілді, бұрын 14:40"
        ),
        Happening(
            now - timedelta(minutes=2),
            "Норма нарушена: решение принято через 33 минуты",
            tone="breach",
        ),
        Happening(now + timedelta(minutes=40), "Қону, Өскемен (жоспар)", tone="planned"),
    )


def fleet(now: datetime, width: float = 1000.0) -> charts.Chart:
    """Return the sample schedule of three aircraft."""
    start = now - timedelta(hours=2)
    lanes = (
        charts.Lane(
            "PC-12",
            "UP-P1204, Семей",
            (
                charts.Span(
                    now + timedelta(minutes=20), now + timedelta(minutes=98), "Аягөз → Өскемен"
                ),
            ),
        ),
        charts.Lane(
            "Як-40",
            "UP-Y4001, Астана",
            (
                charts.Span(
                    now - timedelta(minutes=84),
                    now + timedelta(minutes=60),
                    "Павлодар → Астана, донор",
                ),
                charts.Span(
                    now + timedelta(hours=2), now + timedelta(hours=4.5), "экипаж демалысы", "rest"
                ),
            ),
        ),
        charts.Lane(
            "Ми-8",
            "UP-MI817, Аягөз",
            (
                charts.Span(
                    now + timedelta(hours=2.5), now + timedelta(hours=7), "техқызмет", "out"
                ),
            ),
        ),
    )
    return charts.schedule(
        "Fleet", lanes, start=start, end=start + timedelta(hours=9), now=now, width=width
    )


def drawings(now: datetime) -> tuple[charts.Chart, ...]:
    """Return sample charts."""
    flights = charts.Series("2026", (172, 165, 190, 201, 214, 198, 220, 231, 205, 188, None, None))
    before = charts.Series("2025", (160, 150, 171, 190, 199, 201, 208, 214, 197, 181, 170, 166))
    return (
        charts.line(
            "Flights by month", MONTHS, (flights, before), norm=charts.Norm("norm 225", 225)
        ),
        charts.bars("Requests by region", tuple(charts.Bar(n, v, url="?") for n, v in REGIONS)),
        charts.stacked(
            "Services",
            ("санитарной авиацией", "қашықтықтан", "by road"),
            tuple(charts.Stack(n, (v or 9, (v or 20) * 1.7, (v or 3) * 0.6)) for n, v in REGIONS),
        ),
        charts.multiples(
            "By month and region",
            MONTHS,
            tuple(
                charts.Series(n, tuple((v or 20) * (0.7 + 0.05 * m) for m in range(12)))
                for n, v in REGIONS
            ),
        ),
        fleet(now),
        *map_drawings(),
    )


def map_drawings() -> tuple[charts.Chart, ...]:
    """Return sample maps of four square regions, one of them named like a city."""
    values = {"A": maps.Shade(12_646), "B": maps.Shade(2_545), "D": maps.Shade(22_672)}
    grid = {"A": (0, 0), "B": (1, 0), "C": (0, 1), "D": (1, 1)}
    names = {code: place.name for code, place in PLACES.items()}
    return (
        maps.choropleth(
            "Services by region", sample_regions(), PLACES, values, note="Borders are approximate."
        ),
        maps.tiles("The same as tiles", names, grid, values),
    )


def sample_regions() -> dict[str, Any]:
    """Return four square regions as GeoJSON."""
    return {
        "type": "FeatureCollection",
        "features": [_square(code, *place.label_at) for code, place in PLACES.items()],
    }


def _square(code: str, lon: float, lat: float) -> dict[str, Any]:
    west, east, south, north = lon - 3, lon + 3, lat - 2.5, lat + 2.5
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "id": code,
        "properties": {"code": code, "name": PLACES[code].name, "label_at": [lon, lat]},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def sample_points() -> dict[str, Any]:
    """Return the objects of the sample map as GeoJSON."""

    def point(lon: float, lat: float, **properties: object) -> dict[str, Any]:
        return {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }

    track = {"type": "LineString", "coordinates": [[76.97, 52.28], [71.47, 51.02]]}
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"kind": "track"}, "geometry": track},
            point(80.43, 47.97, id=1, kind="request", urgency=1, label="1184"),
            point(61.67, 46.79, id=2, kind="request", urgency=2),
            point(69.39, 53.28, id=3, kind="request", urgency=3, state="stale"),
            point(74.2, 51.7, id=4, kind="aircraft", heading=255, label="UP-Y4001", state="fresh"),
            point(52.2, 43.5, id=5, kind="aircraft", heading=90, label="UP-AW139", state="stale"),
            point(71.47, 51.02, id=6, kind="place", label="Астана"),
            point(61.67, 46.79, id=8, kind="place", label="Арал"),
            point(76.9, 43.25, id=7, kind="ambulance", label="103-14"),
        ],
    }
