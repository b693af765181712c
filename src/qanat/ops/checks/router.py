"""Check of the router, if one is named: does it answer as OSRM or Valhalla do."""

import time

from django.conf import settings

from qanat.ops.checks.findings import Finding, failure, ok
from qanat.response.dispatch.suggest.routers import (
    HERE,
    NoRouterError,
    RouterFailedError,
    router_at,
)


def check_router() -> Finding:
    """Ask the router for one driving time."""
    if not (url := settings.QANAT_ROUTER_URL):
        return ok("router", "none is named: driving times come from the sketch of the roads")
    begun = time.monotonic()
    try:
        router = router_at(url)
        router.table_s(HERE, HERE)
    except NoRouterError:
        return failure(
            "router", "QANAT_ROUTER_URL is no address of a router",
            "Write osrm+http://HOST:PORT/PROFILE or valhalla+http://HOST:PORT.",
        )  # fmt: skip
    except RouterFailedError as wrong:
        return failure(
            "router", f"it does not tell driving times ({wrong}); the sketch of the roads does",
            "Start the router, or see that its extract covers the capital.",
        )  # fmt: skip
    took_ms = 1000 * (time.monotonic() - begun)
    return ok("router", f"answers in {took_ms:.0f} ms, {router.most} places at once")
