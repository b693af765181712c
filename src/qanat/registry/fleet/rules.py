"""Decisions about the fleet, as plain functions of plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta


def is_stale(stated_at: datetime | None, now: datetime, after_h: float) -> bool:
    """Tell whether a statement is too old to be relied on; no statement at all is."""
    return stated_at is None or now - stated_at > timedelta(hours=after_h)


def why_not_available(
    *, status: str, has_type: bool, has_base: bool, has_contract: bool, is_withdrawn: bool
) -> str:
    """Return why an aircraft can't be planned with, "" if it can.

    The first reason that holds, the gravest first. One of which nothing was ever stated is
    not taken for serviceable.
    """
    reasons = (
        ("withdrawn", is_withdrawn),
        ("never_stated", status == ""),
        ("unserviceable", status == "unserviceable"),
        ("type_unknown", not has_type),
        ("no_base", not has_base),
        ("no_contract", not has_contract),
    )
    return next((reason for reason, holds in reasons if holds), "")


def days_left(valid_until: date | None, today: date) -> int | None:
    """Return for how many days after today a certificate holds; negative when it is over.

    Args:
        valid_until: the first day on which it does not hold any more.
        today: the day asked about.
    """
    return None if valid_until is None else (valid_until - today).days - 1


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Share out whole things by weight; the shares add up to the total.

    Each gets the whole part of its quota; what is left goes to the largest remainders, the
    first of equals first (Hamilton's method).
    """
    sum_of_weights = sum(weights)
    if not weights or sum_of_weights <= 0:
        return [0] * len(weights)
    quotas = [total * weight / sum_of_weights for weight in weights]
    shares = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(weights)), key=lambda i: (shares[i] - quotas[i], i))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares


@dataclass(frozen=True, slots=True)
class Town:
    """Where ambulances may stand."""

    id: int
    population: int
    is_urban: bool


@dataclass(frozen=True, slots=True)
class Area:
    """A region with its towns and villages."""

    code: str
    population: int
    towns: tuple[Town, ...]

    @property
    def urban_population(self) -> int:
        """People in its towns, at most all of the region."""
        return min(sum(t.population for t in self.towns if t.is_urban), self.population)


@dataclass(frozen=True, slots=True)
class Stand:
    """So many ambulances in one place of a region; ``town_id`` None: the place is not told."""

    region: str
    town_id: int | None
    is_urban: bool
    count: int


def spread_crews(total: int, rural: int, areas: Sequence[Area]) -> list[Stand]:
    """Share crews among regions, and within them among towns and villages, by population.

    Args:
        total: crews of the country.
        rural: how many of them stand in villages.
        areas: the regions.
    """
    rural_shares = apportion(rural, [a.population - a.urban_population for a in areas])
    urban_shares = apportion(total - rural, [a.urban_population for a in areas])
    return [
        stand
        for area, in_villages, in_towns in zip(areas, rural_shares, urban_shares, strict=True)
        for is_urban, count in ((True, in_towns), (False, in_villages))
        for stand in _stands(area, is_urban=is_urban, count=count)
    ]


def _stands(area: Area, *, is_urban: bool, count: int) -> list[Stand]:
    towns = [town for town in area.towns if town.is_urban == is_urban]
    if not towns:
        return [Stand(area.code, None, is_urban, count)] if count else []
    shares = apportion(count, [max(town.population, 1) for town in towns])
    return [
        Stand(area.code, town.id, is_urban, share)
        for town, share in zip(towns, shares, strict=True)
        if share
    ]


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement as far as time counts."""

    stated_at: datetime
    since: datetime
    is_serviceable: bool


def serviceable_s(statements: Sequence[Stated], start: datetime, end: datetime) -> tuple[int, int]:
    """Return for how many seconds the state of an aircraft is known, and was serviceable.

    A statement holds from the moment it names until another one says otherwise; one which
    names an earlier moment than those before it replaces them from there.
    """
    line: list[Stated] = []
    for one in sorted(statements, key=lambda said: said.stated_at):
        while line and line[-1].since >= one.since:
            line.pop()
        line.append(one)
    known = fit = 0.0
    for at, one in enumerate(line):
        until = line[at + 1].since if at + 1 < len(line) else end
        seconds = (min(until, end) - max(one.since, start)).total_seconds()
        if seconds > 0:
            known += seconds
            fit += seconds if one.is_serviceable else 0
    return round(known), round(fit)
