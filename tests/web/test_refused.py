"""Refusals: plain words for people, a notice for htmx, problem+json for machines."""

import json
import re

import pytest
from django.core.exceptions import (
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy
from pytest_django.fixtures import Settings
from tests.web.conftest import VIEWER, Ask

from qanat.foundation.access.middleware import SIGN_IN
from qanat.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from qanat.web import middleware, refused


class BedTaken(Conflict):
    code = "bed_taken"
    text = gettext_lazy("The bed is held by %(who)s.")


@pytest.fixture
def open_kit(settings: Settings, client: Client) -> Client:
    settings.DEBUG = True
    client.raise_request_exception = False
    return client


def refusal_of(ask: Ask, exception: Exception, path: str = "/x/", **how: object) -> HttpResponse:
    answer = middleware.Refusals(lambda _: HttpResponse()).process_exception(
        ask(path, **how), exception
    )
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("exception", "status"),
    [
        (NotAllowed(), 403),
        (NotFound(), 404),
        (BedTaken(who="A. Person"), 409),
        (Invalid(), 422),
        (Http404(), 404),
        (ObjectDoesNotExist(), 404),
        (PermissionDenied(), 403),
        (RequestDataTooBig(), 413),
        (SuspiciousOperation(), 400),
    ],
)
def test_every_refusal_has_its_status(ask: Ask, exception: Exception, status: int) -> None:
    assert refusal_of(ask, exception).status_code == status


def test_a_fault_is_not_a_refusal(ask: Ask) -> None:
    assert (
        middleware.Refusals(lambda _: HttpResponse()).process_exception(ask(), ZeroDivisionError())
        is None
    )


def test_a_person_reads_who_and_what_to_do(ask: Ask) -> None:
    text = refusal_of(ask, BedTaken(who="<A. Person>"), actor=VIEWER).content.decode()
    assert "The bed is held by &lt;A. Person&gt;." in text
    assert "Nothing of what you sent was done." in text
    assert '<a class="button primary" href="/">' in text


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/rounds/7/?view=past", "/rounds/7/?view=past"),
        ("http://testserver/", ""),
        (f"http://testserver{reverse(SIGN_IN)}?next=/x/", ""),
        ("https://evil.example/rounds/7/", ""),
        ("javascript:alert(1)", ""),
        ("http://testserver//evil.example/", ""),
        ("", ""),
    ],
)
def test_who_is_refused_finds_back_to_where_he_pressed(ask: Ask, referer: str, back: str) -> None:
    page = refusal_of(ask, BedTaken(who="A. Person"), actor=VIEWER, Referer=referer)
    found = re.search(r'<a class="button primary" href="([^"]*)">([^<]*)<', page.content.decode())
    assert found is not None
    assert found.groups() == ((back, "Back") if back else ("/", "To the start page"))


def test_htmx_gets_a_notice_put_where_notices_are(ask: Ask) -> None:
    answer = refusal_of(ask, BedTaken(who="A. Person"), htmx=True)
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#notices")
    assert answer.content.startswith(b'<div class="notice breach" role="alert">')


@pytest.mark.parametrize(
    "how",
    [
        {"path": "/api/requests/"},
        {"Accept": "application/json"},
        {"Accept": "application/problem+json"},
    ],
)
def test_a_machine_gets_problem_json(ask: Ask, how: dict[str, str]) -> None:
    answer = refusal_of(ask, BedTaken(who="A. Person"), **how)
    body = json.loads(answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert (body["status"], body["code"], body["detail"]) == (
        409,
        "bed_taken",
        "The bed is held by A. Person.",
    )
    assert set(body) == {"type", "title", "status", "detail", "code", "instance"}


def test_a_browser_is_not_a_machine(ask: Ask) -> None:
    accepts = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert refusal_of(ask, NotFound(), Accept=accepts)["Content-Type"].startswith("text/html")


def test_an_address_that_leads_nowhere_is_refused_with_a_page(
    open_kit: Client, settings: Settings
) -> None:
    settings.DEBUG = False
    answer = open_kit.get("/nowhere/", headers={"Accept-Language": "en"})
    assert answer.status_code in (302, 404)
    settings.DEBUG = True
    answer = open_kit.get("/kit/refusal/404/", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert b"Nothing here" in answer.content


@pytest.mark.parametrize(
    "address",
    ["/kit/%00/", "/kit/?q=%00", "/kit/?q=%ff", "/kit/%0a", "/kit/?q=" + "x" * 9000, "/kit/?q=%1b"],
)
def test_addresses_that_no_page_of_ours_makes_are_refused(open_kit: Client, address: str) -> None:
    assert open_kit.get(address).status_code == 400


@pytest.mark.parametrize(
    "address", ["/kit/?q=%D0%A1%D0%B5%D0%BC%D0%B5%D0%B9", "/kit/?q=a+b%0D%0Ac", "/kit/?q="]
)
def test_ordinary_queries_pass(open_kit: Client, address: str) -> None:
    assert open_kit.get(address).status_code == 200


def test_a_get_of_what_only_takes_forms_says_so(open_kit: Client) -> None:
    answer = open_kit.get("/language/", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert b"Not possible this way" in answer.content


def test_a_form_without_its_token_is_refused_in_plain_words(settings: Settings) -> None:
    settings.DEBUG = True
    answer = Client(enforce_csrf_checks=True).post("/kit/", {}, headers={"Accept-Language": "en"})
    assert answer.status_code == 403
    assert b"This form has grown too old" in answer.content


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"--x\r\ngarbage", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b"a=1", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"\xff\xfe", "multipart/form-data; boundary=\xff"),
    ],
)
def test_a_damaged_body_is_a_clear_refusal(
    open_kit: Client, body: bytes, content_type: str
) -> None:
    assert open_kit.post("/kit/", body, content_type=content_type).status_code in (400, 422)


def test_a_body_that_is_too_large_is_named_so(open_kit: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = open_kit.post(
        "/kit/", {"name": "x" * 2000}, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    body = "&".join(f"f{n}=1" for n in range(9))
    assert (
        open_kit.post("/kit/", body, content_type="application/x-www-form-urlencoded").status_code
        == 400
    )


def test_our_own_fault_is_told_without_asking_the_database(ask: Ask) -> None:
    answer = refused.server_error(ask("/x/"))
    assert answer.status_code == 500
    assert b"Something went wrong on our side" in answer.content
    assert json.loads(refused.server_error(ask("/api/x/")).content)["code"] == "failed"
    assert refused.server_error(ask("/x/", htmx=True))["HX-Retarget"] == "#notices"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "bad number!", "<script>"])
def test_a_request_without_a_proper_number_gets_one(open_kit: Client, given: str) -> None:
    answer = open_kit.get("/kit/", headers={"X-Request-ID": given})
    assert len(answer["X-Request-ID"]) == 32


def test_a_proper_number_is_kept_and_shown(open_kit: Client) -> None:
    answer = open_kit.get("/kit/refusal/409/", headers={"X-Request-ID": "abc-12345678"})
    assert answer["X-Request-ID"] == "abc-12345678"
    assert b"abc-12345678" in answer.content


def test_pages_are_not_kept_and_load_only_what_is_ours(open_kit: Client) -> None:
    answer = open_kit.get("/kit/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["Cache-Control"] == "no-store"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_page_without_a_line_asks_for_nothing_that_is_not_kept(open_kit: Client) -> None:
    page = open_kit.get("/offline/").content.decode()
    kept = open_kit.get("/service-worker.js").content.decode()
    asked = re.findall(r'(?:src|<link rel="stylesheet" href)="([^"]+)"', page)
    assert asked
    assert [address for address in asked if f'"{address}"' not in kept] == []
