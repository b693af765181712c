"""What the watch does when others announce."""

from django.utils import timezone

from qanat.care.critical.commands.joining import join_watches, part_watches
from qanat.care.critical.commands.moving import follow_request
from qanat.care.critical.commands.telling import hear_of_order
from qanat.events.dispatch import RequestChanged
from qanat.events.patients import PatientsMerged, PatientsUnmerged
from qanat.events.telemedicine import OrderChanged
from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox import on


@on(RequestChanged)
def patient_stays(event: RequestChanged) -> None:
    """Watch on over a patient whose request came to nothing."""
    follow_request(SYSTEM, request_id=event.request_id, now=timezone.now())


@on(PatientsMerged)
def one_watch(event: PatientsMerged) -> None:
    """Watch a person once whose two records were both watched."""
    join_watches(SYSTEM, patient_id=event.survivor_id, now=timezone.now())


@on(PatientsUnmerged)
def two_watches(event: PatientsUnmerged) -> None:
    """Watch two people again who were taken for one."""
    part_watches(SYSTEM, patient_id=event.patient_id, now=timezone.now())


@on(OrderChanged)
def consultation(event: OrderChanged) -> None:
    """Bring what a consultation says to the watch over its patient."""
    hear_of_order(SYSTEM, order_id=event.order_id, now=timezone.now())
