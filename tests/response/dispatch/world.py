"""What the fixture ``world`` finds loaded: the registry with the fleet of the demonstration."""

from tests.response.dispatch.builders import NOW

from qanat.foundation.actors import SYSTEM
from qanat.foundation.parameters.commands import load_parameters
from qanat.registry.facilities.commands import load_facilities
from qanat.registry.fleet.commands import load_fleet
from qanat.registry.fleet.commands.demo import load_demo_fleet
from qanat.registry.pathways.commands import load_pathways
from qanat.registry.places.commands import load_places
from qanat.registry.terminology.commands import load_terminology


def load() -> None:
    """Load the registry and the fleet of the demonstration."""
    load_parameters(SYSTEM)
    load_terminology(SYSTEM)
    load_places(SYSTEM)
    load_facilities(SYSTEM)
    load_pathways(SYSTEM)
    load_fleet(SYSTEM)
    load_demo_fleet(SYSTEM, seed=1, now=NOW)
