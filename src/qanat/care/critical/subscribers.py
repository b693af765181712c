"""What the watch does when others announce."""

from django.utils import timezone

from qanat.care.critical.commands.moving import follow_request
from qanat.events.dispatch import RequestChanged
from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox import on


@on(RequestChanged)
def patient_stays(event: RequestChanged) -> None:
    """Watch on over a patient whose request came to nothing."""
    follow_request(SYSTEM, request_id=event.request_id, now=timezone.now())
