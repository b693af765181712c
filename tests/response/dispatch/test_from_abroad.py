"""An evacuation from abroad is taken and planned from the pages."""

import pytest
from django.urls import reverse
from tests.response.dispatch.browsing import HTMX, Browse, typed_moment
from tests.response.dispatch.builders import decide

from qanat.registry.places.queries import find_airfield
from qanat.response.dispatch.models import Request

pytestmark = pytest.mark.usefixtures("world", "db")


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def values(**said: str) -> dict[str, str]:
    given = {
        "need": "evacuation",
        "urgency": "2",
        "channel": "phone",
        "received_at": typed_moment(),
        "country": "KZ",
        "diagnosis": "Политравма",
        "icd10": "T07",
    }
    return given | said


def test_airports_abroad_are_found_by_code_and_name(browse: Browse) -> None:
    client = browse("dispatcher")
    offers = client.get(at("find_airfield"), {"q": "ayt"}, headers=HTMX).content.decode()
    assert "LTAI" in offers
    assert (
        "UAAA" not in client.get(at("find_airfield"), {"q": "UAAA"}, headers=HTMX).content.decode()
    )


@pytest.mark.parametrize("typed", ["New Delhi", "дели", "Нью-Дели", "Gandhi", "vidp"])
def test_airports_abroad_are_found_by_their_city_in_any_script(browse: Browse, typed: str) -> None:
    client = browse("dispatcher")
    offers = client.get(at("find_airfield"), {"q": typed}, headers=HTMX).content.decode()
    assert "Indira Gandhi International Airport, New Delhi (VIDP/DEL)" in offers
    assert "LTAI" not in offers


def test_an_evacuation_from_an_airport_abroad_is_planned(browse: Browse) -> None:
    field = find_airfield("UZTT")
    assert field is not None
    client = browse("dispatcher")
    sent = values(airfield_abroad=str(field.id), airfield_abroad_text="UZTT")
    answer = client.post(at("new"), sent)
    assert answer.status_code == 303, answer.content.decode()
    row = Request.objects.get()
    assert (row.country_id, row.lon, row.lat) == ("UZ", field.lon, field.lat)
    decide(row, "fly_patient")
    page = client.get(at("plans", row.pk)).content.decode()
    assert "Planning is not possible yet" not in page
    assert 'name="plan"' in page


def test_coordinates_of_a_place_are_kept_through_a_correction(browse: Browse) -> None:
    client = browse("dispatcher")
    bad = client.post(at("new"), values(country="TR", coordinates="somewhere"))
    assert (bad.status_code, "somewhere" in bad.content.decode()) == (422, True)
    good = client.post(at("new"), values(country="TR", coordinates="36.9, 30.8"))
    assert good.status_code == 303
    row = Request.objects.get()
    assert (row.country_id, row.lon, row.lat) == ("TR", 30.8, 36.9)
    edit = client.get(at("edit", row.pk)).content.decode()
    assert "36.9, 30.8" in edit
