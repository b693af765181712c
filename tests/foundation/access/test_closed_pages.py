"""Sessions begin anew, end for good; nothing is open without one."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.foundation.access.browsing import CODE, SIGN_IN, code_of, is_signed_in, type_password
from tests.foundation.access.builders import Accounts, signed_in

from qanat.foundation.access.commands import (
    sign_out_account,
)
from qanat.foundation.access.models import Account, Session
from qanat.foundation.actors import SYSTEM


def test_a_session_gets_a_new_key_when_somebody_signs_in(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client()
    client.get(SIGN_IN)
    type_password(client, account)
    before = client.session.session_key
    client.post(CODE, {"code": code_of(account)})
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_a_foreign_session_key_is_not_taken_over(make: Accounts) -> None:
    account, client = make.account("citizen", has_second_factor=False), Client()
    client.cookies["qanat_session"] = "x" * 32
    type_password(client, account)
    assert is_signed_in(client)
    assert client.session.session_key != "x" * 32


def test_signing_out_ends_the_session_for_good(make: Accounts) -> None:
    client = signed_in(make.account("dispatcher"))
    key = client.session.session_key
    client.post("/sign-out/")
    assert not Session.objects.filter(pk=key).exists()
    client.cookies["qanat_session"] = str(key)
    assert client.get("/account/").status_code == 302


def test_a_session_unused_for_a_shift_is_over(make: Accounts) -> None:
    account = make.account("dispatcher")
    client = signed_in(account)
    session = Session.objects.get(account=account)
    left = session.expire_date - timezone.now()
    assert timedelta(hours=7, minutes=59) < left <= timedelta(hours=8)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/account/").status_code == 302


def test_a_session_in_use_goes_on(make: Accounts) -> None:
    account = make.account("dispatcher")
    client = signed_in(account)
    now = timezone.now()
    Session.objects.update(
        seen_at=now - timedelta(minutes=6), expire_date=now + timedelta(minutes=1)
    )
    client.get("/account/")
    session = Session.objects.get(account=account)
    assert session.expire_date > now + timedelta(hours=7)
    assert session.seen_at >= now


def test_a_forgotten_screen_which_refreshes_itself_is_not_in_use(make: Accounts) -> None:
    account = make.account("dispatcher")
    client = signed_in(account)
    client.get("/account/")
    soon = timezone.now() + timedelta(minutes=1)
    Session.objects.update(seen_at=soon - timedelta(hours=1), expire_date=soon)
    client.get("/account/", headers={"HX-Request": "true"})
    assert Session.objects.get(account=account).expire_date == soon


def test_an_administrator_signs_somebody_out_at_once(make: Accounts) -> None:
    account = make.account("dispatcher")
    client = signed_in(account)
    assert client.get("/account/").status_code == 200
    assert sign_out_account(SYSTEM, account_id=account.pk) == 1
    assert client.get("/account/").status_code == 302


def test_a_page_needs_sign_in_and_comes_back_to_where_one_wanted(make: Accounts) -> None:
    account, client = make.account("citizen", has_second_factor=False), Client()
    answer = client.get("/account/?a=1&b=%D1%8F")
    assert answer["Location"] == "/sign-in/?next=%2Faccount%2F%3Fa%3D1%26b%3D%25D1%258F"
    page = client.get(answer["Location"])
    assert page.status_code == 200
    answer = type_password(client, account, next="/account/?a=1&b=%D1%8F")
    assert answer["Location"] == "/account/?a=1&b=%D1%8F"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "http://testserver.evil.example/",
    ],
)
def test_nobody_is_sent_to_another_site(make: Accounts, address: str) -> None:
    account, client = make.account("citizen", has_second_factor=False), Client()
    answer = type_password(client, account, next=address)
    assert answer["Location"] == "/"


def test_a_form_sent_after_the_session_ended_comes_back_to_its_page(db: None) -> None:
    referer = {"Referer": "http://testserver/account/?x=1"}
    answer = Client().post("/account/sessions/end/", headers=referer)
    assert answer["Location"] == "/sign-in/?next=%2Faccount%2F%3Fx%3D1"
    answer = Client().post("/account/sessions/end/", headers={"Referer": "https://evil.example/"})
    assert answer["Location"] == "/sign-in/"


def test_htmx_is_sent_to_the_sign_in_page(db: None) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/account/"}
    answer = Client().get("/account/", headers=headers)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Faccount%2F"


def test_who_must_change_a_first_password_is_led_there_and_left_in_peace(make: Accounts) -> None:
    account = make.account("dispatcher")
    client = signed_in(account)
    Account.objects.filter(pk=account.pk).update(must_change_password=True)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/account/?x=1"}
    answer = client.get("/account/", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (403, "/account/password/")
    headers["HX-Current-URL"] = "http://testserver/account/password/"
    answer = client.get("/account/", headers=headers)
    assert answer.status_code == 403
    assert "HX-Redirect" not in answer  # it would load the page again, and that one again
    assert answer["HX-Reswap"] == "none"


def test_a_machine_is_told_401(db: None) -> None:
    answer = Client().get("/account/", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "sign_in_needed"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_hostile_session_cookie_is_nobody(db: None) -> None:
    for key in ("", "short", "x" * 5000, "a'; drop table--", "clé-clé-clé"):
        client = Client()
        client.cookies["qanat_session"] = key
        assert client.get("/account/").status_code == 302
