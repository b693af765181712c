"""Make up the cases of a year: pure and repeatable, from a seed and the totals that must come out.

Source:
    docs/sources.md#demonstration-year
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from qanat.foundation.days import NATIONAL, is_working_day
from qanat.ops.demo.sent.totals import Group, Totals

DAY: Final = timedelta(days=1)
SITS_ON: Final = 16
"""About that day of a month the commission sits."""
FIRST_HOUR: Final = 9
OF_AGE: Final = 18
LATE_OF: Final = 14
"""One case of so many waits longer than the term."""


@dataclass(frozen=True, slots=True)
class Illness:
    """What ails somebody; ``disease`` is an item of the list, or ``another`` for children alone."""

    icd10: str
    disease: str
    diagnosis: str
    treatment: str
    summary: str


ILLNESSES: Final[Mapping[str, tuple[Illness, ...]]] = {
    "blood": (
        Illness("D61.9", "transplantation", "Апластическая анемия",
                "Трансплантация костного мозга от неродственного донора",
                "Зависимость от трансфузий, родственного донора нет."),
        Illness("D81.1", "transplantation", "Тяжёлый комбинированный иммунодефицит",
                "Трансплантация от неродственного донора", "Повторные инфекции, донора нет."),
        Illness("D56.1", "transplantation", "Бета-талассемия, большая форма",
                "Трансплантация от неродственного донора", "Перегрузка железом, донора нет."),
    ),
    "urogenital": (
        Illness("N18.5", "transplantation", "Хроническая болезнь почек, пятая стадия",
                "Трансплантация почки", "Диализ, сенсибилизация, родственного донора нет."),
    ),
    "nervous": (
        Illness("G40.2", "another", "Фармакорезистентная эпилепсия",
                "Предхирургическая диагностика и операция", "Ежедневные приступы."),
        Illness("G24.1", "another", "Генерализованная дистония",
                "Глубокая стимуляция мозга", "Генетическая форма, лекарства не помогают."),
    ),
    "neoplasms": (
        Illness("C71.7", "radiosurgery_brain", "Опухоль ствола мозга",
                "Радиохирургия (гамма-нож)", "Операция невозможна, очаг до 15 мм."),
        Illness("C69.2", "eye", "Ретинобластома", "Брахитерапия с аппликатором",
                "Единственный видящий глаз."),
        Illness("C41.0", "skull_base", "Хордома основания черепа", "Трансоральное удаление",
                "Рост за полгода."),
    ),
    "congenital": (
        Illness("Q28.2", "endovascular", "Артериовенозная мальформация мозга",
                "Эндоваскулярная эмболизация", "Кровоизлияние год назад."),
        Illness("Q32.1", "trachea", "Врождённый стеноз трахеи", "Слайд-пластика трахеи",
                "Полные хрящевые кольца, эпизоды удушья."),
    ),
    "digestion": (
        Illness("K74.6", "transplantation", "Цирроз печени", "Трансплантация печени",
                "В листе ожидания, донора нет."),
    ),
    "respiration": (
        Illness("J38.6", "larynx", "Рубцовый стеноз гортани", "Реконструкция гортани",
                "Третья степень, канюля, две операции без успеха."),
        Illness("J39.8", "trachea", "Протяжённый стеноз трахеи", "Резекция и пластика трахеи",
                "После длительной вентиляции."),
    ),
}  # fmt: skip
UNLISTED: Final = Illness(
    "M16.1", "another", "Коксартроз", "Эндопротезирование", "Боль, ходьба с тростью."
)
"""Of an adult whom no category takes in."""
AT_HOME: Final = Illness(
    "Q21.0", "another", "Дефект межжелудочковой перегородки", "Пластика дефекта",
    "Недостаточность кровообращения.",
)  # fmt: skip
"""Of a child which is treated in the country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A case from its draft to its end.

    Attributes:
        outcome: as the commission decides.
        country: where the patient is treated; "" where nobody is sent.
        price_mln: of the treatment, in millions of tenge.
        chosen: place of the clinic among those of its country.
        begun_at, sent_at, decided_at: the draft, the petition, the sitting.
    """

    region: str
    years: int
    sex: str
    name: int
    illness: Illness
    group: str
    outcome: str
    country: str
    price_mln: float
    chosen: int
    begun_at: datetime
    sent_at: datetime
    decided_at: datetime

    @property
    def is_returned(self) -> bool:
        """Tell whether papers are missing at first."""
        return self.chosen % 8 == 3  # noqa: PLR2004 (one of eight)

    @property
    def is_urgent(self) -> bool:
        """Tell whether it gets so bad meanwhile that the case can't wait."""
        return self.chosen % 12 == 5  # noqa: PLR2004 (one of twelve)

    @property
    def dies(self) -> bool:
        """Tell whether the patient dies at home within the year after treatment abroad."""
        return self.outcome == "abroad" and self.chosen % 25 == 7  # noqa: PLR2004 (four of a hundred)

    @property
    def appeals(self) -> bool:
        """Tell whether a refusal is appealed against; what is decided stays as it was."""
        return self.outcome == "refuse" and self.chosen % 3 == 0


def plan_year(totals: Totals, regions: Sequence[str], seed: int) -> tuple[Planned, ...]:
    """Return the cases of a year by the day of their sitting."""
    chance = random.Random(f"{seed}/{totals.year}/sent")  # noqa: S311 (to be repeatable)
    sittings = [_sitting(totals.year, month) for month in range(1, totals.months + 1)]
    drawn = _Drawn(chance, tuple(regions), sittings)
    helped = _helped(totals, chance)
    cases = [drawn.case(*one) for one in helped]
    nobody = ("", 0.0)
    cases += [
        drawn.case(UNLISTED, "", "refuse", *nobody, chance.randint(30, 70))
        for _at in range(totals.refused)
    ]
    cases += [
        drawn.case(AT_HOME, "", "home", *nobody, chance.randint(1, 12))
        for _at in range(totals.at_home)
    ]
    for _at in range(totals.deferred):
        illness = chance.choice(ILLNESSES["neoplasms"])
        cases.append(drawn.case(illness, "", "defer", *nobody, chance.randint(5, 16)))
    return tuple(sorted(cases, key=lambda one: (one.decided_at, one.begun_at, one.name)))


Helped = tuple[Illness, str, str, str, float, int]


def _helped(totals: Totals, chance: random.Random) -> list[Helped]:
    """Deal countries, ages and prices to those who are helped."""
    goals = [code for code, n in totals.countries.items() for _at in range(n)]
    goals += [""] * totals.specialists
    chance.shuffle(goals)
    ill = [(group, price) for group, of in totals.groups.items() for price in _prices(of, chance)]
    adults = totals.helped - totals.children
    can_be_grown = [at for at, (group, _price) in enumerate(ill) if _listed(group)]
    grown = set(chance.sample(can_be_grown, min(adults, len(can_be_grown))))
    found = []
    for at, ((group, price), goal) in enumerate(zip(ill, goals, strict=True)):
        is_grown = at in grown
        illness = chance.choice(_listed(group) if is_grown else ILLNESSES[group])
        years = chance.randint(19, 58) if is_grown else chance.randint(0, 16)
        found.append((illness, group, "abroad" if goal else "specialist", goal, price, years))
    return found


def _listed(group: str) -> list[Illness]:
    return [one for one in ILLNESSES[group] if one.disease != "another"]


def _prices(group: Group, chance: random.Random) -> list[float]:
    """Return prices which differ and have the mean of the group."""
    drawn = [chance.uniform(0.7, 1.4) for _at in range(group.cases)]
    middle = sum(drawn) / group.cases
    return [round(group.mean_mln * one / middle, 3) for one in drawn]


@dataclass(slots=True)
class _Drawn:
    """Draws the rest of a case: whose it is, where he lives, when it goes on."""

    chance: random.Random
    regions: tuple[str, ...]
    sittings: list[datetime]
    count: int = 0

    def case(
        self, illness: Illness, group: str, outcome: str, country: str, price: float, years: int
    ) -> Planned:
        """Return a case."""
        chance = self.chance
        decided = chance.choice(self.sittings)
        is_late = chance.randrange(LATE_OF) == 0
        before = chance.randint(31, 40) if is_late else chance.randint(16, 27)
        sent = _working(decided - before * DAY, chance)
        begun = _working(sent - chance.randint(3, 20) * DAY, chance)
        self.count += 1
        return Planned(
            region=chance.choice(self.regions),
            years=years,
            sex=chance.choice(("male", "female")),
            name=self.count,
            illness=illness,
            group=group,
            outcome=outcome,
            country=country,
            price_mln=price,
            chosen=chance.randrange(100),
            begun_at=begun,
            sent_at=sent,
            decided_at=decided,
        )


def _sitting(year: int, month: int) -> datetime:
    day = date(year, month, SITS_ON)
    while not is_working_day(day):
        day += DAY
    return datetime.combine(day, time(10), NATIONAL).astimezone(UTC)


def _working(at: datetime, chance: random.Random) -> datetime:
    """Return a moment of office hours on that day or a working day before it."""
    day = at.date()
    while not is_working_day(day):
        day -= DAY
    clock = time(FIRST_HOUR + chance.randint(0, 7), chance.randrange(60))
    return datetime.combine(day, clock, NATIONAL).astimezone(UTC)
