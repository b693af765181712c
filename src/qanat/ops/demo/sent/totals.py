"""How many of everything a year of treatment abroad holds, so that the published counts come out.

Source:
    docs/sources.md#demonstration-year
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

SEED: Final = 2025
"""The seed which makes the published counts; any other makes other ones."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one group of diseases, and what one costs on average, in millions of tenge."""

    cases: int
    mean_mln: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The free choices of a year.

    Attributes:
        months: in which the commission sits: the year ends with the last of them.
        countries: patients sent, by country.
        specialists: patients treated here by a foreign specialist.
        children: of all those helped.
        groups: of all those helped, by what ails them; the key is one of ``plan.ILLNESSES``.
        refused, at_home, deferred: cases which nobody was sent for.
    """

    year: int
    months: int
    countries: Mapping[str, int]
    specialists: int
    children: int
    groups: Mapping[str, Group]
    refused: int
    at_home: int
    deferred: int

    @property
    def helped(self) -> int:
        """Return how many were helped, abroad or here."""
        return sum(self.countries.values()) + self.specialists


YEAR_2022: Final = Totals(
    year=2022,
    months=12,
    countries={"TR": 44, "RU": 13, "DE": 9, "IN": 7, "BY": 6, "KR": 1},
    specialists=0,
    children=71,
    groups={
        "blood": Group(14, 24.0),
        "urogenital": Group(5, 21.0),
        "nervous": Group(9, 12.0),
        "neoplasms": Group(24, 9.5),
        "congenital": Group(16, 8.0),
        "digestion": Group(6, 14.0),
        "respiration": Group(6, 6.5),
    },
    refused=17,
    at_home=9,
    deferred=3,
)
"""Countries and children as published; costs, groups and refusals are one assignment that fits."""
YEAR_2025: Final = Totals(
    year=2025,
    months=11,
    countries={"DE": 24, "TR": 21, "IN": 14, "RU": 6, "BY": 3, "KR": 2},
    specialists=7,
    children=64,
    groups={
        "blood": Group(6, 35.0),
        "urogenital": Group(4, 32.0),
        "nervous": Group(12, 17.0),
        "neoplasms": Group(21, 9.0),
        "congenital": Group(17, 7.6),
        "digestion": Group(7, 13.0),
        "respiration": Group(10, 5.6),
    },
    refused=21,
    at_home=12,
    deferred=4,
)
"""Totals, the leading countries and the costs of three groups as published, until 1 December."""


def years(seed: int = SEED, scale: int = 1) -> tuple[Totals, ...]:
    """Return the years to be made, the earliest first, so many times smaller."""
    chance = random.Random(f"{seed}/sent")  # noqa: S311 (to be repeatable)
    made = []
    for one in (YEAR_2022, YEAR_2025):
        factor = 1.0 if seed == SEED else chance.choice((-1, 1)) * chance.uniform(0.1, 0.3) + 1
        made.append(scaled(one, factor / scale))
    return tuple(made)


def scaled(totals: Totals, factor: float) -> Totals:
    """Return a year so many times larger, with every country and group still in it."""
    if factor == 1.0:
        return totals
    countries = {code: _times(n, factor) for code, n in totals.countries.items()}
    specialists = _times(totals.specialists, factor) if totals.specialists else 0
    helped = sum(countries.values()) + specialists
    groups = {code: replace(g, cases=_times(g.cases, factor)) for code, g in totals.groups.items()}
    largest = max(groups, key=lambda code: groups[code].cases)
    rest = helped - sum(group.cases for group in groups.values())
    if groups[largest].cases + rest < 1:
        return scaled(totals, factor * 1.2)
    groups[largest] = replace(groups[largest], cases=groups[largest].cases + rest)
    return replace(
        totals,
        countries=countries,
        specialists=specialists,
        groups=groups,
        children=min(helped, _times(totals.children, factor)),
        refused=_times(totals.refused, factor),
        at_home=_times(totals.at_home, factor),
        deferred=_times(totals.deferred, factor),
    )


def _times(count: int, factor: float) -> int:
    return max(1, round(count * factor))
