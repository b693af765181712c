"""Invoices for missions which were flown by the same commands as live work."""

import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.response.dispatch.builders import NOW, actor_as, aircraft_ids

from qanat.foundation.actors import SYSTEM, Actor, Scope
from qanat.foundation.money import cost_tiyn
from qanat.registry.fleet.queries import rate_of
from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.queries.flown import FlownLeg, flown_legs
from qanat.response.operators.commands.taking import (
    FileRead,
    InvoiceDraft,
    Looked,
    read_file,
    take_invoice,
)

ALMATY = ZoneInfo("Asia/Almaty")
HEAD = "Борт;Вылет;Посадка;Налёт;Вид рейса;Сумма"
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
MANAGER = actor_as("fleet_manager")


def airline(operator_id: int | None) -> Actor:
    """Return somebody at the desk of an airline."""
    assert operator_id is not None
    return actor_as("operator", Scope(operators=frozenset({operator_id})), 21)


def fleets() -> dict[int, list[int]]:
    """Return the aircraft of each airline which can fly."""
    found: dict[int, list[int]] = {}
    for pk in aircraft_ids():
        found.setdefault(aircraft_at(pk, NOW).operator_id or 0, []).append(pk)
    return found


def largest_fleet() -> list[int]:
    """Return the aircraft of the airline which has most of them."""
    return max(fleets().values(), key=len)


def other_operator(row: Mission) -> int:
    """Return another airline than that of a mission."""
    return min(fleets().keys() - {row.operator_id})


def legs_of(row: Mission) -> list[FlownLeg]:
    """Return the flights of a mission."""
    assert row.operator_id is not None
    found = flown_legs(row.operator_id, NOW - timedelta(days=2), NOW + timedelta(days=2))
    return [leg for leg in found if leg.mission_id == row.pk]


def price_of(leg: FlownLeg, minutes: int | None = None) -> int:
    """Return what a flight costs by its contract, in tiyn."""
    assert leg.contract_id is not None
    rate = rate_of(leg.contract_id, leg.aircraft_id)
    assert rate is not None
    price = rate.positioning_hour_tiyn if leg.is_empty else rate.hour_tiyn
    return cost_tiyn(leg.seconds if minutes is None else minutes * 60, price)


def line(leg: FlownLeg, *, minutes: int | None = None, tiyn: int | None = None) -> str:
    """Return a flight as an airline bills it: in order, if nothing else is said."""
    spent = leg.seconds // 60 if minutes is None else minutes
    amount = price_of(leg, spent) if tiyn is None else tiyn
    kind = "Перегон" if leg.is_empty else "Рейс"
    return ";".join(
        [
            leg.tail,
            typed(leg.off_at),
            typed(leg.on_at),
            f"{spent // 60}:{spent % 60:02d}",
            kind,
            f"{amount // 100},{amount % 100:02d}",
        ]
    )


def typed(at: datetime) -> str:
    """Return a moment as it stands in an invoice."""
    return at.astimezone(ALMATY).strftime("%d.%m.%Y %H:%M")


def text(lines: Sequence[str]) -> str:
    """Return an invoice's file."""
    return "\n".join([HEAD, *lines]) + "\n"


def draft(operator_id: int | None, number: str = "INV-1") -> InvoiceDraft:
    """Return an invoice of November."""
    assert operator_id is not None
    return InvoiceDraft(
        operator_id=operator_id, number=number, first=FIRST, last=LAST, file_name="invoice.csv"
    )


def read(lines: Sequence[str], of: InvoiceDraft) -> FileRead:
    """Read an invoice's file."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(text(lines).encode())
        file.flush()
        return read_file(Path(file.name), of)


def taken(
    lines: Sequence[str], operator_id: int | None, *, number: str = "INV-1", actor: Actor = SYSTEM
) -> Looked:
    """Return an invoice which was taken in."""
    of = draft(operator_id, number)
    return take_invoice(actor, draft=of, file=read(lines, of), now=NOW)
