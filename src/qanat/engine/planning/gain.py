"""Which flights gain nothing over the road: sooner there, no longer driven, and cheaper by it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from qanat.engine.planning.plans import Family, LegKind, Plan

FLIGHTS = frozenset({Family.DIRECT, Family.RELAY})


class Sifted(NamedTuple):
    """Plans told apart.

    Attributes:
        kept: the others, in their order.
        gainless: flights of a patient which some way by road is better than in everything.
    """

    kept: tuple[Plan, ...]
    gainless: tuple[Plan, ...]


def sift(plans: Iterable[Plan]) -> Sifted:
    """Tell flights that gain nothing from the plans that are worth showing.

    A flight gains nothing if by road definitive care begins no later, the patient is driven no
    longer, and it costs no more. A flight which spares the patient a long drive is kept.
    """
    every = tuple(plans)
    roads = [plan for plan in every if plan.family is Family.GROUND]
    gainless = tuple(plan for plan in every if any(_gains_nothing(plan, road) for road in roads))
    return Sifted(tuple(plan for plan in every if plan not in gainless), gainless)


def driven(plan: Plan) -> timedelta:
    """Return how long the patient is driven."""
    legs = (leg for leg in plan.legs if leg.kind is LegKind.DRIVE_WITH_PATIENT)
    return sum((leg.arrive_at - leg.depart_at for leg in legs), timedelta())


def _gains_nothing(plan: Plan, road: Plan) -> bool:
    if plan.family not in FLIGHTS or plan.definitive_at is None or road.definitive_at is None:
        return False
    return (
        road.definitive_at <= plan.definitive_at
        and driven(road) <= driven(plan)
        and road.cost_tiyn <= plan.cost_tiyn
    )
