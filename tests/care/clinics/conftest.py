"""Fixtures which every test of clinics may use."""

from tests.response.dispatch.browsing import browse, people

__all__ = ["browse", "people"]
