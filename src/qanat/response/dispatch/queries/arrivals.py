"""When a mission brings its patient, and when the hospital can take him."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from qanat.registry.facilities.queries import facility_row
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.models.missions import LegKind


@dataclass(frozen=True, slots=True)
class TooEarly:
    """A mission brings its patient before the hospital can take him."""

    mission_id: int
    mission: str
    hospital: str
    arrives_at: datetime
    takes_from: datetime

    @property
    def wait(self) -> timedelta:
        """How much later it would have to leave."""
        return self.takes_from - self.arrives_at


def too_early(row: Mission, request: Request) -> TooEarly | None:
    """Return how much too early a mission brings the patient of a request, if it does."""
    takes_from, hospital_id = request.accepts_from, request.accepting_facility_id
    if takes_from is None or hospital_id is None or row.receiver_id not in {None, hospital_id}:
        return None
    brings = row.legs.filter(is_dropped=False, kind=LegKind.WITH_PATIENT)
    at = brings.order_by("-planned_arrival_at").values_list("planned_arrival_at", flat=True).first()
    if at is None or at >= takes_from:
        return None
    return TooEarly(row.pk, row.number, facility_row(hospital_id).title, at, takes_from)
