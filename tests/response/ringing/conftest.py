"""Fixtures of the telephone's tests."""

from tests.response.dispatch.browsing import browse, people

__all__ = ["browse", "people"]
