"""Random journals with a known truth: every nastiness real ones have, and what they must yield.

The truth is kept beside the rows while they are made, by other means than those of the product.
"""

import csv
import io
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

COLUMNS = {
    "row_no": "№ п/п", "request_kind": "Вид заявки", "request_no": "№ заявки",
    "received_at": "Дата и время заявки", "channel": "Канал", "country": "Страна",
    "region": "Регион", "settlement": "Населённый пункт", "sending_facility": "Направившая МО",
    "patient": "Пациент", "iin": "ИИН", "born_on": "Дата рождения", "sex": "Пол",
    "diagnosis": "Диагноз", "icd10": "МКБ-10", "nosology": "Нозология", "service": "Вид услуги",
    "performed_at": "Дата и время услуги", "level": "Уровень", "route": "Маршрут",
    "decision": "Решение", "decline_reason": "Причина отказа", "flight_no": "№ вылета",
    "trip_no": "№ выезда", "aircraft": "Борт", "operator": "Оператор", "departed_at": "Вылет",
    "landed_at": "Посадка", "flight_hours": "Налёт ч", "crew": "Бригада",
    "receiving_facility": "Принявшая МО", "escorted": "Медицинское сопровождение",
}  # fmt: skip
REGIONS = {
    "KZ-10": ("область Абай", "Абай облысы", "Abai Region"),
    "KZ-19": ("Алматинская область", "Алматы облысы", "Almaty Region"),
    "KZ-55": ("Павлодарская область", "Павлодар облысы", "Pavlodar Region"),
    "KZ-61": ("Туркестанская область", "Түркістан облысы", "Turkistan Region"),
    "KZ-62": ("область Ұлытау", "Ұлытау облысы", "Ulytau Region"),
    "KZ-71": ("г. Астана", "Астана қаласы", "Astana"),
    "KZ-75": ("г. Алматы", "Алматы қаласы", "город Алматы"),
}
COUNTRIES = {"TR": "Турция", "KG": "Кыргызстан", "KR": "Южная Корея", "EG": "Египет"}
NOSOLOGIES = {
    "obstetric": "акушерская патология", "childhood": "патология детского возраста",
    "circulatory": "болезни системы кровообращения", "trauma": "травмы",
    "newborn": "патология новорождённых", "other": "прочие",
}  # fmt: skip
LEVELS = {"regional": "региональный", "astana": "Астана", "almaty": "Алматы",
          "international": "международный"}  # fmt: skip
SERVICES = {
    "transport_services": "Транспортировка", "onsite_consultations": "Очная консультация",
    "operations": "Операция на месте", "remote_consultations": "Дистанционная консультация",
    "organ_missions": "Транспортировка органов",
}  # fmt: skip
DIAGNOSES = ('ДТП, "политравма"', "Ожог; 38%", "ОКС\nс подъёмом ST")
SURNAMES = ("Иванов", "Өтеген", "Ахметов", "Қасымов", "Шевченко", "Нұрғалиев", "Ли", "Жұмабаев")
NAMES = ("Айгүл", "Тимур", "Өмір", "Инна", "Ержан", "Гүлнар", "Дәулет", "Асель", "Пётр")
WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
ORGANS = "organ_missions"
ALMATY = ZoneInfo("Asia/Almaty")


@dataclass
class Person:
    name: str
    born: date
    iin: str


@dataclass
class Truth:
    """What a figure counts: distinct things with a local time and the region they belong to."""

    things: list[tuple[str, object, datetime, str, str]] = field(default_factory=list)

    def add(self, figure: str, thing: object, at: datetime, region: str, nosology: str) -> None:
        self.things.append((figure, thing, at, region, nosology))

    def count(
        self, first: date, last: date, region: str = "", nosology: str = ""
    ) -> dict[str, int]:
        found = defaultdict(set)
        for figure, thing, at, where, what in self.things:
            fits = not region or region == where
            if first <= at.date() <= last and fits and (not nosology or nosology == what):
                found[figure].add(thing)
        return {figure: len(things) for figure, things in found.items()}


@dataclass
class Journal:
    rows: list[dict[str, str]]
    truth: Truth
    rejected: dict[int, str]
    """Number of a bad row -> why it must be rejected."""
    repeated: int
    mended: list[dict[str, str]]
    """The bad rows as they should have been."""
    mended_truth: Truth

    def text(self, delimiter: str = ";", newline: str = "\r\n") -> str:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
        writer.writerow(COLUMNS.values())
        writer.writerows([row.get(name, "") for name in COLUMNS] for row in self.rows)
        return out.getvalue()


def iin_of(chance: random.Random, born: date, *, female: bool) -> str:
    """Return a valid IIN."""
    century = {19: 3, 20: 5}[born.year // 100] + female
    while True:
        stem = f"{born:%y%m%d}{century}{chance.randrange(10**4):04d}"
        digits = [int(ch) for ch in stem]
        control = sum(d * (i + 1) for i, d in enumerate(digits)) % 11
        if control == 10:
            control = sum(d * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11
        if control < 10:
            return f"{stem}{control}"


class Maker:
    """Makes one journal; ``year`` is that of the receipts."""

    def __init__(self, seed: int, requests: int, year: int = 2025) -> None:
        self.chance = random.Random(seed)  # noqa: S311 (tests)
        self.year, self.requests = year, requests
        self.tails = [f"UP-A{n:04d}" for n in range(max(20, requests // 200))]
        self.rows: list[dict[str, str]] = []
        self.truth, self.mended_truth = Truth(), Truth()
        self.free: dict[str, datetime] = {tail: datetime(year, 1, 1) for tail in self.tails}  # noqa: DTZ001 (as journals have it)
        self.persons: list[Person] = []
        self.flights = 0
        self.trips = 0

    def make(self) -> Journal:
        for number in range(self.requests):
            kind = self.chance.choices(("air", "order", "road"), (60, 25, 15))[0]
            getattr(self, f"_{kind}")(number)
        rejected, mended = self._nasty()
        repeated = self._repeat()
        self.chance.shuffle(self.rows)
        return Journal(self.rows, self.truth, rejected, repeated, mended, self.mended_truth)

    # -- words in many forms -------------------------------------------------------------

    def stamp(self, at: datetime) -> str:
        form = self.chance.choice((
            "%d.%m.%Y %H:%M", "%d.%m.%y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S",
            "%d/%m/%Y %H:%M", " %d.%m.%Y  %H:%M ", "%d.%m.%Y г. %H:%M", "%Y-%m-%d %H:%M:%S",
            "serial", "offset",
        ))  # fmt: skip
        if form == "serial":
            days = (at - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001 (as journals have it)
            return f"{days:.10f}".replace(".", self.chance.choice(".,"))
        if form == "offset":
            return at.replace(tzinfo=ALMATY).isoformat()
        return at.strftime(form)

    def spoil(self, text: str) -> str:
        """Write a word of a list as people do."""
        return self.chance.choice((text, text, text, text.upper(), f"  {text} ", text.title(),
                                   text.replace("ё", "е")))  # fmt: skip

    def person(self) -> Person:
        if self.persons and self.chance.random() < 0.4:
            return self.chance.choice(self.persons)
        female = self.chance.random() < 0.5
        born = date(self.chance.randrange(1935, 2024), 1, 1) + timedelta(
            days=len(self.persons) % 365
        )
        name = f"{self.chance.choice(SURNAMES)} {self.chance.choice(NAMES)} {len(self.persons)}"
        iin = iin_of(self.chance, born, female=female) if self.chance.random() < 0.9 else ""
        self.persons.append(Person(name, born, iin))
        return self.persons[-1]

    def people(self, count: int) -> list[Person]:
        found: list[Person] = []
        while len(found) < count:
            one = self.person()
            if one not in found:
                found.append(one)
        return found

    # -- rows ----------------------------------------------------------------------------

    def request(self, number: int, kind: str, letter: str) -> dict[str, str]:
        received = datetime(self.year, 1, 1) + timedelta(minutes=self.chance.randrange(525_000))  # noqa: DTZ001 (as journals have it)
        region = self.chance.choice(list(REGIONS))
        nosology = self.chance.choice(list(NOSOLOGIES))
        return {"request_kind": kind, "request_no": f"{letter}-{self.year}/{number:05d}",
                "received": received.isoformat(), "region_code": region, "nosology_code": nosology,
                "country_code": ""}  # fmt: skip

    def row(self, request: dict[str, str], people: list[Person], **cells: str) -> dict[str, str]:
        received = datetime.fromisoformat(request["received"])
        country = COUNTRIES.get(request["country_code"], "")
        region = self.chance.choice(REGIONS[request["region_code"]])
        row = {
            "row_no": str(len(self.rows) + 1),
            "request_kind": self.spoil(request["request_kind"]),
            "request_no": request["request_no"],
            "received_at": self.stamp(received),
            "channel": self.chance.choice(("103", "112", "телефон", "МИС")),
            "country": country,
            "region": "" if country else self.spoil(region),
            "patient": "; ".join(self.spoil(one.name) for one in people),
            "iin": "; ".join(one.iin for one in people),
            "born_on": "; ".join(f"{one.born:%d.%m.%Y}" for one in people),
            "sex": "; ".join(self.chance.choice("мж") for _ in people),
            "diagnosis": self.chance.choice(DIAGNOSES),
            "icd10": "T07",
            "nosology": self.spoil(NOSOLOGIES[request["nosology_code"]]),
            "decision": "Одобрена",
            **cells,
        }  # fmt: skip
        self.rows.append(row)
        return row

    def tell(self, figure: str, thing: object, at: datetime, request: dict[str, str]) -> None:
        region = "" if request["country_code"] else request["region_code"]
        self.truth.add(figure, thing, at, region, request["nosology_code"])

    def serve(self, request: dict[str, str], kind: str, at: datetime, flight: object = None,
              **cells: str) -> None:  # fmt: skip
        count = 0 if kind == ORGANS else self.chance.choices((1, 2, 3), (90, 8, 2))[0]
        people = self.people(count if flight or kind == "transport_services" else min(count, 1))
        row = self.row(request, people, service=self.spoil(SERVICES[kind]),
                       performed_at=self.stamp(at), **cells)  # fmt: skip
        if kind == ORGANS:
            return
        self.tell(kind, row["row_no"], at, request)
        self.tell("services", row["row_no"], at, request)
        for one in people:
            self.tell("patients", one.name, at, request)
            if kind == "transport_services":
                self.tell("patients_transported", (one.name, flight), at, request)

    def _order(self, number: int) -> None:
        request = self.request(number, "консультация", "К")
        received = datetime.fromisoformat(request["received"])
        for step in range(self.chance.randrange(1, 4)):
            self.serve(
                request, "remote_consultations", received + timedelta(minutes=15 + 60 * step)
            )

    def _road(self, number: int) -> None:
        request = self.request(number, "автотранспорт", "Д")
        left = datetime.fromisoformat(request["received"]) + timedelta(minutes=20)
        self.trips += 1
        trip = f"Н-{self.trips:06d}"
        self.tell("road_trips", trip, left, request)
        for _ in range(self.chance.choice((1, 1, 2))):
            people = self.people(self.chance.choice((1, 1, 1, 2)))
            row = self.row(request, people, service="Транспортировка", trip_no=trip,
                           performed_at=self.stamp(left + timedelta(minutes=10)),
                           departed_at=self.stamp(left),
                           landed_at=self.stamp(left + timedelta(hours=2)))  # fmt: skip
            self.tell("road_services", row["row_no"], left, request)
            for one in people:
                self.tell("road_patients", (one.name, row["row_no"]), left, request)

    def _air(self, number: int) -> None:
        request = self.request(number, "вылет", "А")
        received = datetime.fromisoformat(request["received"])
        if self.chance.random() < 0.04:
            request["country_code"] = self.chance.choice(list(COUNTRIES))
        flown = self.chance.random() < 0.85
        self.tell("requests", number, received, request)
        if not flown:
            self.tell("requests_not_flown", number, received, request)
        if request["country_code"]:
            self.tell("evacuation_requests", number, received, request)
            if flown:
                self.tell("evacuations", number, received, request)
        if not flown:
            self.row(request, self.people(1), decision="Отказ", decline_reason="погодные условия")
        if not flown or self.chance.random() < 0.3:
            self.serve(request, "remote_consultations", received + timedelta(minutes=15))
        for _ in range(self.chance.choices((1, 2), (92, 8))[0] if flown else 0):
            self._fly(request)

    def _fly(self, request: dict[str, str]) -> None:
        received = datetime.fromisoformat(request["received"])
        tail = self.chance.choice(self.tails)
        left = max(received + timedelta(hours=1), self.free[tail]).replace(second=0)
        landed = left + timedelta(minutes=self.chance.randrange(30, 300))
        self.free[tail] = landed
        self.flights += 1
        flight = f"В-{self.flights:05d}"
        level = "international" if request["country_code"] else self.chance.choice(
            ("regional", "regional", "astana", "almaty"))  # fmt: skip
        route = "международный" if request["country_code"] else self.chance.choice(
            ("внутри региона", "межрегиональный"))  # fmt: skip
        cells = {
            "flight_no": flight, "aircraft": self.chance.choice((tail, tail.lower(), f" {tail}")),
            "operator": f"Авиакомпания {tail[-1]}", "level": self.spoil(LEVELS[level]),
            "route": self.spoil(route), "departed_at": self.stamp(left),
            "landed_at": self.stamp(landed), "escorted": "да",
            "flight_hours": f"{(landed - left).seconds / 3600:.2f}".replace(".", ","),
        }  # fmt: skip
        served = [request]
        if not request["country_code"] and self.chance.random() < 0.08:
            other = {**self.request(self.flights, "вылет", "Б"), "received": request["received"]}
            self.tell("requests", ("Б", self.flights), received, other)
            served.append(other)
        kinds = self.chance.choices(
            (["transport_services"], ["transport_services", "onsite_consultations"],
             ["operations"], [ORGANS], []), (70, 10, 10, 3, 7))[0]  # fmt: skip
        for one in served:
            for figure, yes in (
                ("flights", True), (f"flights_{level}", True),
                ("flights_interregional", route == "межрегиональный"),
                ("flights_with_services", bool(kinds)),
                ("flights_without_medical_service", not kinds), (ORGANS, ORGANS in kinds),
            ):  # fmt: skip
                if yes:
                    self.tell(figure, flight, left, one)
            for kind in kinds:
                self.serve(one, kind, left + timedelta(minutes=20), flight, **cells)
            if not kinds:
                self.row(one, [], **{**cells, "escorted": "нет"})

    # -- what is wrong -------------------------------------------------------------------

    def _nasty(self) -> tuple[dict[int, str], list[dict[str, str]]]:
        """Add rows which must be rejected, and keep them as they should have been."""
        rejected: dict[int, str] = {}
        mended: list[dict[str, str]] = []
        truth, self.truth = self.truth, self.mended_truth
        for code, spoiled in BAD.items():
            start = len(self.rows)
            self._air_bad()
            good = dict(self.rows[-1])
            del self.rows[start:]
            self.rows.append({**good, **spoiled})
            rejected[int(good["row_no"])] = code.split("-")[0]
            mended.append(good)
        self.truth = truth
        flown = [row for row in self.rows if row.get("flight_no") and row.get("service")
                 and int(row["row_no"]) not in rejected]  # fmt: skip
        for row in self.chance.sample(flown, min(3, len(flown))):
            number = len(self.rows) + 1
            self.rows.append({**row, "row_no": str(number), "flight_no": f"Х-{number}"})
            rejected[number] = "aircraft_busy"
        return rejected, mended

    def _air_bad(self) -> None:
        number = 900_000 + len(self.rows)
        request = self.request(number, "вылет", "Ч")
        received = datetime.fromisoformat(request["received"])
        self.tell("requests", number, received, request)
        tail = f"UP-X{len(self.rows):05d}"
        self.flights += 1
        flight = f"Ж-{self.flights:05d}"
        left = received + timedelta(hours=1)
        for figure in ("flights", "flights_regional", "flights_with_services"):
            self.tell(figure, flight, left, request)
        self.serve(request, "transport_services", left + timedelta(minutes=20), flight,
                   flight_no=flight, aircraft=tail, level="региональный", route="внутри региона",
                   departed_at=f"{left:%d.%m.%Y %H:%M}",
                   landed_at=f"{left + timedelta(hours=1):%d.%m.%Y %H:%M}")  # fmt: skip

    def _repeat(self) -> int:
        """Repeat rows, word for word or in other words."""
        chosen = self.chance.sample(self.rows, max(1, len(self.rows) // 100))
        for row in chosen:
            again = dict(row)
            again["request_no"] = f" {again['request_no']} " if again["request_no"] else ""
            again["channel"] = again["channel"].upper()
            self.rows.append(again)
        return len(chosen)


BAD = {
    "impossible_date-1": {"received_at": "32.13.2025 10:00"},
    "impossible_date-2": {"departed_at": "30.02.2025 10:00"},
    "impossible_date-3": {"born_on": "31.04.1980"},
    "impossible_date-4": {"performed_at": "вчера"},
    "landed_before_take_off": {"landed_at": "01.01.1999 00:00"},
    "unknown_service": {"service": "Перевозка мебели"},
    "unknown_request_kind": {"request_kind": "письмо"},
    "unknown_region": {"region": "Атлантида"},
    "unknown_level": {"level": "космический"},
    "no_request_number": {"request_no": " "},
    "missing-1": {"region": ""},
    "missing-2": {"flight_no": ""},
    "missing-3": {"performed_at": ""},
    "misaligned": {"patient": "Иванов; Петров; Сидоров", "iin": "850101300124; 850101400120"},
}


def make_journal(seed: int, requests: int = 60, year: int = 2025) -> Journal:
    """Make a journal."""
    return Maker(seed, requests, year).make()
