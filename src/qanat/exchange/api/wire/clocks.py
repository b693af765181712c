"""A running clock against its norm."""

from qanat.exchange.api.shapes import Moment, Told


class ClockOut(Told):
    """What has to happen next, since when, and by when."""

    step: str
    started_at: Moment
    due_at: Moment
    is_verified: bool
