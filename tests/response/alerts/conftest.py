"""Fixtures of the tests of alerts."""

from tests.response.dispatch.browsing import browse, people

__all__ = ["browse", "people"]
