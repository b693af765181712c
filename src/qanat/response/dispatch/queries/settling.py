"""Requests whose missions have ended without saying how it went."""

from datetime import datetime

from django.db.models import Q

from qanat.engine.intervals import Stamp as Kind
from qanat.response.dispatch.models import Request, Stamp
from qanat.response.dispatch.states.missions import SERVING
from qanat.response.dispatch.states.requests import SERVED


def is_adrift(row: Request) -> bool:
    """Tell whether a mission was to help, and none is left which does."""
    return row.state in SERVED and not row.missions.filter(state__in=SERVING).exists()


def handed_over_at(row: Request) -> datetime | None:
    """Return when the patient was handed over by the times of any mission, or None."""
    given = Stamp.objects.valid().filter(
        Q(request=None) | Q(request=row),
        mission__requests=row,
        kind=Kind.CARE_TRANSFERRED.value,
    )
    return given.order_by("at").values_list("at", flat=True).first()
