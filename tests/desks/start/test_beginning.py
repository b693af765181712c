"""Where those begin whose work is figures."""

import pytest
from tests.response.dispatch.browsing import Browse, browse, people

__all__ = ["browse", "people"]

pytestmark = pytest.mark.django_db


def test_who_publishes_figures_begins_with_the_national_report(browse: Browse) -> None:
    assert browse("analyst").get("/")["Location"] == "/nation/"
