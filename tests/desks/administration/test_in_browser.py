"""Signing in with a real browser: the demonstration's page, and a security key."""

import shutil
from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import PASSWORD, Accounts, signed_in

from qanat.foundation.access.commands import grant_role
from qanat.foundation.access.sign_in.demo import DemoAccount, ensure_demo_accounts
from qanat.foundation.actors import SYSTEM
from qanat.foundation.parameters.commands import load_parameters
from qanat.foundation.parameters.models import Parameter

pytestmark = pytest.mark.browser

WAIT_MS = 10_000


@pytest.fixture
def tab(
    transactional_db: None,
    live_server: LiveServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Page]:
    """Open a tab; the browser and its driver live as long as the test, within the database."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the driver runs a loop beside the test
    settings.ALLOWED_HOSTS = ["*"]
    path = shutil.which("chromium")
    assert path, "Debian's chromium is needed"
    with sync_playwright() as driver:
        connections.close_all()  # those which another test left beside its loop
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(base_url=live_server.url, locale="en")
        context.set_default_timeout(WAIT_MS)
        yield context.new_page()
        context.close()
        browser.close()


def test_one_signs_in_to_the_demonstration(tab: Page, settings: Settings) -> None:
    settings.QANAT_DEMO = True
    accounts = [
        DemoAccount(user_name="chief", full_name="Demo Chief", role="administrator", language="en"),
        DemoAccount(user_name="clerk", full_name="Demo Clerk", role="clerk", value="1"),
    ]
    ensure_demo_accounts(SYSTEM, accounts=accounts)
    tab.goto("/administration/accounts/")
    tab.get_by_role("button", name="Sign in as Administrator").click()
    code = tab.locator("#demo-code").inner_text()
    tab.get_by_label("Code", exact=True).fill(code)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url("**/administration/accounts/")
    assert tab.get_by_role("link", name="Demo Clerk").is_visible()


def test_a_security_key_is_added_and_opens(tab: Page, make: Accounts) -> None:
    account = make.account(has_second_factor=False)
    grant_role(SYSTEM, account_id=account.pk, role="citizen", reason="test")
    account.language = "en"
    account.save()
    tools = tab.context.new_cdp_session(tab)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    tab.goto("/account/security-keys/add/")
    _type_password(tab, account.user_name)
    tab.get_by_label("Name of the key").fill("On the key ring")
    tab.get_by_role("button", name="Add").click()
    tab.wait_for_url("**/account/recovery-codes/")
    tab.context.clear_cookies()
    tab.goto("/account/security-keys/")
    _type_password(tab, account.user_name)
    tab.get_by_role("button", name="Use a security key").click()
    tab.wait_for_url("**/account/security-keys/")
    assert tab.get_by_text("On the key ring").is_visible()


def _type_password(tab: Page, user_name: str) -> None:
    tab.get_by_label("User name or e-mail address").fill(user_name)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()


def test_a_parameter_confirmed_in_the_dialog_says_so_on_its_page(
    tab: Page, live_server: LiveServer, settings: Settings, make: Accounts
) -> None:
    settings.QANAT_ROLES = "tests.desks.administration.test_parameters.ROLES"
    load_parameters(SYSTEM)
    row = Parameter.objects.order_by("key")[0]
    keeper = make.account("keeper")
    key = signed_in(keeper).cookies[settings.SESSION_COOKIE_NAME].value
    tab.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}]
    )
    address = f"/administration/parameters/{row.key}/"
    tab.goto(address)
    tab.get_by_role("link", name="Confirm").click()
    tab.locator("dialog").get_by_role("button", name="Confirm").click()
    tab.get_by_text("Confirmed. Within 2 seconds").wait_for()
    assert tab.url.endswith(address)
    Parameter.objects.filter(pk=row.pk).update(verified_by=None, verified_on=None)
    tab.goto(f"{address}{row.pk}/confirm/")
    tab.get_by_role("button", name="Confirm").click()
    tab.get_by_text("Confirmed. Within 2 seconds").wait_for()
    assert tab.url.endswith(address)
