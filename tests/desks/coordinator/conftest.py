"""Fixtures of the physician-coordinator's desk."""

from tests.response.dispatch.browsing import browse, people

__all__ = ["browse", "people"]
