from urllib.parse import urlsplit

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from qanat.config.web import _events_source
from qanat.web.context import events_address


@pytest.mark.parametrize(
    ("address", "sources"),
    [
        ("", []),
        ("/events", []),
        (":8001/events", ["*:8001"]),
        ("https://live.example/events", ["https://live.example"]),
    ],
)
def test_pages_may_hear_events_from_where_they_are_served(address: str, sources: list[str]) -> None:
    assert _events_source(address) == sources


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_events_of_the_next_port_come_from_the_host_of_the_page(
    host: str, settings: Settings
) -> None:
    settings.QANAT_EVENTS_URL = ":8001/events"
    address = urlsplit(events_address(RequestFactory().get("/", HTTP_HOST=host)))
    assert (address.scheme, address.port, address.path) == ("http", 8001, "/events")
    assert address.hostname == urlsplit(f"//{host}").hostname
