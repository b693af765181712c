"""Which hospitals have a bed for a patient, as far as they say; who is under way there has one."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from qanat.response.dispatch.models import Request
from qanat.response.dispatch.rules.beds import bed_of
from qanat.response.dispatch.states.requests import SERVED
from qanat.response.hospitals.queries import free_beds


def beds_left(row: Request, now: datetime) -> Mapping[str, int]:
    """Return how many beds of the kind a request needs are left where hospitals say so, by id.

    A mission under way to a hospital counts as a hold on one bed; that of the request itself does
    not.
    """
    kind = bed_of(row.needs, row.nosology)
    free = {pk: one.free for (pk, _kind), one in free_beds(now, kind).items()}
    if not free:
        return {}
    rows = (
        Request.objects.filter(
            accepting_facility__in=free, state__in=SERVED, is_exercise=row.is_exercise
        )
        .exclude(pk=row.pk)
        .values_list("accepting_facility_id", "needs", "nosology")
    )
    coming = Counter(pk for pk, needs, nosology in rows if bed_of(needs, nosology) == kind)
    return {f"facility:{pk}": max(0, count - coming[pk]) for pk, count in free.items()}
