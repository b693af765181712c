"""Many who wait."""

from tests.response.dispatch.builders import decide, request

from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.models import Request


def crowd(count: int = 2) -> list[Request]:
    """Return requests of one hospital which are decided to go by road and wait for a plan."""
    rows = [request(actor=SYSTEM) for _ in range(count)]
    for row in rows:
        decide(row, "ground", "road_is_faster")
    return rows
