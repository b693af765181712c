"""Commands and events of the test tables."""

from dataclasses import dataclass
from typing import ClassVar, Final

from tests.foundation.testapp.models import CLOSE, HANDLE, TICKET, Tally, Ticket

from qanat.foundation.actors import NATION, Actor, Grant
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import Event, announce

HANDLER: Final = Actor(21, "Handler", (Grant("handler", frozenset({HANDLE}), NATION),))
CLOSER: Final = Actor(22, "Closer", (Grant("closer", frozenset({HANDLE, CLOSE}), NATION),))
STRANGER: Final = Actor(23, "Stranger")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(Event):
    kind: ClassVar[str] = "testing.ticket_opened.1"
    ticket_id: int
    writer: int = 0
    step: int = 0


@command(needs=HANDLE)
def open_ticket(actor: Actor, *, title: str = "", writer: int = 0, step: int = 0) -> int:
    ticket = Ticket.objects.create(title=title)
    ticket_id: int = ticket.pk
    announce(TicketOpened(ticket_id=ticket_id, writer=writer, step=step))
    return ticket_id


@command(needs=HANDLE)
def take_ticket(actor: Actor, *, ticket_id: int) -> None:
    ticket = Ticket.objects.select_for_update().get(pk=ticket_id)
    make_move(actor, ticket, TICKET, "take")


@command(needs=CLOSE)
def close_ticket(actor: Actor, *, ticket_id: int, reason: str = "", note: str = "") -> None:
    ticket = Ticket.objects.select_for_update().get(pk=ticket_id)
    make_move(actor, ticket, TICKET, "close", reason=reason, note=note)


@command(needs=HANDLE)
def rename_ticket(actor: Actor, *, ticket_id: int, title: str) -> None:
    Ticket.objects.filter(pk=ticket_id).update(title=title)


@command(needs=HANDLE)
def raise_tally(actor: Actor, *, name: str) -> int:
    tally, _ = Tally.objects.select_for_update().get_or_create(name=name)
    tally.count += 1
    tally.save(update_fields=["count"])
    return tally.count
