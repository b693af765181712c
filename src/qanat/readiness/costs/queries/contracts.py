"""Contracts: hours bought, flown and left, at which pace, and what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.periods import Period
from qanat.readiness.costs.permissions import READ
from qanat.readiness.costs.queries.reach import reach_of
from qanat.readiness.costs.queries.spending import By, Spent, Wanted, told
from qanat.registry.fleet.queries import ContractRow, contract_row, contract_rows
from qanat.response.operators.queries.fleet import ContractUse, uses


@dataclass(frozen=True, slots=True)
class Account:
    """A contract with all that was flown and paid under it, exercises included.

    Attributes:
        used_up_on: the day of the first flight beyond the hours bought.
        is_over: its last day has passed.
    """

    use: ContractUse
    spent: Spent
    used_up_on: date | None
    is_over: bool

    @property
    def contract(self) -> ContractRow:
        """The terms."""
        return self.use.contract


def accounts(actor: Actor, period: Period, now: datetime) -> list[Account]:
    """Return the contracts which were valid on a day of a period, by operator."""
    rows = [
        row
        for row in contract_rows(actor)
        if row.valid_from <= period.last and row.valid_to >= period.first
    ]
    return _accounts(actor, sorted(rows, key=lambda row: (row.operator_id, row.valid_from)), now)


def account(actor: Actor, contract_id: int, now: datetime) -> Account:
    """Return one contract.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    actor.need(READ)
    return _accounts(actor, [contract_row(actor, contract_id)], now)[0]


def _accounts(actor: Actor, rows: Sequence[ContractRow], now: datetime) -> list[Account]:
    ids = tuple(row.id for row in rows)
    if not ids:
        return []
    found = told(Wanted(reach=reach_of(actor, READ), contract_ids=ids), By.CONTRACT)
    spent = {int(line.key): line.spent for line in found.lines[By.CONTRACT]}
    ends, today = _used_up(ids), national_day(now)
    return [
        Account(
            use,
            spent.get(use.contract.id, Spent()),
            ends.get(use.contract.id),
            use.contract.valid_to < today,
        )
        for use in uses(rows, now)
    ]


def _used_up(contract_ids: Sequence[int]) -> dict[int, date]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.contract_id, min(m.took_off_at) FROM dispatch_costline l"
            " JOIN dispatch_mission m ON m.id = l.mission_id"
            " WHERE l.is_over_hours AND l.contract_id = ANY(%s::bigint[]) GROUP BY l.contract_id",
            (list(contract_ids),),
        )
        return {pk: national_day(at) for pk, at in cursor.fetchall()}
