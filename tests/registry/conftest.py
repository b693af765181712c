"""What every test of the registry may ask for."""

from tests.registry.browsing import browse

__all__ = ["browse"]
