"""The people of a year: no two of them alike in name and day of birth."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from qanat.ops.demo.people import DAYS_PER_YEAR, FAMILY, MEN, WOMEN
from qanat.ops.demo.year.values import Person
from qanat.ops.demo.year.world import Case

FATHERS: Final = (
    "Ермек", "Серік", "Бақыт", "Қайрат", "Марат", "Талғат", "Жанат", "Мұрат", "Болат", "Арман",
    "Самат", "Ғалым", "Рашид", "Данияр", "Олжас", "Сабыр", "Төлеген", "Ерік", "Дамир", "Ильяс",
)  # fmt: skip


@dataclass(slots=True)
class People:
    """Makes persons who fit a case."""

    chance: random.Random
    made: list[Person] = field(default_factory=list)
    _known: set[tuple[str, date]] = field(default_factory=set)

    def add(self, case: Case, region: str, on: date) -> int:
        """Make a person who falls ill on a day; return his number."""
        while True:
            person = self._draw(case, region, on)
            if (person.name, person.born_on) not in self._known:
                break
        self._known.add((person.name, person.born_on))
        self.made.append(person)
        return len(self.made) - 1

    def _draw(self, case: Case, region: str, on: date) -> Person:
        chance = self.chance
        sex = case["sex"] if case["sex"] in {"m", "f"} else chance.choice("mf")
        low, high = case["age"]
        if high == 0:
            days = chance.randint(0, 5)
        else:
            days = chance.randint(low, high) * DAYS_PER_YEAR + chance.randint(40, 320)
        family, father = chance.choice(FAMILY), chance.choice(FATHERS)
        given = chance.choice(MEN if sex == "m" else WOMEN)
        end = "а" if sex == "f" and family.endswith(("ов", "ев")) else ""
        child = "ұлы" if sex == "m" else "қызы"
        name = f"{family}{end} {given} {father}{child}"
        return Person(name, "male" if sex == "m" else "female", on - timedelta(days=days), region)
