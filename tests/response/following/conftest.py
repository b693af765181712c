"""Fixtures of the tests of flight following."""

from tests.response.dispatch.browsing import browse, people

__all__ = ["browse", "people"]
