"""The world of the access tests: their roles, places and accounts."""

from tests.foundation.access.conftest import known_world, make

__all__ = ["known_world", "make"]
