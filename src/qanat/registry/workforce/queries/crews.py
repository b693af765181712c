"""From when until when the crews of vehicles are on duty."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F
from django.db.models.functions import Extract

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
    epochs = {
        "since": Extract(F("during__startswith"), "epoch", tzinfo=UTC),
        "until": Extract(F("during__endswith"), "epoch", tzinfo=UTC),
    }
    watches = defaultdict[int, list[_Watch]](list)
    for vehicle, *watch in found.annotate(**epochs).values_list(kind, "role", *epochs):
        watches[vehicle].append((watch[0], watch[1], watch[2]))
    crews = ((vehicle, _crew(tuple(sorted(some)), at, least)) for vehicle, some in watches.items())
    return {vehicle: crew for vehicle, crew in crews if crew is not None}


_Watch = tuple[str, Decimal, Decimal]
"""A role with its first and last second since 1970: thousands are read, and many are alike."""


@lru_cache(maxsize=4_096)
def _crew(watches: tuple[_Watch, ...], at: datetime, least: timedelta) -> Crew | None:
    """Return the crew of a vehicle, which those of many others equal."""
    spans = [(role, Span(_moment(since), _moment(until))) for role, since, until in watches]
    if (crew := manned(spans, at, least)) is None:
        return None
    _first, *later = relieved(spans, crew)
    return Crew(crew.start, crew.end, tuple((one.start, one.end) for one in later))


def _moment(epoch: Decimal) -> datetime:
    return datetime.fromtimestamp(float(epoch), UTC)
