"""What the centre of a partner country sees, and that it is told what it is for."""

import pytest
from tests.response.dispatch.browsing import Browse, browse, people
from tests.response.dispatch.builders import patient_of, request

__all__ = ["browse", "people"]

pytestmark = pytest.mark.usefixtures("world", "db")


def test_it_begins_with_what_it_is_for_and_what_concerns_its_country(browse: Browse) -> None:
    home = request(need="evacuation", country="UZ", region="", sending_facility_id=None)
    other = request(name="Another")
    client = browse("partner", "UZ")
    assert client.get("/")["Location"] == "/partner/"
    page = client.get("/partner/").content.decode()
    assert "You see the requests and missions which concern your country" in page
    assert home.number in page
    assert other.number not in page
    assert client.get(f"/requests/{home.pk}/").status_code == 200
    assert client.get(f"/requests/{other.pk}/").status_code == 404
    assert client.get(f"/patients/{patient_of(home)}/").status_code == 403
    for address in ("/requests/", "/missions/"):
        assert client.get(address).status_code == 200


def test_an_empty_page_says_when_something_comes(browse: Browse) -> None:
    request()
    page = browse("partner", "UZ").get("/partner/").content.decode()
    assert "Nothing that concerns your country is open." in page


def test_others_have_no_such_page(browse: Browse) -> None:
    assert browse("dispatcher").get("/partner/").status_code == 404
    assert browse("norm_keeper").get("/partner/").status_code == 403
