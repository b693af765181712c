"""Synthetic persons: names in the usual forms, dates of birth that fit an age."""

import random
from datetime import date, timedelta
from typing import Any

from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.states import Residency, Sex

FAMILY = (
    "Ахметов", "Оспанов", "Сейтқали", "Нұрланов", "Жұмабаев", "Қасымов", "Әбдірахманов",
    "Төлеуов", "Байжанов", "Ермеков", "Иванов", "Ким", "Шевченко", "Мусаев", "Юсупов",
    "Рахимов", "Петров", "Досжанов", "Сұлтанов", "Қалиев", "Исаев", "Тоқтаров",
)  # fmt: skip
MEN = (
    "Ерлан",
    "Нұрлан",
    "Дәурен",
    "Асқар",
    "Тимур",
    "Сергей",
    "Руслан",
    "Бауыржан",
    "Айдос",
    "Мәди",
)
WOMEN = ("Айгүл", "Гүлнар", "Динара", "Жанна", "Мәдина", "Анна", "Сәуле", "Айжан", "Ләззат", "Инна")
DAYS_PER_YEAR = 365


def patient(
    chance: random.Random, vignette: dict[str, Any], today: date, region: str
) -> PatientDraft:
    """Return a synthetic person who fits a vignette."""
    sex = vignette["sex"] if vignette["sex"] in {"m", "f"} else chance.choice("mf")
    low, high = vignette["age"]
    family = chance.choice(FAMILY)
    given = chance.choice(MEN if sex == "m" else WOMEN)
    feminine = sex == "f" and family.endswith(("ов", "ев"))
    days = chance.randint(0, 5) if high == 0 else chance.randint(low, high) * DAYS_PER_YEAR + 40
    return PatientDraft(
        name=f"{family}{'а' if feminine else ''} {given}",
        sex=Sex.MALE if sex == "m" else Sex.FEMALE,
        birth_on=today - timedelta(days=days),
        citizenship="KZ",
        residency=Residency.CITIZEN,
        region=region,
        is_synthetic=True,
    )
