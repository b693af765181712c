"""What alerts add to the page of a mission: those about itself."""

from typing import Final

from django.urls import reverse

from qanat.foundation.actors import Actor
from qanat.response.alerts.permissions import SEE
from qanat.response.alerts.queries.alerts import alerts_of_mission
from qanat.web.related import Panel

PANEL: Final = "alerts/panel.html"


def panel_of_mission(actor: Actor, mission_id: int) -> Panel | None:
    """Return the open alerts about a mission; an empty part hears of new ones."""
    if not actor.may(SEE):
        return None
    url = reverse("alerts:of_mission", args=(mission_id,))
    return Panel(PANEL, {"rows": alerts_of_mission(actor, mission_id), "url": url})
