"""Signing in: name, password, second factor, lock-out, sessions; nothing open without it."""

import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.foundation.access.builders import PASSWORD, Accounts, signed_in

from qanat.foundation.access.commands import (
    deactivate_account,
    reset_password,
    sign_out_account,
    unlock_account,
)
from qanat.foundation.access.models import Account, Session
from qanat.foundation.access.session import forget
from qanat.foundation.access.states import AccountKind
from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.models import AuditEntry

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

SIGN_IN = "/sign-in/"
CODE = "/sign-in/code/"


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    cache.clear()


def code_of(account: Account, *, later: int = 0) -> str:
    factor = Authenticator.objects.get(user=account, type="totp")
    counter = int(time.time()) // 30 + later
    return str(format_hotp_value(hotp_value(decrypt(factor.data["secret"]), counter)))


def type_password(
    client: Client, account: Account, password: str = PASSWORD, **more: str
) -> "Answer":
    return client.post(SIGN_IN, {"login": account.user_name, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def test_one_signs_in_with_name_password_and_code(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client()
    answer = type_password(client, account)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert not is_signed_in(client)
    answer = client.post(CODE, {"code": code_of(account)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(client)
    assert client.get("/account/").status_code == 200


def test_one_signs_in_with_the_mail_address_too(make: Accounts) -> None:
    account, client = make.account("citizen", has_second_factor=False), Client()
    Account.objects.filter(pk=account.pk).update(email="one@example.org")
    client.post(SIGN_IN, {"login": "One@Example.org", "password": PASSWORD})
    assert is_signed_in(client)


@pytest.mark.parametrize("name", ["unknown", "", "a\0b", "x" * 500, "o'clock\" --", "имя"])
def test_a_wrong_name_is_answered_like_a_wrong_password(make: Accounts, name: str) -> None:
    client = Client()
    answer = client.post(SIGN_IN, {"login": name, "password": "wrong"})
    assert answer.status_code == 422
    assert not is_signed_in(client)


def test_known_and_unknown_names_are_not_told_apart(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client()
    words = "The name or the password is not right."
    known = type_password(client, account, "wrong")
    unknown = client.post(SIGN_IN, {"login": "nobody-here", "password": "wrong"})
    assert words in known.content.decode()
    assert words in unknown.content.decode()


def test_a_wrong_code_opens_nothing(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client()
    type_password(client, account)
    for wrong in ("000000", "", "１２３４５６", "a\0", "9" * 400):
        if wrong != code_of(account):
            assert client.post(CODE, {"code": wrong}).status_code in (422, 429)
    assert not is_signed_in(client)


def test_a_code_is_used_once(make: Accounts) -> None:
    account = make.account("dispatcher")
    code = code_of(account)
    first, second = Client(), Client()
    type_password(first, account)
    first.post(CODE, {"code": code})
    type_password(second, account)
    second.post(CODE, {"code": code})
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_a_recovery_code_opens_once(make: Accounts) -> None:
    account = make.account("dispatcher")
    client = signed_in(account)
    confirm(client)
    client.post("/account/recovery-codes/new/")
    codes = client.get("/account/recovery-codes/text/").content.decode().split()
    assert len(codes) == 10
    first, second = Client(), Client()
    type_password(first, account)
    first.post(CODE, {"code": codes[0]})
    type_password(second, account)
    second.post(CODE, {"code": codes[0]})
    assert is_signed_in(first)
    assert not is_signed_in(second)


def confirm(client: Client) -> None:
    answer = client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/"})
    assert answer.status_code == 302


def test_the_second_factor_is_sealed_in_the_database(make: Accounts) -> None:
    account = make.account("dispatcher")
    stored = Authenticator.objects.get(user=account).data["secret"]
    assert decrypt(stored) != stored


# -- lock-out ---------------------------------------------------------------------------------


def test_wrong_passwords_close_the_sign_in_and_say_until_when(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client()
    answers = [type_password(client, account, "wrong") for _ in range(5)]
    assert [a.status_code for a in answers] == [422, 422, 422, 422, 429]
    assert "It opens again in 15 minutes." in answers[-1].content.decode()
    right = type_password(client, account)
    assert right.status_code == 429
    assert not is_signed_in(client)


def test_trying_on_does_not_make_it_longer_and_it_opens_by_itself(make: Accounts) -> None:
    account, client = make.account("citizen", has_second_factor=False), Client()
    for _ in range(7):
        type_password(client, account, "wrong")
    attempt = AccessAttempt.objects.get()
    assert attempt.failures_since_start == 5
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    type_password(client, account)
    assert is_signed_in(client)
    assert not AccessAttempt.objects.exists()


def test_it_is_closed_for_this_account_from_this_place_only(make: Accounts) -> None:
    account, other = (make.account("citizen", has_second_factor=False) for _ in range(2))
    client, elsewhere = Client(), Client(REMOTE_ADDR="192.0.2.7")
    for _ in range(5):
        type_password(client, account, "wrong")
    type_password(client, other)
    assert is_signed_in(client)
    type_password(elsewhere, account)
    assert is_signed_in(elsewhere)


def test_name_and_mail_address_are_counted_together(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client()
    Account.objects.filter(pk=account.pk).update(email="one@example.org")
    for name in ("one@example.org", account.user_name.upper(), "ONE@example.org"):
        client.post(SIGN_IN, {"login": name, "password": "wrong"})
    assert AccessAttempt.objects.get().failures_since_start == 3


def test_wrong_codes_close_the_sign_in_like_wrong_passwords(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client()
    type_password(client, account)
    answers = [client.post(CODE, {"code": "12345"}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    answer = client.post(CODE, {"code": code_of(account)})
    assert answer.status_code == 422
    assert not is_signed_in(client)


def test_an_administrator_opens_it_at_once(make: Accounts) -> None:
    account, client = make.account("citizen", has_second_factor=False), Client()
    for _ in range(5):
        type_password(client, account, "wrong")
    unlock_account(SYSTEM, account_id=account.pk)
    type_password(client, account)
    assert is_signed_in(client)


def test_no_password_is_kept_with_the_attempts(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client()
    type_password(client, account, "my-secret-typo")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(a::text, ' ') FROM axes_accessattempt a")
        assert "my-secret-typo" not in cursor.fetchone()[0]


# -- who may not ------------------------------------------------------------------------------


def test_a_closed_account_stays_out(make: Accounts) -> None:
    account, client = make.account("citizen", has_second_factor=False), Client()
    deactivate_account(SYSTEM, account_id=account.pk)
    assert type_password(client, account).status_code == 422
    assert not is_signed_in(client)


def test_an_account_closed_between_password_and_code_stays_out(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client()
    type_password(client, account)
    deactivate_account(SYSTEM, account_id=account.pk)
    client.post(CODE, {"code": code_of(account)})
    assert not is_signed_in(client)


def test_a_system_never_signs_in(make: Accounts) -> None:
    account = make.account("citizen", kind=AccountKind.SYSTEM)
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    assert type_password(client, account).status_code == 422


def test_a_first_password_must_be_changed_and_does_not_lie_for_ever(make: Accounts) -> None:
    account = make.account("citizen", has_second_factor=False)
    password = reset_password(SYSTEM, account_id=account.pk)
    client = Client()
    type_password(client, account, password)
    assert client.get("/account/")["Location"] == "/account/password/"
    given = {"present": password, "new": "long-enough-9", "again": "long-enough-9"}
    assert client.post("/account/password/", given).status_code == 303
    assert client.get("/account/").status_code == 200
    password = reset_password(SYSTEM, account_id=account.pk)
    Account.objects.update(password_set_at=timezone.now() - timedelta(days=8))
    assert type_password(Client(), account, password).status_code == 422


# -- second factor required -------------------------------------------------------------------


def test_after_the_grace_a_role_needs_a_second_factor(make: Accounts) -> None:
    account = make.account("dispatcher", has_second_factor=False)
    client = signed_in(account)
    assert client.get("/account/").status_code == 200
    assert "needs a second factor" in client.get("/account/").content.decode()
    Account.objects.update(created_at=timezone.now() - timedelta(days=4))

    forget()
    answer = client.get("/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/second-factor/set-up/")
    confirm(client)
    page = client.get("/account/second-factor/set-up/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    answer = client.post("/account/second-factor/set-up/", {"code": code})
    assert answer["Location"] == "/account/recovery-codes/"
    assert client.get("/account/").status_code == 200


def test_a_citizen_needs_no_second_factor(make: Accounts) -> None:
    account = make.account("citizen", has_second_factor=False)
    Account.objects.update(created_at=timezone.now() - timedelta(days=400))
    assert signed_in(account).get("/account/").status_code == 200


def test_setting_up_and_removing_a_factor_is_audited(make: Accounts) -> None:

    account = make.account("citizen")
    client = signed_in(account)
    confirm(client)
    assert client.post("/account/second-factor/remove/").status_code == 302
    entry = AuditEntry.objects.filter(table_name="mfa_authenticator", action="D").latest("id")
    assert (entry.actor_id, entry.command) == (account.pk, "remove_second_factor")
    assert "secret" not in str(entry.changes)


def test_changing_a_factor_asks_for_the_password_again(make: Accounts) -> None:
    client = signed_in(make.account("citizen"))
    answer = client.get("/account/second-factor/remove/")
    assert answer["Location"].startswith("/account/confirm/")
    assert client.post("/account/second-factor/remove/").status_code == 302
    assert Authenticator.objects.count() == 1


# -- sessions ---------------------------------------------------------------------------------


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


# -- closed by default ------------------------------------------------------------------------


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
