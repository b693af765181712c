"""Pages of places."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.registry.browsing import HTMX, Browse

from qanat.registry.places.models import Closure, Settlement
from qanat.registry.places.queries import closed_landing, find_airfield, road_links

pytestmark = pytest.mark.usefixtures("registry", "db")

LISTS = ("places", "regions", "airfields", "pads", "closures")


def airfield_id(code: str) -> int:
    found = find_airfield(code)
    assert found is not None
    return found.id


def addresses() -> list[str]:
    semey = Settlement.objects.get(code="1519422").pk
    return [
        *(reverse(f"places:{name}") for name in LISTS),
        reverse("places:settlement", args=(semey,)),
        reverse("places:region", args=("KZ-10",)),
        reverse("places:airfield", args=(airfield_id("UATZ"),)),
        reverse("places:borders"),
    ]


def test_a_reader_sees_every_page(browse: Browse) -> None:
    client = browse("reader")
    for address in addresses():
        assert client.get(address).status_code == 200, address


def test_who_may_not_read_sees_no_page(browse: Browse) -> None:
    client = browse("outsider")
    for address in addresses():
        assert client.get(address).status_code == 403, address


def test_a_reader_can_not_close_anything(browse: Browse) -> None:
    client = browse("reader")
    for what in ("road", "landing"):
        assert client.get(reverse("places:close", args=(what,))).status_code == 403
        assert client.post(reverse("places:close", args=(what,)), {}).status_code == 403
    assert client.post(reverse("places:end_closure", args=(1,))).status_code == 403
    assert "places/closures/new" not in client.get(reverse("places:closures")).content.decode()


def test_the_list_is_paged_by_fifty(browse: Browse) -> None:
    page = browse("reader").get(reverse("places:places"), {"page": "2"}).content.decode()
    assert page.count("<tr data-qanat-item") == 50
    assert "51–100" in page


def test_a_search_finds_misspelt_names_as_a_fragment_too(browse: Browse) -> None:
    client = browse("reader")
    whole = client.get(reverse("places:places"), {"text": "семй"})
    part = client.get(reverse("places:places"), {"text": "семй"}, headers=HTMX)
    semey = reverse("places:settlement", args=(Settlement.objects.get(code="1519422").pk,))
    assert semey in whole.content.decode()
    assert semey in part.content.decode()
    assert "<html" not in part.content.decode()


@pytest.mark.parametrize(
    "query", [{"text": "ъъъ"}, {"region": "KZ-99"}, {"page": "nonsense"}, {"text": "a\u202eb"}]
)
def test_nonsense_in_the_address_is_answered_kindly(browse: Browse, query: dict[str, str]) -> None:
    assert browse("reader").get(reverse("places:places"), query).status_code == 200


def test_nothing_found_says_so(browse: Browse) -> None:
    page = browse("reader").get(reverse("places:places"), {"text": "zzqqxxww"}).content.decode()
    assert 'class="empty"' in page


def test_what_is_not_known_is_said_to_be_not_known(browse: Browse) -> None:
    client = browse("reader")
    page = client.get(
        reverse("places:airfield", args=(airfield_id("UATZ"),)), headers={"Accept-Language": "en"}
    ).content.decode()
    assert page.count("not known") >= 5 or page.count("неизвестно") >= 5


@pytest.mark.parametrize("name", ["settlement", "airfield"])
def test_an_unknown_place_is_not_found(browse: Browse, name: str) -> None:
    assert browse("reader").get(reverse(f"places:{name}", args=(999_999,))).status_code == 404


def test_an_unknown_region_is_not_found(browse: Browse) -> None:
    assert browse("reader").get(reverse("places:region", args=("KZ-99",))).status_code == 404


def test_borders_come_as_geojson_with_their_quality(browse: Browse) -> None:
    answer = browse("reader").get(reverse("places:borders")).json()
    assert len(answer["features"]) == 20
    assert {f["properties"]["quality"] for f in answer["features"]} == {"approximate"}


def test_an_airfield_is_closed_and_reopened(browse: Browse) -> None:
    client, now = browse("keeper"), timezone.now()
    assert client.get(reverse("places:close", args=("landing",))).status_code == 200
    typed = {
        "place": f"airfield:{airfield_id('UACC')}",
        "from_at": (now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "reason": "snow",
    }
    # Typed in the viewer's zone, which is ahead of UTC: the closure has begun long ago.
    answer = client.post(reverse("places:close", args=("landing",)), typed)
    assert answer.status_code == 303
    closure = Closure.objects.get()
    assert ("airfield", airfield_id("UACC")) in closed_landing(timezone.now())
    end = reverse("places:end_closure", args=(closure.pk,))
    assert end in client.get(reverse("places:closures")).content.decode()
    assert client.get(end).status_code == 200
    assert client.post(end).status_code == 303
    assert closed_landing(timezone.now()) == frozenset()


def test_roads_are_closed_by_ticking_them(browse: Browse) -> None:
    typed = {
        "links": [row.id for row in road_links()[:2]],
        "from_at": "2026-11-25T10:00",
        "until_at": "2026-11-26T10:00",
        "reason": "blizzard",
    }
    client = browse("keeper")
    assert client.post(reverse("places:close", args=("road",)), typed).status_code == 303
    assert Closure.objects.get().links.count() == 2


def test_only_the_roads_of_a_region_are_offered(browse: Browse) -> None:
    client, address = browse("keeper"), reverse("places:close", args=("road",))
    every = client.get(address).content.decode()
    some = client.get(address, {"region": "KZ-47"}).content.decode()
    offered = 'name="links"'
    assert every.count(offered) == len(road_links())
    wanted = [row for row in road_links() if "KZ-47" in row.regions]
    assert some.count(offered) == len(wanted) > 3


@pytest.mark.parametrize(
    "changes",
    [
        {"until_at": "2026-11-24T10:00"},
        {"from_at": "yesterday"},
        {"reason": "full_moon"},
        {"place": "airfield:999999"},
        {"place": "road:1"},
        {"note": "x" * 400},
    ],
)
def test_a_bad_closure_comes_back_with_what_was_typed(
    browse: Browse,
    changes: dict[str, str],
) -> None:
    typed = {
        "place": f"airfield:{airfield_id('UACC')}",
        "from_at": "2026-11-25T10:00",
        "until_at": "",
        "reason": "snow",
        "note": "wing",
    } | changes
    answer = browse("keeper").post(reverse("places:close", args=("landing",)), typed)
    assert answer.status_code == 422
    assert typed["note"] in answer.content.decode()
    assert Closure.objects.count() == 0


def test_only_roads_and_landing_places_can_be_closed(browse: Browse) -> None:
    assert browse("keeper").get(reverse("places:close", args=("sky",))).status_code == 404


@pytest.mark.parametrize(("name", "most"), [("places", 12), ("regions", 8), ("airfields", 9)])
def test_a_list_costs_the_same_few_queries(
    browse: Browse,
    name: str,
    most: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = browse("reader")
    client.get(reverse(f"places:{name}"))
    with django_assert_max_num_queries(most):
        client.get(reverse(f"places:{name}"))
