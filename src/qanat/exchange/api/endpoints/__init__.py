"""What can be asked, by noun."""

from importlib import import_module
from typing import Final

from qanat.exchange.api.router import ENDPOINTS, Endpoint

MODULES: Final = (
    "requests",
    "clinical",
    "critical",
    "plans",
    "best_plans",
    "transfers",
    "missions",
    "stamps",
    "calls",
    "hand_ins",
    "ringing",
    "positions",
    "weather",
    "closures",
    "beds",
    "reports",
    "invoices",
    "registry",
    "parameters",
    "me",
)


def everything() -> list[Endpoint]:
    """Return every endpoint, in the order of the document."""
    for name in MODULES:
        import_module(f"{__name__}.{name}")
    return ENDPOINTS
