"""Pages of the networks."""

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.registry.browsing import Browse

pytestmark = pytest.mark.usefixtures("registry", "db")

CODES = ("stroke", "obstetric", "newborn", "trauma", "cardiac", "toxicology", "general")


def test_a_reader_sees_every_network(browse: Browse) -> None:
    client = browse("reader")
    every = client.get(reverse("pathways:networks")).content.decode()
    for code in CODES:
        address = reverse("pathways:network", args=(code,))
        assert address in every
        page = client.get(address).content.decode()
        assert "unverified" in page
        assert f"capability={'obstetric' if code == 'obstetric' else code}" in page


def test_who_may_not_read_sees_no_network(browse: Browse) -> None:
    client = browse("outsider")
    assert client.get(reverse("pathways:networks")).status_code == 403
    assert client.get(reverse("pathways:network", args=("stroke",))).status_code == 403


def test_an_unknown_network_is_not_found(browse: Browse) -> None:
    assert browse("reader").get(reverse("pathways:network", args=("nails",))).status_code == 404


def test_a_network_costs_few_queries(
    browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = browse("reader")
    client.get(reverse("pathways:networks"))
    with django_assert_max_num_queries(18):
        client.get(reverse("pathways:network", args=("stroke",)))
