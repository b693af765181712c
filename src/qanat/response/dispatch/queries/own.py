"""The people whom a crew carries."""

from django.db.models import QuerySet

from qanat.foundation.actors import Actor
from qanat.response.dispatch.models import RequestPatient
from qanat.response.dispatch.permissions import FLY


def patients_of_own_missions(
    actor: Actor, _profiles: frozenset[str]
) -> QuerySet[RequestPatient, int] | None:
    """Return the ids of the people of missions with whose crew the actor travels."""
    if not actor.may(FLY):
        return None
    flown = RequestPatient.objects.filter(
        request__served_by__mission__crew__person__account_id=actor.id
    )
    return flown.values_list("patient_id", flat=True)
