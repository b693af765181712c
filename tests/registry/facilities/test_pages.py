"""Pages of hospitals."""

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.registry.browsing import HTMX, Browse

from qanat.foundation.actors import SYSTEM
from qanat.registry.facilities.commands import load_demo_phones, load_facilities
from qanat.registry.facilities.models import Capability
from qanat.registry.facilities.queries import facility_row, find_facility

pytestmark = pytest.mark.usefixtures("registry", "db")

LIST = "facilities:facilities"


def pk(code: str) -> int:
    found = find_facility(code)
    assert found is not None
    return found.id


def page_of(code: str) -> str:
    return reverse("facilities:facility", args=(pk(code),))


def test_a_reader_sees_the_list_and_a_hospital(browse: Browse) -> None:
    client = browse("reader")
    assert page_of("001") in client.get(reverse(LIST)).content.decode()
    page = client.get(page_of("001")).content.decode()
    assert "unverified" in page
    assert "capabilities/new" not in page


def test_who_may_not_read_sees_nothing(browse: Browse) -> None:
    client = browse("outsider")
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(page_of("001")).status_code == 403


def test_a_reader_can_not_change_a_hospital(browse: Browse) -> None:
    client = browse("reader")
    for address in (
        reverse("facilities:add", args=(pk("001"),)),
        reverse("facilities:beds", args=(pk("001"),)),
        reverse("facilities:end", args=(pk("001"), "icu")),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"text": "перенатальный актобе"}, "068"),
        ({"capability": "proton_therapy"}, "002"),
        ({"region": "KZ-61", "type": "perinatal"}, "156"),
        ({"capability": "stroke", "level": "3", "region": "KZ-55"}, "142"),
    ],
)
def test_the_filter_finds_hospitals_as_page_and_fragment(
    browse: Browse,
    query: dict[str, str],
    code: str,
) -> None:
    client = browse("reader")
    for headers in ({}, HTMX):
        page = client.get(reverse(LIST), query, headers=headers).content.decode()
        assert page_of(code) in page
        assert page_of("035") not in page


@pytest.mark.parametrize("query", [{"text": "zzqq"}, {"region": "KZ-99"}, {"level": "seven"}])
def test_nothing_found_or_nonsense_is_answered_kindly(
    browse: Browse,
    query: dict[str, str],
) -> None:
    assert browse("reader").get(reverse(LIST), query).status_code == 200


def test_the_list_is_paged(browse: Browse) -> None:
    page = browse("reader").get(reverse(LIST), {"page": "4"}).content.decode()
    assert page.count("<tr data-qanat-item") == 23


def test_an_unknown_hospital_is_not_found(browse: Browse) -> None:
    client = browse("keeper")
    assert client.get(reverse("facilities:facility", args=(999_999,))).status_code == 404
    assert client.get(reverse("facilities:beds", args=(999_999,))).status_code == 404


def test_a_keeper_states_ends_and_counts_beds(browse: Browse) -> None:
    client, number = browse("keeper"), pk("066")
    typed = {
        "capability": "ecmo",
        "level": "",
        "since": "2026-11-01",
        "evidence": "official",
        "source": "letter",
    }
    assert client.get(reverse("facilities:add", args=(number,))).status_code == 200
    answer = client.post(reverse("facilities:add", args=(number,)), typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, page_of("066"))
    end = reverse("facilities:end", args=(number, "ecmo"))
    assert end in client.get(page_of("066")).content.decode()
    assert client.get(end).status_code == 200
    assert client.post(end, {"until": "2026-11-20"}).status_code == 303
    beds = {"beds": "310", "evidence": "official"}
    assert client.post(reverse("facilities:beds", args=(number,)), beds).status_code == 303
    assert facility_row(number).beds_stated == 310
    assert Capability.objects.filter(facility_id=number, code="ecmo").get().until is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"capability": "magic"},
        {"capability": "icu"},
        {"level": "9"},
        {"since": "soon"},
        {"source": ""},
        {"source": "x" * 301},
    ],
)
def test_a_bad_statement_comes_back_and_nothing_changes(
    browse: Browse,
    changes: dict[str, str],
) -> None:
    typed = {
        "capability": "ecmo",
        "level": "",
        "since": "2026-11-01",
        "evidence": "official",
        "source": "letter",
    } | changes
    before = Capability.objects.count()
    answer = browse("keeper").post(reverse("facilities:add", args=(pk("066"),)), typed)
    assert answer.status_code == 422
    assert Capability.objects.count() == before


@pytest.mark.parametrize("until", ["", "2019-01-01", "never"])
def test_a_bad_last_day_is_asked_for_again(browse: Browse, until: str) -> None:
    end = reverse("facilities:end", args=(pk("066"), "icu"))
    assert browse("keeper").post(end, {"until": until}).status_code in {409, 422, 200}
    assert Capability.objects.filter(facility_id=pk("066"), code="icu", until=None).exists()


def test_a_regional_keeper_changes_only_his_region(browse: Browse) -> None:
    client = browse("regional", "KZ-15")
    assert "capabilities/new" in client.get(page_of("066")).content.decode()
    assert "capabilities/new" not in client.get(page_of("056")).content.decode()
    foreign = reverse("facilities:beds", args=(pk("056"),))
    assert client.post(foreign, {"beds": "9", "evidence": "official"}).status_code == 404
    assert facility_row(pk("056")).beds_stated is None


def test_pages_cost_few_queries(
    browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = browse("reader")
    client.get(reverse(LIST))
    with django_assert_max_num_queries(12):
        client.get(reverse(LIST))
    with django_assert_max_num_queries(12):
        client.get(page_of("001"))


def test_a_telephone_is_shown_and_an_invented_one_says_so(browse: Browse) -> None:
    client = browse("reader")
    assert "telephone not known" in client.get(page_of("001")).content.decode()
    assert load_demo_phones(SYSTEM) > 100
    page = client.get(page_of("001")).content.decode()
    assert 'href="tel:+7000000' in page
    assert "synthetic" in page
    load_facilities(SYSTEM)
    assert facility_row(pk("001")).is_phone_synthetic
