"""A record with a lifecycle, a second lifecycle and an audit; an append-only one; a tally."""

from typing import ClassVar

from django.db import models

from qanat.foundation.guards import append_only, audited, guarded
from qanat.foundation.lifecycle import Lifecycle, Move

HANDLE = "testing.handle"
CLOSE = "testing.close"


class TicketState(models.TextChoices):
    OPEN = "open", "Open"
    TAKEN = "taken", "Taken"
    CLOSED = "closed", "Closed"


class LightState(models.TextChoices):
    DARK = "dark", "Dark"
    LIT = "lit", "Lit"


TICKET = Lifecycle(
    name="testing_ticket",
    states=TicketState,
    start=TicketState.OPEN,
    moves=(
        Move("take", "Take", frozenset({TicketState.OPEN}), TicketState.TAKEN, HANDLE),
        Move("put_back", "Put back", frozenset({TicketState.TAKEN}), TicketState.OPEN, HANDLE),
        Move(
            "close",
            "Close",
            frozenset({TicketState.OPEN, TicketState.TAKEN}),
            TicketState.CLOSED,
            CLOSE,
            reasons="testing_reasons",
        ),
    ),
)
LIGHT = Lifecycle(
    name="testing_light",
    states=LightState,
    start=LightState.DARK,
    moves=(Move("light", "Light", frozenset({LightState.DARK}), LightState.LIT, HANDLE),),
)


@audited(stream="testing", omit=("search_key",))
@guarded(LIGHT, column="light")
@guarded(TICKET)
class Ticket(models.Model):
    state = models.CharField(max_length=10, default=TicketState.OPEN)
    light = models.CharField(max_length=10, default=LightState.DARK)
    title = models.CharField(max_length=100, default="")
    search_key = models.CharField(max_length=100, default="")

    objects: ClassVar["models.Manager[Ticket]"] = models.Manager()

    class Meta:
        constraints = (TICKET.constraint(), LIGHT.constraint("light"))


@append_only
class Memo(models.Model):
    text = models.CharField(max_length=100)

    objects: ClassVar["models.Manager[Memo]"] = models.Manager()


class Tally(models.Model):
    name = models.CharField(max_length=100, unique=True)
    count = models.IntegerField(default=0)

    objects: ClassVar["models.Manager[Tally]"] = models.Manager()
