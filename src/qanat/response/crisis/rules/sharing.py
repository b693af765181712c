"""Who takes what, when many need the same: the conflicts of plans made one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """What is proposed for one casualty.

    Attributes:
        best: place of the best plan by itself, None if there is none.
        free: place of the first plan whose vehicles nobody before needs; None if there is none.
        rivals: who before has the best plan's vehicles.
    """

    best: int | None
    free: int | None
    rivals: tuple[int, ...]


def share_out(plans: Mapping[int, Sequence[frozenset[str]]]) -> dict[int, Choice]:
    """Go through the casualties in their order; each takes the first plan that is still free.

    Args:
        plans: of each casualty, in the order of need, the vehicles of its plans, best first.
    """
    holder: dict[str, int] = {}
    found: dict[int, Choice] = {}
    for one, offers in plans.items():
        rivals = {holder[unit] for unit in offers[0] if unit in holder} if offers else set()
        free = next((n for n, units in enumerate(offers) if not units & holder.keys()), None)
        if free is not None:
            holder |= dict.fromkeys(offers[free], one)
        found[one] = Choice(0 if offers else None, free, tuple(sorted(rivals)))
    return found
