"""Who hears of opened tickets: counts each of them once."""

from tests.foundation.testapp.commands import TicketOpened, raise_tally

from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox import on


def count_ticket(event: TicketOpened) -> None:
    raise_tally(SYSTEM, name=f"ticket-{event.ticket_id}")


def count_ticket_slowly(event: TicketOpened) -> None:
    raise_tally(SYSTEM, name=f"slow-{event.ticket_id}")


def register() -> None:
    """Subscribe both; not at import, since other tests have the process to themselves."""
    on(TicketOpened)(count_ticket)
    on(TicketOpened, lane="slow")(count_ticket_slowly)
