"""Cases of treatment abroad which are decided in the demonstration, and how far they have come."""

from dataclasses import dataclass
from typing import Final

from qanat.care.abroad.states import Decision, Verdict
from qanat.ops.demo.treatment import Case

HOME: Final = Decision.HOME


@dataclass(frozen=True, slots=True)
class Decided:
    """A case which was decided so many days ago, how, and how far it has come since."""

    case: Case
    days_ago: int
    decision: Decision
    until: str = "decided"
    ground: str = ""
    is_paid_by_others: bool = False


def _case(age: int, what: str, icd10: str, disease: str, treatment: str, summary: str,
          verdict: str = Verdict.ABROAD) -> Case:  # fmt: skip
    return Case("agenda", (age, age), what, icd10, disease, treatment, summary, 0, 2,
                verdict=verdict)  # fmt: skip


CASES: Final = (
    Decided(
        _case(
            6,
            "Порок сердца, единственный желудочек",
            "Q20.4",
            "another",
            "Операция Фонтена",
            "После двух этапов.",
            Verdict.HERE,
        ),
        420,
        HOME,
        "closed",
    ),
    Decided(
        _case(
            4,
            "Апластическая анемия",
            "D61.9",
            "transplantation",
            "Трансплантация от неродственного донора",
            "Донор найден.",
        ),
        85,
        Decision.ABROAD,
        "follow_up",
    ),
    Decided(
        _case(
            39,
            "Аневризма артерий мозга",
            "I67.1",
            "endovascular",
            "Потоковый стент",
            "Гигантская аневризма.",
        ),
        85,
        Decision.ABROAD,
        "invoiced",
    ),
    Decided(
        _case(52, "Меланома глаза", "C69.3", "eye", "Брахитерапия", "Опухоль 8 мм."),
        44,
        Decision.ABROAD,
        "treated",
    ),
    Decided(
        _case(
            11,
            "Опухоль ствола мозга",
            "C71.7",
            "radiosurgery_brain",
            "Радиохирургия",
            "Очаг 12 мм.",
        ),
        30,
        Decision.ABROAD,
        "admitted",
    ),
    Decided(
        _case(
            33,
            "Стеноз трахеи",
            "J39.8",
            "trachea",
            "Пластика трахеи приглашённым хирургом",
            "Протяжённый стеноз.",
        ),
        30,
        Decision.SPECIALIST,
        "admitted",
    ),
    Decided(
        _case(
            2,
            "Врождённый порок сердца",
            "Q20.4",
            "another",
            "Операция Фонтена",
            "Тяжёлая сердечная недостаточность.",
        ),
        30,
        Decision.ABROAD,
        "died",
    ),
    Decided(
        _case(
            64,
            "Аневризма аорты",
            "I71.4",
            "another",
            "Эндопротезирование",
            "Выполняется в стране.",
            Verdict.HERE,
        ),
        16,
        Decision.REFUSE,
        "appealed",
        ground="available_at_home",
    ),
    Decided(
        _case(
            44,
            "АВМ спинного мозга",
            "Q28.2",
            "endovascular",
            "Эмболизация",
            "Нарастающая слабость.",
        ),
        16,
        Decision.ABROAD,
        "travelling",
    ),
    Decided(
        _case(
            8,
            "Хордома основания черепа",
            "C41.0",
            "skull_base",
            "Трансоральное удаление",
            "Рост за полгода.",
        ),
        16,
        Decision.ABROAD,
        "contracted",
        is_paid_by_others=True,
    ),
    Decided(
        _case(
            27, "Нейроэндокринная опухоль", "C75.9", "net_lutetium", "Лютеций-177", "Прогрессия."
        ),
        4,
        Decision.ABROAD,
        "reserved",
    ),
    Decided(
        _case(61, "Стеноз гортани", "J38.6", "larynx", "Реконструкция", "Канюля."),
        4,
        Decision.ABROAD,
    ),
    Decided(
        _case(
            57,
            "Цирроз печени",
            "K74.6",
            "transplantation",
            "Трансплантация печени",
            "MELD 14.",
            Verdict.HERE,
        ),
        4,
        Decision.REFUSE,
        ground="available_at_home",
    ),
)
