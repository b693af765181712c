"""What every test of the registry may ask for."""

from tests.registry.browsing import browse
from tests.registry.reference import registry

__all__ = ["browse", "registry"]
