"""Bring in the reference data which every installation has."""

from collections.abc import Callable
from typing import Final

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.parameters.commands import load_parameters
from qanat.ops.progress import Progress
from qanat.readiness.ledger.commands import load_ledger
from qanat.registry.facilities.commands.loading import load_facilities
from qanat.registry.fleet.commands.loading import load_fleet
from qanat.registry.pathways.commands import load_pathways
from qanat.registry.places.commands.loading import load_places
from qanat.registry.terminology.commands import load_terminology

STEPS: Final[tuple[tuple[str, Callable[[Actor], object]], ...]] = (
    ("Loading parameters", load_parameters),
    ("Loading codes and reason lists", load_terminology),
    ("Loading places", load_places),
    ("Loading facilities", load_facilities),
    ("Loading clinical networks", load_pathways),
    ("Loading aircraft types and operators", load_fleet),
    ("Loading published figures", load_ledger),
)


def install_reference(progress: Progress) -> None:
    """Load what is missing; what somebody edited is never overwritten."""
    for words, load in STEPS:
        progress(words)
        load(SYSTEM)
