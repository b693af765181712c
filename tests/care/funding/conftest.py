"""Fixtures which every test of money may use."""

from tests.response.dispatch.browsing import browse, people

__all__ = ["browse", "people"]
