"""Languages and themes: chosen by a form, kept in a cookie, never led astray."""

import pytest
from django.test import Client
from tests.web.conftest import Ask

from qanat.web.languages import BY_CODE, language_of
from qanat.web.night import theme_of


@pytest.mark.parametrize(
    ("cookie", "account", "accepted", "chosen"),
    [
        ("uz-cyrl", "ru", "en", "uz-cyrl"),
        ("xx", "ru", "en", "ru"),
        ("", "", "ru-RU,ru;q=0.9", "ru"),
        ("", "", "uz-Cyrl,uz;q=0.5", "uz-cyrl"),
        ("", "", "de", "en"),
        ("", "", "", "kk"),
        ("", "pt", "kk", "kk"),
    ],
)
def test_the_cookie_goes_before_the_account_and_that_before_the_browser(
    ask: Ask, cookie: str, account: str, accepted: str, chosen: str
) -> None:
    request = ask(**({"Accept-Language": accepted} if accepted else {}))
    request.COOKIES["qanat_language"] = cookie
    assert language_of(request, account) == chosen


@pytest.mark.parametrize("code", BY_CODE)
def test_a_language_is_chosen_by_a_form_and_kept(client: Client, code: str) -> None:
    answer = client.post("/language/", {"language": code, "next": "/kit/?page=2"})
    assert (answer.status_code, answer["Location"]) == (303, "/kit/?page=2")
    assert client.get("/offline/")["Content-Language"] == BY_CODE[code].html


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "/\\evil",
        "",
        "/x\ny",
        "/" + "x" * 3000,
    ],
)
def test_nobody_is_sent_to_another_site(client: Client, address: str) -> None:
    answer = client.post("/language/", {"language": "ru", "next": address})
    assert answer["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert "qanat_language" not in client.post("/language/", {"language": "xx"}).cookies


def test_the_theme_is_kept_and_shown_on_the_page(client: Client) -> None:
    client.post("/theme/", {"theme": "dark"})
    assert (
        b'data-theme="dark"' in client.get("/offline/").content
        or client.cookies["qanat_theme"].value == "dark"
    )
    assert (
        client.post("/theme/", {"theme": "light"}, headers={"HX-Request": "true"}).status_code
        == 204
    )
    assert client.cookies["qanat_theme"].value == "light"


def test_an_odd_theme_is_automatic(ask: Ask) -> None:
    request = ask()
    request.COOKIES["qanat_theme"] = '"><script>'
    assert theme_of(request) == "auto"


def test_cookies_are_closed_to_scripts(client: Client) -> None:
    cookie = client.post("/theme/", {"theme": "dark"}).cookies["qanat_theme"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
