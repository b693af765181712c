"""The demonstration shows its accounts and codes; nothing else ever does."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from tests.foundation.access.builders import PASSWORD as OWN_PASSWORD
from tests.foundation.access.builders import Accounts

from qanat.foundation.access.commands import reset_password, reset_second_factor
from qanat.foundation.access.commands.accounts import FixedInDemo
from qanat.foundation.access.models import Account, Session
from qanat.foundation.access.session import actor_of_account, forget
from qanat.foundation.access.sign_in.demo import (
    PASSWORD,
    DemoAccount,
    NotTheDemonstration,
    demo_code,
    demo_rows,
    ensure_demo_accounts,
)
from qanat.foundation.actors import NOBODY, SYSTEM
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.refusals import NotAllowed

ACCOUNTS = (
    DemoAccount(user_name="clerk", full_name="Demo Clerk", role="clerk", value="1"),
    DemoAccount(user_name="dispatcher", full_name="Demo Dispatcher", role="dispatcher"),
)


@pytest.fixture
def demo(db: None, settings: Settings) -> dict[str, int]:
    """Make the demonstration's accounts."""
    settings.QANAT_DEMO = True
    cache.clear()
    return ensure_demo_accounts(SYSTEM, accounts=ACCOUNTS)


def test_the_sign_in_page_of_the_demonstration_offers_its_accounts(demo: dict[str, int]) -> None:
    page = Client(headers={"Accept-Language": "en"}).get("/sign-in/").content.decode()
    assert "Demonstration only" in page
    assert PASSWORD in page
    assert page.index("Demo Dispatcher") < page.index("Demo Clerk")


def test_with_the_shown_code_one_signs_in(demo: dict[str, int]) -> None:
    client = Client()
    client.post("/sign-in/", {"login": "dispatcher", "password": PASSWORD})
    shown = client.get("/sign-in/code/").context["demo_code"]
    client.post("/sign-in/code/", {"code": shown})
    assert client.session[SESSION_KEY] == str(demo["dispatcher"])


def test_signing_in_and_out_leaves_no_change_by_nobody(demo: dict[str, int]) -> None:
    client = Client()
    client.post("/sign-in/", {"login": "dispatcher", "password": PASSWORD})
    client.post("/sign-in/code/", {"code": client.get("/sign-in/code/").context["demo_code"]})
    client.post("/account/", {"language": "kk", "zone": "Asia/Almaty"})
    client.post("/sign-out/")
    assert set(AuditEntry.objects.values_list("actor_id", flat=True)) == {0, demo["dispatcher"]}


def test_two_people_sign_in_with_one_account_in_the_same_half_minute(demo: dict[str, int]) -> None:
    for _ in range(2):
        client = Client()
        client.post("/sign-in/", {"login": "dispatcher", "password": PASSWORD})
        client.post("/sign-in/code/", {"code": client.get("/sign-in/code/").context["demo_code"]})
        assert SESSION_KEY in client.session


def test_making_them_twice_changes_nothing(demo: dict[str, int]) -> None:
    assert ensure_demo_accounts(SYSTEM, accounts=ACCOUNTS) == demo
    assert actor_of_account(demo["clerk"]).roles == ("clerk",)
    assert [row.user_name for row in demo_rows()] == ["dispatcher", "clerk"]


def test_outside_the_demonstration_nothing_is_shown(
    demo: dict[str, int], settings: Settings
) -> None:
    settings.QANAT_DEMO = False
    page = Client().get("/sign-in/").content.decode()
    assert "Demonstration only" not in page
    assert PASSWORD not in page
    assert demo_rows() == []
    assert demo_code(Account.objects.get(user_name="dispatcher")) == ""


def test_outside_the_demonstration_its_accounts_open_nothing(
    demo: dict[str, int], settings: Settings
) -> None:
    inside = Client()
    inside.force_login(Account.objects.get(user_name="clerk"))
    settings.QANAT_DEMO = False
    forget()
    client = Client()
    answer = client.post("/sign-in/", {"login": "dispatcher", "password": PASSWORD})
    assert answer.status_code == 422
    assert actor_of_account(demo["dispatcher"]) is NOBODY
    assert Session.objects.filter(account__user_name="clerk").exists()
    assert inside.get("/account/").status_code == 302


def test_outside_the_demonstration_none_are_made(db: None, settings: Settings) -> None:
    assert not settings.QANAT_DEMO
    with pytest.raises(NotTheDemonstration):
        ensure_demo_accounts(SYSTEM, accounts=ACCOUNTS)
    assert not Account.objects.exists()


def test_only_the_system_makes_them(demo: dict[str, int]) -> None:
    with pytest.raises(NotAllowed):
        ensure_demo_accounts(actor_of_account(demo["dispatcher"]), accounts=ACCOUNTS)


def test_the_code_of_a_real_account_is_never_shown(make: Accounts, settings: Settings) -> None:
    settings.QANAT_DEMO = True
    account, client = make.account("dispatcher"), Client()
    assert demo_code(account) == ""
    client.post("/sign-in/", {"login": account.user_name, "password": OWN_PASSWORD})
    page = client.get("/sign-in/code/")
    assert page.context["demo_code"] == ""
    assert "demo-code" not in page.content.decode()
    assert account.user_name not in client.get("/sign-in/").content.decode()


def test_a_real_account_is_not_made_one_of_the_demonstration(
    make: Accounts, settings: Settings
) -> None:
    settings.QANAT_DEMO = True
    make.account("citizen", name="dispatcher")
    with pytest.raises(NotTheDemonstration):
        ensure_demo_accounts(SYSTEM, accounts=ACCOUNTS)
    assert not Account.objects.get(user_name="dispatcher").is_demo


def test_what_everybody_uses_stays_as_it_is(demo: dict[str, int]) -> None:
    client = Client()
    client.force_login(Account.objects.get(user_name="dispatcher"))
    given = {"present": PASSWORD, "new": "long-enough-9", "again": "long-enough-9"}
    assert client.post("/account/password/", given).status_code == 422
    client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/"})
    client.post("/account/second-factor/remove/")
    account = Account.objects.get(user_name="dispatcher")
    assert account.check_password(PASSWORD)
    assert demo_code(account) != ""
    for run in (reset_password, reset_second_factor):
        with pytest.raises(FixedInDemo):
            run(SYSTEM, account_id=account.pk)
