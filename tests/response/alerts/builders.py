"""Alerts, raised by the watch over requests and missions made as in live work."""

from datetime import datetime

from tests.response.dispatch.builders import MINUTE, NOW, actor_as, request

from qanat.foundation.actors import SYSTEM, Actor, Scope
from qanat.response.alerts.commands.watching import watch_alerts
from qanat.response.alerts.models import Alert

CHIEF = actor_as("chief_physician", account=21)
FIRST = actor_as("dispatcher", account=22)
SECOND = actor_as("dispatcher", account=23)
STRANGER = actor_as("coordinator", Scope(regions=frozenset({"KZ-47"})), 24)
OURS = actor_as("coordinator", Scope(regions=frozenset({"KZ-19"})), 25)


def watched(minutes: float = 0) -> list[Alert]:
    """Return the open alerts after the watch has looked some minutes after now."""
    watch_alerts(SYSTEM, now=at(minutes))
    return list(Alert.objects.open().order_by("id"))


def at(minutes: float) -> datetime:
    """Return a moment some minutes after now."""
    return NOW + minutes * MINUTE


def unassigned(actor: Actor = SYSTEM) -> Alert:
    """Return an alert about an emergency request which nobody leads."""
    request(actor=actor)
    (row,) = watched(3)
    return row
