"""From when until when the crews of vehicles are on duty."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from qanat.registry.workforce.models import Duty
from qanat.registry.workforce.queries import CREW_ROLES
from qanat.registry.workforce.rules import Span, manned, relieved


@dataclass(frozen=True, slots=True)
class Crew:
    """From when until when a vehicle has one crew, and then those who relieve it without a gap."""

    since: datetime
    until: datetime
    relief: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def last(self) -> datetime:
        """When the last of them ends."""
        return self.relief[-1][1] if self.relief else self.until


def crew_spans(
    kind: Literal["aircraft", "ambulance"],
    only: Collection[int] | None,
    at: datetime,
    *,
    ahead: timedelta,
    least: timedelta,
) -> dict[int, Crew]:
    """Return from when until when each vehicle of a kind has one crew, where it is known.

    Args:
        kind: of vehicle.
        only: ids of those asked for; ``None`` for all.
        at: the moment.
        ahead: how far ahead it is looked for who relieves a crew.
        least: a crew whose duty ends sooner waits for who relieves it.
    """
    asked = {f"{kind}__isnull": False} if only is None else {f"{kind}__in": only}
    soon = DateTimeTZRange(at, at + ahead)
    found = Duty.objects.standing().filter(**asked, during__overlap=soon, role__in=CREW_ROLES)
    watches = defaultdict[int, list[tuple[str, Span]]](list)
    for vehicle, role, during in found.values_list(kind, "role", "during"):
        watches[vehicle].append((role, Span(during.lower, during.upper)))
    return {
        vehicle: Crew(span.start, span.end, tuple((s.start, s.end) for s in later))
        for vehicle, some in watches.items()
        if (span := manned(some, at, least)) is not None
        for _first, *later in (relieved(some, span),)
    }
