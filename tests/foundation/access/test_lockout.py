"""Wrong attempts close the sign-in for a while, and say until when."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.foundation.access.browsing import CODE, SIGN_IN, code_of, is_signed_in, type_password
from tests.foundation.access.builders import Accounts

from qanat.foundation.access.commands import (
    unlock_account,
)
from qanat.foundation.access.models import Account
from qanat.foundation.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("fresh_counts")


def test_wrong_passwords_close_the_sign_in_and_say_until_when(make: Accounts) -> None:
    account, client = make.account("dispatcher"), Client(headers={"Accept-Language": "en"})
    answers = [type_password(client, account, "wrong") for _ in range(5)]
    assert [a.status_code for a in answers] == [422, 422, 422, 422, 429]
    assert "It opens again in 15 minutes." in answers[-1].content.decode()
    right = type_password(client, account)
    assert right.status_code == 429
    assert 14 * 60 < int(right["Retry-After"]) <= 15 * 60
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
