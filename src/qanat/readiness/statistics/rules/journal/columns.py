"""Columns of a journal: what they mean and the headings they are found by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "row_no": ("№ п/п", "№", "N п/п", "No", "номер строки", "р/с", "р/с №", "№ р/с", "row number"),
    "request_kind": ("Вид заявки", "тип заявки", "өтінім түрі", "request kind", "kind of request"),
    "request_no": ("№ заявки", "номер заявки", "өтінім №", "өтінім нөмірі", "request number"),
    "received_at": (
        "Дата и время заявки", "дата заявки", "время поступления заявки", "поступила",
        "өтінім күні мен уақыты", "өтінім уақыты", "received", "received at", "request time",
    ),
    "channel": ("Канал", "канал поступления", "арна", "channel"),
    "country": ("Страна", "ел", "мемлекет", "country"),
    "region": ("Регион", "область", "облыс", "өңір", "region"),
    "settlement": ("Населённый пункт", "нас. пункт", "елді мекен", "settlement", "place"),
    "sending_facility": (
        "Направившая МО", "направившая организация", "жіберген МҰ", "жіберген ұйым",
        "sending facility",
    ),
    "patient": ("Пациент", "ФИО пациента", "ФИО", "пациенттің аты-жөні", "patient", "patient name"),
    "iin": ("ИИН", "ИИН пациента", "ЖСН", "IIN"),
    "born_on": ("Дата рождения", "д.р.", "туған күні", "born", "date of birth", "birth date"),
    "sex": ("Пол", "жынысы", "sex"),
    "document": ("Документ", "№ документа", "паспорт", "құжат", "құжат №", "document", "passport"),
    "diagnosis": ("Диагноз", "диагнозы", "diagnosis"),
    "icd10": ("МКБ-10", "МКБ", "код МКБ-10", "АХЖ-10", "ХАЖ-10", "ICD-10", "ICD"),
    "nosology": ("Нозология", "группа нозологий", "нозологиясы", "nosology"),
    "service": (
        "Вид услуги", "услуга", "қызмет түрі", "көрсетілген қызмет", "service", "service kind",
    ),
    "performed_at": (
        "Дата и время услуги", "дата услуги", "қызмет күні мен уақыты", "қызмет уақыты",
        "performed", "performed at", "service time",
    ),
    "level": ("Уровень", "уровень вылета", "деңгейі", "деңгей", "level"),
    "route": ("Маршрут", "бағыт", "маршруты", "route"),
    "decision": ("Решение", "шешім", "шешімі", "decision"),
    "decline_reason": ("Причина отказа", "бас тарту себебі", "reason", "decline reason"),
    "flight_no": ("№ вылета", "номер вылета", "ұшу №", "ұшып шығу №", "flight number", "flight"),
    "trip_no": ("№ выезда", "номер выезда", "шығу №", "сапар №", "trip number", "road trip"),
    "aircraft": ("Борт", "бортовой номер", "әуе кемесі", "aircraft", "tail number"),
    "operator": ("Оператор", "авиакомпания", "эксплуатант", "тасымалдаушы", "operator"),
    "departed_at": ("Вылет", "время вылета", "ұшып шықты", "ұшуы", "take-off", "departure"),
    "landed_at": ("Посадка", "время посадки", "қонды", "қонуы", "landing", "arrival"),
    "flight_hours": ("Налёт ч", "налёт, час", "ұшу сағаты", "flight hours", "hours"),
    "crew": ("Бригада", "состав бригады", "бригада құрамы", "crew", "team"),
    "receiving_facility": (
        "Принявшая МО", "принявшая организация", "қабылдаған МҰ", "қабылдаған ұйым",
        "receiving facility",
    ),
    "escorted": (
        "Медицинское сопровождение", "мед. сопровождение", "медициналық сүйемелдеу",
        "medical escort",
    ),
    "organ": ("Орган", "донорский орган", "ағза", "донорлық ағза", "organ"),
    "journal": ("Журнал", "журнал атауы", "journal"),
}  # fmt: skip
"""Meaning of a column -> headings; the first is how we write it ourselves."""

FIELDS: Final = tuple(HEADINGS)
NEEDED: Final = (
    "row_no", "request_kind", "request_no", "received_at", "region", "service", "performed_at",
)  # fmt: skip
"""A table without these is not a journal."""


def heading(field: str) -> str:
    """Return the usual heading of a column."""
    return HEADINGS[field][0]


def heading_key(text: str) -> str:
    """Fold a heading so that case, spaces, dots and ё do not matter."""
    return "".join(ch for ch in text.casefold().replace("ё", "е") if ch.isalnum() or ch == "№")


_BY_KEY: Final = {heading_key(name): field for field, names in HEADINGS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of one table are.

    ``at`` gives the place of each found column; ``headings`` the words of the table itself.
    """

    headings: tuple[str, ...]
    at: Mapping[str, int]
    doubled: tuple[str, ...] = ()
    """Headings of columns with a meaning which stand in the table more than once."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The needed columns which the table does not have."""
        return tuple(field for field in NEEDED if field not in self.at)

    def shown(self, field: str) -> str:
        """Return the heading a person sees in his table."""
        place = self.at.get(field)
        return heading(field) if place is None else " ".join(self.headings[place].split())


def lay_out(headings: Sequence[str], own: Mapping[str, str] | None = None) -> Layout:
    """Find the columns of a table by its headings.

    Args:
        headings: the cells of the heading row.
        own: the user's own names, meaning -> heading; they go before the usual ones.

    Returns:
        The layout; of two headings of one meaning the first counts.
    """
    wanted = dict(_BY_KEY)
    for field, name in (own or {}).items():
        for key in [key for key, known in wanted.items() if known == field]:
            del wanted[key]
        wanted[heading_key(name)] = field
    at: dict[str, int] = {}
    seen: set[str] = set()
    doubled: list[str] = []
    for place, text in enumerate(headings):
        key = heading_key(text)
        found = wanted.get(key)
        if found is None:
            continue
        if key in seen:
            doubled.append(" ".join(text.split()))
        seen.add(key)
        at.setdefault(found, place)
    return Layout(tuple(headings), at, tuple(dict.fromkeys(doubled)))
