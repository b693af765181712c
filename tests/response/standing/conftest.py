"""Fixtures of the tests of where aircraft stand."""

from tests.response.dispatch.browsing import browse, people

__all__ = ["browse", "people"]
