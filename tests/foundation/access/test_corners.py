"""Addresses behind proxies, sweeps, and the first administrator."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings
from tests.foundation.access.builders import Accounts, signed_in

from qanat.foundation.access.models import Account, Session
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.access.sign_in.addresses import client_address
from qanat.foundation.access.sweeps import clear_over


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (1, "", "127.0.0.1"),
        (1, "nonsense", None),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_trusted_proxies_say_where_a_request_comes_from(
    settings: Settings, proxies: int, forwarded: str, seen: str | None
) -> None:
    settings.QANAT_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == seen


def test_what_is_over_is_cleared_away(make: Accounts) -> None:
    over, going_on = make.account(), make.account()
    signed_in(over)
    signed_in(going_on)
    now = timezone.now()
    Session.objects.filter(account=over).update(expire_date=now - timedelta(seconds=1))
    cache.set("old", 1, timeout=1)
    clear_over(now + timedelta(seconds=2))
    assert list(Session.objects.values_list("account_id", flat=True)) == [going_on.pk]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_cache WHERE cache_key LIKE '%old'")
        assert cursor.fetchone() == (0,)


def test_an_installation_gets_its_first_administrator(db: None) -> None:
    out = StringIO()
    call_command("open_administrator", "chief", "The Chief", stdout=out)
    account = Account.objects.get(user_name="chief")
    assert actor_of_account(account.pk).roles == ("administrator",)
    assert account.check_password(out.getvalue().rpartition(": ")[2].strip())
    assert account.must_change_password
    with pytest.raises(CommandError, match="taken"):
        call_command("open_administrator", "chief", "The Chief", stdout=out)
    with pytest.raises(CommandError, match="no role"):
        call_command("open_administrator", "other", "Other", "--role", "king", stdout=out)
    assert Account.objects.count() == 1
