"""Signing in: name, password, second factor; and who may not."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.test import Client
from django.utils import timezone
from tests.foundation.access.browsing import (
    CODE,
    SIGN_IN,
    code_of,
    confirm,
    is_signed_in,
    type_password,
)
from tests.foundation.access.builders import PASSWORD, Accounts, signed_in

from qanat.foundation.access.commands import (
    deactivate_account,
    reset_password,
)
from qanat.foundation.access.models import Account
from qanat.foundation.access.session import forget
from qanat.foundation.access.states import AccountKind
from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.usefixtures("fresh_counts")


def test_one_signs_in_with_name_password_and_code(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client(headers={"accept-language": "en"})
    answer = type_password(client, account)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert not is_signed_in(client)
    answer = client.post(CODE, {"code": code_of(account)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(client)
    assert client.get("/account/").status_code == 200


def test_one_signs_in_with_the_mail_address_too(make: Accounts) -> None:
    account, client = (
        make.account("citizen", has_second_factor=False),
        Client(headers={"accept-language": "en"}),
    )
    Account.objects.filter(pk=account.pk).update(email="one@example.org")
    client.post(SIGN_IN, {"login": "One@Example.org", "password": PASSWORD})
    assert is_signed_in(client)


@pytest.mark.parametrize("name", ["unknown", "", "a\0b", "x" * 500, "o'clock\" --", "имя"])
def test_a_wrong_name_is_answered_like_a_wrong_password(make: Accounts, name: str) -> None:
    client = Client(headers={"accept-language": "en"})
    answer = client.post(SIGN_IN, {"login": name, "password": "wrong"})
    assert answer.status_code == 422
    assert not is_signed_in(client)


def test_known_and_unknown_names_are_not_told_apart(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client(headers={"accept-language": "en"})
    words = "The name or the password is not right."
    known = type_password(client, account, "wrong")
    unknown = client.post(SIGN_IN, {"login": "nobody-here", "password": "wrong"})
    assert words in known.content.decode()
    assert words in unknown.content.decode()


def test_a_wrong_code_opens_nothing(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client(headers={"accept-language": "en"})
    type_password(client, account)
    for wrong in ("000000", "", "１２３４５６", "a\0", "9" * 400):
        if wrong != code_of(account):
            assert client.post(CODE, {"code": wrong}).status_code in (422, 429)
    assert not is_signed_in(client)


def test_a_code_is_used_once(make: Accounts) -> None:
    account = make.account("dispatcher")
    code = code_of(account)
    first, second = (
        Client(headers={"accept-language": "en"}),
        Client(headers={"accept-language": "en"}),
    )
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
    first, second = (
        Client(headers={"accept-language": "en"}),
        Client(headers={"accept-language": "en"}),
    )
    type_password(first, account)
    first.post(CODE, {"code": codes[0]})
    type_password(second, account)
    second.post(CODE, {"code": codes[0]})
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_the_second_factor_is_sealed_in_the_database(make: Accounts) -> None:
    account = make.account("dispatcher")
    stored = Authenticator.objects.get(user=account).data["secret"]
    assert decrypt(stored) != stored


def test_a_closed_account_stays_out(make: Accounts) -> None:
    account, client = (
        make.account("citizen", has_second_factor=False),
        Client(headers={"accept-language": "en"}),
    )
    deactivate_account(SYSTEM, account_id=account.pk)
    assert type_password(client, account).status_code == 422
    assert not is_signed_in(client)


def test_an_account_closed_between_password_and_code_stays_out(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client(headers={"accept-language": "en"})
    type_password(client, account)
    deactivate_account(SYSTEM, account_id=account.pk)
    client.post(CODE, {"code": code_of(account)})
    assert not is_signed_in(client)


def test_a_system_never_signs_in(make: Accounts) -> None:
    account = make.account("citizen", kind=AccountKind.SYSTEM)
    account.set_password(PASSWORD)
    account.save()
    client = Client(headers={"accept-language": "en"})
    assert type_password(client, account).status_code == 422


def test_a_first_password_must_be_changed_and_does_not_lie_for_ever(make: Accounts) -> None:
    account = make.account("citizen", has_second_factor=False)
    password = reset_password(SYSTEM, account_id=account.pk)
    client = Client(headers={"accept-language": "en"})
    type_password(client, account, password)
    assert client.get("/account/")["Location"] == "/account/password/"
    given = {"present": password, "new": "long-enough-9", "again": "long-enough-9"}
    assert client.post("/account/password/", given).status_code == 303
    assert client.get("/account/").status_code == 200
    password = reset_password(SYSTEM, account_id=account.pk)
    Account.objects.update(password_set_at=timezone.now() - timedelta(days=8))
    assert (
        type_password(Client(headers={"accept-language": "en"}), account, password).status_code
        == 422
    )


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
