"""What alerts say on every page: that an emergency waits for somebody."""

from django.urls import reverse
from django.utils.translation import ngettext

from qanat.foundation.actors import Actor
from qanat.response.alerts.permissions import ACKNOWLEDGE
from qanat.response.alerts.queries.alerts import waiting_alerts
from qanat.response.alerts.states import Cause
from qanat.web.strips import Strip

CODE = "alerts"
"""Pages which list the alerts themselves hide the line (``alerts.css``)."""


def waiting(actor: Actor) -> list[Strip]:
    """Return one line if emergencies of the actor's wait for somebody who acknowledges them."""
    mine = waiting_alerts(actor) if actor.may(ACKNOWLEDGE) else []
    if not mine:
        return []
    total = len(mine)
    words = ngettext("%(total)s alert waits for you", "%(total)s alerts wait for you", total)
    longest = f"{Cause(mine[0].cause).label} · {mine[0].number}"
    is_exercise = all(one.is_exercise for one in mine)
    url = reverse("alerts:alerts")
    return [Strip(words % {"total": total}, longest, url, CODE, is_exercise=is_exercise)]
