"""The clock of a donor organ: how long it may be cold, counted from cross-clamp."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from qanat.foundation.parameters.queries import parameter
from qanat.registry.pathways.queries import WindowRow
from qanat.registry.terminology.parameters import COLD_LIMITS_H
from qanat.response.dispatch.models.requests import Need
from qanat.response.dispatch.parameters import ORGAN_PACKING

WINDOW = "organ"
"""What its window is called where those of networks have the network's code."""


@dataclass(frozen=True, slots=True)
class OrganClock:
    """The clock of an organ.

    Attributes:
        organ: its code.
        clamp_at: cross-clamp, done or expected.
        limit: how long it may be cold.
        packed_at: when it can leave the donor's hospital.
        is_verified: whether somebody has checked the limit.
        source: of the limit.
    """

    organ: str
    clamp_at: datetime
    limit: timedelta
    packed_at: datetime
    is_verified: bool
    source: str

    @property
    def closes_at(self) -> datetime:
        """By when it must be in the recipient."""
        return self.clamp_at + self.limit

    def window(self, now: datetime) -> WindowRow:
        """Return it as a window of treatment."""
        return WindowRow(
            network=WINDOW,
            treatment=self.organ,
            name=_("Cold ischaemia"),
            limit_s=int(self.limit.total_seconds()),
            since=self.clamp_at,
            closes_at=self.closes_at,
            left_s=(self.closes_at - now).total_seconds(),
            condition="",
            is_default=True,
            is_verified=self.is_verified,
            source=self.source,
        )


def cold_limits(now: datetime) -> dict[str, timedelta]:
    """Return how long organs may be cold, by code."""
    known = parameter(COLD_LIMITS_H, on=now).entries
    return {code: timedelta(hours=float(h)) for code, h in known.items() if h is not None}


def organ_clock(
    need: str, organ: str, clamp_at: datetime | None, now: datetime
) -> OrganClock | None:
    """Return the clock of a request's organ; ``None`` if it has none, or no limit is known."""
    if need != Need.ORGAN or clamp_at is None or organ not in (limits := cold_limits(now)):
        return None
    row = parameter(COLD_LIMITS_H, on=now)
    packed_at = clamp_at + timedelta(minutes=parameter(ORGAN_PACKING, on=now).number)
    return OrganClock(organ, clamp_at, limits[organ], packed_at, row.verified, row.source)
