"""The demonstration's dispatcher leads requests and owns alerts; some wait for the viewer."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import Refusal
from qanat.response.alerts.commands.owning import acknowledge_alert
from qanat.response.alerts.commands.watching import watch_alerts
from qanat.response.alerts.queries.alerts import raised_alert_ids
from qanat.response.alerts.states import Cause
from qanat.response.dispatch.commands.handing import take_request
from qanat.response.dispatch.queries.synthetic import PlayedMission
from qanat.response.dispatch.queries.unassigned import unassigned_requests

LEFT_ALONE: Final = timedelta(minutes=10)
"""So long a new request waits for the viewer before the demonstration's dispatcher takes it."""


def lead_requests(dispatcher_id: int, now: datetime, *, but_one: bool = False) -> None:
    """Take charge of the emergency requests which nobody leads, but for new ones."""
    actor = actor_of_account(dispatcher_id)
    waiting = [r for r in unassigned_requests(now) if r.is_synthetic]
    for request in waiting[:-1] if but_one else waiting:
        if but_one or request.since < now - LEFT_ALONE:
            take_request(actor, request_id=request.id, now=now)


def own_alerts(dispatcher_id: int, now: datetime) -> None:
    """Acknowledge the alert about the flight which does not report; others wait."""
    watch_alerts(SYSTEM, now=now)
    actor = actor_of_account(dispatcher_id)
    for alert_id in raised_alert_ids(actor, Cause.LOST_CONTACT):
        with suppress(Refusal):
            acknowledge_alert(actor, alert_id=alert_id, now=now)


def is_silent(mission: PlayedMission, missions: list[PlayedMission]) -> bool:
    """Tell whether a mission is the one whose aircraft says nothing: the oldest in the air."""
    flights = [one.id for one in missions if one.aircraft_id is not None and _is_aloft(one)]
    return bool(flights) and mission.id == min(flights)


def _is_aloft(mission: PlayedMission) -> bool:
    kinds = [kind for kind, _at in mission.stamps]
    return kinds.count("air.take_off") > kinds.count("air.landing")
