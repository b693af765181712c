"""Which hospitals have a bed for a patient, as far as they say; who is under way there has one."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from qanat.response.dispatch.models import Request
from qanat.response.dispatch.rules.beds import bed_of
from qanat.response.dispatch.states.requests import SERVED
from qanat.response.hospitals.queries import free_beds


class Beds:
    """The beds of a moment: those of each kind, and who is under way to one, are read once."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._free: dict[str, dict[int, int]] = {}
        self._coming: dict[tuple[str, bool], dict[int, int]] = {}

    def left(self, row: Request) -> Mapping[str, int]:
        """Return how many beds of the kind a request needs are left where hospitals say so, by id.

        A mission under way to a hospital counts as a hold on one bed; that of the request itself
        does not.
        """
        kind = bed_of(row.needs, row.nosology)
        if kind not in self._free:
            stated = free_beds(self._now, kind)
            self._free[kind] = {pk: one.free for (pk, _kind), one in stated.items()}
        if not (free := self._free[kind]):
            return {}
        if (key := (kind, row.is_exercise)) not in self._coming:
            self._coming[key] = _coming(kind, is_exercise=row.is_exercise)
        coming = Counter(pk for one, pk in self._coming[key].items() if one != row.pk)
        return {f"facility:{pk}": max(0, count - coming[pk]) for pk, count in free.items()}


def _coming(kind: str, *, is_exercise: bool) -> dict[int, int]:
    """Return the hospitals to which others with the same need are under way, by request."""
    rows = Request.objects.filter(
        accepting_facility__isnull=False, state__in=SERVED, is_exercise=is_exercise
    ).values_list("pk", "accepting_facility_id", "needs", "nosology")
    return {pk: to for pk, to, needs, nosology in rows if bed_of(needs, nosology) == kind}
