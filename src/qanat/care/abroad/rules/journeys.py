"""Who comes along at the state's expense, and what stands against a departure.

Source:
    docs/sources.md#treatment-abroad
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qanat.care.abroad.rules.eligibility import ADULT_YEARS


class Obstacle(StrEnum):
    """Why nobody departs yet, or arrives."""

    PASSPORT = "passport"
    VISA = "visa"
    FITNESS = "fitness"
    RISK = "risk"
    ALONE = "alone"
    FLIGHT = "flight"
    MONEY = "money"
    FARE = "fare"
    ESCORT_FARE = "escort_fare"
    NOT_ABOARD = "not_aboard"
    NOT_HANDED_OVER = "not_handed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What is known of a journey before it begins.

    Attributes:
        passport_until: in date; None is not known.
        is_assessed: a physician has said what the way risks.
        needs_flight: by a medical flight only.
        has_flight: the flight centre was asked for one and did not decline.
        is_aboard: its mission has taken the patient on board.
        is_funded: what is paid on this way is committed; ``has_fare``, ``has_escort_fare`` too.
    """

    on: date
    age_years: float | None
    needs_care: bool
    escorts: int
    is_dead: bool = False
    leaves_home: bool = True
    passport_until: date | None = None
    may_enter: bool = False
    fit_until: date | None = None
    is_assessed: bool = False
    needs_flight: bool = False
    by_flight: bool = False
    has_flight: bool = False
    is_aboard: bool = False
    is_funded: bool = False
    has_fare: bool = False
    has_escort_fare: bool = False


def escorts_paid(age_years: float | None, most: int, *, needs_care: bool) -> int:
    """Return how many escorts the budget pays: of children, and of who needs care on the way."""
    is_child = age_years is not None and age_years < ADULT_YEARS
    return most if is_child or needs_care else 0


def obstacles(check: Check) -> tuple[Obstacle, ...]:
    """Return what stands against a departure, in the order in which it is usually settled."""
    return tuple(_obstacles(check))


def _obstacles(check: Check) -> Iterator[Obstacle]:
    if not check.is_dead:
        yield from _of_the_living(check)
    if check.by_flight and not check.has_flight:
        yield Obstacle.FLIGHT
    if not check.is_funded:
        yield Obstacle.MONEY
    if not check.by_flight and not check.has_fare:
        yield Obstacle.FARE
    if check.escorts and not check.has_escort_fare:
        yield Obstacle.ESCORT_FARE
    if check.by_flight and check.has_flight and not check.is_aboard:
        yield Obstacle.NOT_ABOARD


def _of_the_living(check: Check) -> Iterator[Obstacle]:
    if check.passport_until is None or check.passport_until < check.on:
        yield Obstacle.PASSPORT
    if check.leaves_home and not check.may_enter:
        yield Obstacle.VISA
    if check.fit_until is None or check.fit_until < check.on:
        yield Obstacle.FITNESS
    if not check.is_assessed or (check.needs_flight and not check.by_flight):
        yield Obstacle.RISK
    is_child = check.age_years is not None and check.age_years < ADULT_YEARS
    if (is_child or check.needs_care) and not check.escorts and not check.by_flight:
        yield Obstacle.ALONE
