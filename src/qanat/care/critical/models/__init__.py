"""Tables of the watch over critical patients."""

from qanat.care.critical.models.findings import Findings
from qanat.care.critical.models.rounds import Council, CouncilSeat, Opinion, Round
from qanat.care.critical.models.watches import Watch, WatchQuerySet

__all__ = ["Council", "CouncilSeat", "Findings", "Opinion", "Round", "Watch", "WatchQuerySet"]
