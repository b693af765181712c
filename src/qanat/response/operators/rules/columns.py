"""Columns of an airline's invoice and the words of its cells."""

from typing import Final

from qanat.foundation.tabular.layout import Columns

COLUMNS: Final = Columns(
    {
        "tail": (
            "Борт", "бортовой номер", "ВС", "воздушное судно", "рег. номер", "әуе кемесі",
            "борт нөмірі", "havo kemasi", "bort raqami", "aircraft", "tail", "tail number",
            "registration",
        ),
        "on": (
            "Дата", "дата вылета", "дата рейса", "күні", "ұшу күні", "sana", "date", "flight date",
        ),
        "off_at": (
            "Вылет", "время вылета", "взлёт", "отправление", "ұшып шықты", "ұшу уақыты",
            "uchish vaqti", "departure", "off", "take-off", "take off", "off blocks",
        ),
        "on_at": (
            "Посадка", "время посадки", "прилёт", "прибытие", "қонды", "қону уақыты",
            "qoʻnish vaqti", "arrival", "on", "landing", "on blocks",
        ),
        "hours": (
            "Налёт", "налёт ч", "налёт, час", "лётное время", "время полёта", "часы",
            "ұшу сағаты", "ұшу уақыты, сағ", "parvoz vaqti", "hours", "flight hours", "flight time",
            "block time",
        ),
        "kind": (
            "Вид", "вид рейса", "тип рейса", "вид полёта", "түрі", "turi", "kind", "type of flight",
        ),
        "route": ("Маршрут", "бағыт", "маршруты", "yoʻnalish", "route", "sector"),
        "price": (
            "Цена за час", "тариф", "стоимость часа", "цена часа", "сағат бағасы", "soat narxi",
            "price per hour", "hour price", "rate",
        ),
        "amount": (
            "Сумма", "сумма, тенге", "сумма тенге", "стоимость", "итого", "к оплате", "сомасы",
            "summa", "amount", "total", "sum",
        ),
    },
    needed=("tail", "off_at", "amount"),
)  # fmt: skip
"""An invoice without the needed ones can't be compared with what was flown."""

POSITIONING: Final = (
    "перегон", "перебаз", "порожн", "позицион", "подлёт", "подлет", "бос ұшу", "орналастыру",
    "boʻsh", "bo'sh", "position", "ferry", "empty",
)  # fmt: skip
"""Pieces of words which say that nobody was flown."""
FLIGHT: Final = (
    "рейс", "полёт", "полет", "сан", "с пациент", "задани", "ұшу", "parvoz", "flight", "mission",
    "medevac", "patient",
)  # fmt: skip
TOTAL: Final = ("итого", "всего", "барлығы", "жиыны", "жиыны:", "jami", "жами", "total", "sum")
"""Words with which the last line of a table begins."""
