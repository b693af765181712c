"""What the reception does when others announce."""

from qanat.events.dispatch import CallChanged
from qanat.events.reception import IncidentTaken
from qanat.foundation.outbox import announce, on
from qanat.response.dispatch.states.calls import CallState
from qanat.response.reception.queries import was_handed_in


@on(CallChanged)
def seen_to(event: CallChanged) -> None:
    """Tell whoever looks that an incident waits no more: a crew has its call, or it is over."""
    if event.state != CallState.RECEIVED and was_handed_in(event.call_id):
        announce(IncidentTaken(call_id=event.call_id, region=event.region))
