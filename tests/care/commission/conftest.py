"""Fixtures which every test of the pages may use."""

from tests.response.dispatch.browsing import browse, people

__all__ = ["browse", "people"]
