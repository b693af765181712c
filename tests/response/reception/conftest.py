"""Fixtures of the tests of the reception."""

from tests.response.dispatch.browsing import browse, people

__all__ = ["browse", "people"]
