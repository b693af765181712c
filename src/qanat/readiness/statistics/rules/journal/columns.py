"""Columns of a journal: what they mean and the headings they are found by."""

from collections.abc import Mapping
from typing import Final

from qanat.foundation.tabular.layout import Columns

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

COLUMNS: Final = Columns(
    HEADINGS,
    needed=(
        "row_no", "request_kind", "request_no", "received_at", "region", "service", "performed_at",
    ),
)  # fmt: skip
"""A table without the needed ones is not a journal."""


def heading(field: str) -> str:
    """Return the usual heading of a column."""
    return COLUMNS.heading(field)
