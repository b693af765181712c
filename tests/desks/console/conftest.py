"""Fixtures of the console's tests."""

from tests.response.dispatch.browsing import browse, people

__all__ = ["browse", "people"]
