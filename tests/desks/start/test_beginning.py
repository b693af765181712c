"""Where those begin whose work is figures."""

import pytest
from tests.response.dispatch.browsing import Browse, browse, people

__all__ = ["browse", "people"]

pytestmark = pytest.mark.django_db


def test_who_publishes_figures_begins_with_the_national_report(browse: Browse) -> None:
    assert browse("analyst").get("/")["Location"] == "/nation/"


@pytest.mark.parametrize(
    ("role", "start"),
    [
        ("administrator", "/administration/accounts/"),
        ("norm_keeper", "/administration/parameters/"),
        ("commission_secretary", "/commission/"),
    ],
)
def test_who_keeps_accounts_or_norms_begins_there(browse: Browse, role: str, start: str) -> None:
    assert browse(role).get("/")["Location"] == start
