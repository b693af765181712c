"""How money of an obligation moves, to the tiyn.

What is not paid yet is worth what its contract was worth on its day; what is paid is worth what
it cost on the day of payment. The difference is an exchange difference: a loss is taken from the
year's free money, a gain returns there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from qanat.care.funding.states import OUTSIDE, Bucket, EntryKind


@dataclass(frozen=True, slots=True)
class Movement:
    """So much goes from one place to another."""

    kind: EntryKind
    source: str
    target: str
    tiyn: int


Movements = tuple[Movement, ...]


def in_tiyn(amount_minor: int, rate: Decimal) -> int:
    """Return hundredths of a currency in whole tiyn, rounded half up.

    ``rate`` is the price of one unit in tenge, so a hundredth costs as many tiyn.
    """
    return int((amount_minor * rate).to_integral_value(ROUND_HALF_UP))


def share(tiyn: int, part_minor: int, whole_minor: int) -> int:
    """Return the part of a value which belongs to a part of the currency; all of it to all.

    Raises:
        ValueError: if the part is larger than the whole.
    """
    if not 0 <= part_minor <= whole_minor:
        raise ValueError("a part is not larger than its whole")
    return tiyn if part_minor == whole_minor else tiyn * part_minor // whole_minor


def amended(before_tiyn: int, after_tiyn: int) -> Movements:
    """Return how an appropriation becomes larger or smaller."""
    more = after_tiyn - before_tiyn
    road = (OUTSIDE, Bucket.FREE) if more > 0 else (Bucket.FREE, OUTSIDE)
    return _moved((EntryKind.AMEND, *road, abs(more)))


def reserved_anew(before_tiyn: int, after_tiyn: int) -> Movements:
    """Return how a reserve becomes larger or smaller."""
    more = after_tiyn - before_tiyn
    if more > 0:
        return _moved((EntryKind.RESERVE, Bucket.FREE, Bucket.RESERVED, more))
    return _moved((EntryKind.RELEASE, Bucket.RESERVED, Bucket.FREE, -more))


def contracted(reserve_tiyn: int, contract_tiyn: int) -> Movements:
    """Return how a reserve becomes a commitment: what lacks comes from the free money."""
    within = min(reserve_tiyn, contract_tiyn)
    return _moved(
        (EntryKind.COMMIT, Bucket.RESERVED, Bucket.COMMITTED, within),
        (EntryKind.COMMIT, Bucket.FREE, Bucket.COMMITTED, contract_tiyn - within),
        (EntryKind.RELEASE, Bucket.RESERVED, Bucket.FREE, reserve_tiyn - within),
    )


def paid(kind: EntryKind, target: Bucket, worth_tiyn: int, cost_tiyn: int) -> Movements:
    """Return how a payment out of a commitment moves money.

    Args:
        kind: why it is paid.
        target: where what was paid stands.
        worth_tiyn: what the commitment holds for it.
        cost_tiyn: what it costs on the day of payment.
    """
    loss = cost_tiyn - worth_tiyn
    return _moved(
        (EntryKind.EXCHANGE, Bucket.FREE, Bucket.COMMITTED, loss),
        (EntryKind.EXCHANGE, Bucket.COMMITTED, Bucket.FREE, -loss),
        (kind, Bucket.COMMITTED, target, cost_tiyn),
    )


def paid_back(worth_tiyn: int, received_tiyn: int) -> Movements:
    """Return how an advance comes back: what was lost on the way is spent.

    A gain is income of the state, not of the programme: it is not booked here.
    """
    back = min(worth_tiyn, received_tiyn)
    return _moved(
        (EntryKind.EXCHANGE, Bucket.ADVANCED, Bucket.SPENT, worth_tiyn - back),
        (EntryKind.REFUND, Bucket.ADVANCED, Bucket.COMMITTED, back),
    )


def carried_out(reserve_tiyn: int, committed_tiyn: int, advanced_tiyn: int) -> Movements:
    """Return how a year lets an obligation go: what was paid in advance was this year's money."""
    return _moved(
        (EntryKind.CARRY, Bucket.RESERVED, Bucket.FREE, reserve_tiyn),
        (EntryKind.CARRY, Bucket.COMMITTED, Bucket.FREE, committed_tiyn),
        (EntryKind.CARRY, Bucket.ADVANCED, Bucket.SPENT, advanced_tiyn),
    )


def carried_in(reserve_tiyn: int, committed_tiyn: int) -> Movements:
    """Return how the next year takes an obligation over."""
    return _moved(
        (EntryKind.CARRY, Bucket.FREE, Bucket.RESERVED, reserve_tiyn),
        (EntryKind.CARRY, Bucket.FREE, Bucket.COMMITTED, committed_tiyn),
    )


def one(kind: EntryKind, source: str, target: str, tiyn: int) -> Movements:
    """Return a single movement; of nothing none."""
    return _moved((kind, source, target, tiyn))


def wanted_free(movements: Movements) -> int:
    """Return the least free money with which movements can be made in their order."""
    balance = lowest = 0
    for move in movements:
        balance += (move.target == Bucket.FREE) * move.tiyn - (
            move.source == Bucket.FREE
        ) * move.tiyn
        lowest = min(lowest, balance)
    return -lowest


def _moved(*steps: tuple[EntryKind, str, str, int]) -> Movements:
    return tuple(_positive(steps))


def _positive(steps: tuple[tuple[EntryKind, str, str, int], ...]) -> Iterator[Movement]:
    for kind, source, target, tiyn in steps:
        if tiyn > 0:
            yield Movement(kind, str(source), str(target), tiyn)
