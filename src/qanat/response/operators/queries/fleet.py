"""The aircraft and contracts of an operator, as its person on duty needs them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.texts import local
from qanat.registry.fleet.queries import (
    AircraftRow,
    ContractRow,
    aircraft_rows,
    contract_rows,
    operator_rows,
)
from qanat.registry.fleet.states import Known
from qanat.response.commitments.queries import CommitmentRow, ResourceKind, promises
from qanat.response.dispatch.queries.hours import flown_by_contract
from qanat.response.operators.parameters import HOURS_WARNING
from qanat.response.operators.permissions import SEE
from qanat.response.operators.rules.contracts import HOUR_S, Outlook, outlook

AHEAD: Final = timedelta(hours=48)
"""For how long promises are looked at where nobody says when an aircraft is back."""


def own_operators(actor: Actor) -> list[tuple[int, str]]:
    """Return the operators whose records the actor sees, to choose from, by name."""
    scope = actor.scope_of(SEE)
    rows = operator_rows(actor, known=Known.RECORD)
    own = [(row.id, local(row.name)) for row in rows if scope.nation or row.id in scope.operators]
    return sorted(own, key=lambda pair: pair[1])


@dataclass(frozen=True, slots=True)
class Craft:
    """An aircraft with what it is promised for.

    Attributes:
        promised: its promises of the next two days.
        endangered: those which fall into the time in which it is out of service.
    """

    row: AircraftRow
    promised: tuple[CommitmentRow, ...]
    endangered: tuple[CommitmentRow, ...]


def craft_of(actor: Actor, *, operator_id: int | None, now: datetime) -> list[Craft]:
    """Return the aircraft of the actor's operators, those first whose promises are in danger."""
    rows = [row for row in aircraft_rows(actor, at=now) if _is_wanted(actor, row, operator_id)]
    promised = promised_to(rows, now)
    found = [Craft(row, promised[row.id], endangered(row, promised[row.id])) for row in rows]
    return sorted(found, key=lambda c: (not c.endangered, c.row.is_serviceable, c.row.tail))


def promised_to(rows: Sequence[AircraftRow], now: datetime) -> dict[int, tuple[CommitmentRow, ...]]:
    """Return for each aircraft its promises of the next two days."""
    found: defaultdict[int, list[CommitmentRow]] = defaultdict(list)
    for one in promises(ResourceKind.AIRCRAFT, [row.id for row in rows], now, now + AHEAD):
        found[one.resource_id].append(one)
    return {row.id: tuple(found[row.id]) for row in rows}


def endangered(row: AircraftRow, promised: Sequence[CommitmentRow]) -> tuple[CommitmentRow, ...]:
    """Return the promises which begin before an aircraft out of service is expected back."""
    if row.is_serviceable:
        return ()
    back_at = row.statement.expected_back_at if row.statement else None
    return tuple(one for one in promised if back_at is None or one.start_at < back_at)


def _is_wanted(actor: Actor, row: AircraftRow, operator_id: int | None) -> bool:
    scope = actor.scope_of(SEE)
    is_own = scope.nation or row.operator_id in scope.operators
    return is_own and row.type is not None and operator_id in (None, row.operator_id)


@dataclass(frozen=True, slots=True)
class ContractUse:
    """A contract with what was flown under it, and whether to warn."""

    contract: ContractRow
    outlook: Outlook
    is_short: bool


def contract_use(actor: Actor, *, operator_id: int | None, now: datetime) -> list[ContractUse]:
    """Return the contracts of today with their hours, the shortest first."""
    found = uses(contract_rows(actor, on=national_day(now), operator_id=operator_id), now)
    return sorted(
        found, key=lambda use: (not use.is_short, use.outlook.left_percent, use.contract.id)
    )


def uses(rows: Sequence[ContractRow], now: datetime) -> list[ContractUse]:
    """Return contracts with their hours, in the order given."""
    today = national_day(now)
    flown = flown_by_contract([row.id for row in rows])
    warn_percent = parameter(HOURS_WARNING, on=today).number
    found = []
    for row in rows:
        bought_s = int(row.hours_bought * HOUR_S)
        hours = outlook(bought_s, flown.get(row.id, 0), row.valid_from, row.valid_to, today)
        is_short = hours.left_percent < warn_percent or hours.runs_out_on is not None
        found.append(ContractUse(row, hours, is_short))
    return found
