"""One journey with a real browser: from the agenda to a decision and signed minutes."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.care.commission.builders import matter
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import chromium, do, tab_of
from tests.journeys.commissions import decided, established, heard, planned, votes

from qanat.care.commission.commands.items import put_on_agenda
from qanat.care.commission.models import Paper
from qanat.config.signing import _trial_signer
from qanat.foundation.actors import SYSTEM

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.browser, pytest.mark.timeout(600)]
__all__ = ["chromium"]


@pytest.fixture
def _signer(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "signer.pem").write_text(_trial_signer())
    settings.QANAT_SIGNING_CERTIFICATE = str(tmp_path / "signer.pem")
    settings.QANAT_SIGNING_KEY = settings.QANAT_SIGNING_CERTIFICATE
    settings.QANAT_SIGNING_IS_TRIAL = True


@pytest.mark.usefixtures("_signer")
def test_a_matter_is_placed_heard_voted_on_decided_and_signed(
    chromium: Browser, live_server: LiveServer
) -> None:
    seated = established(Accounts())
    address = f"/commission/matters/{put_on_agenda(SYSTEM, matter=matter(), now=timezone.now())}/"
    secretary, *voters = (tab_of(chromium, live_server, one) for one in seated)
    here = planned(secretary)
    heard(secretary, here, address)
    for voter in voters:
        votes(voter, address)
    chair = voters[0]
    decided(chair, address)
    chair.get_by_text("The matter is decided.").wait_for()
    chair.goto(here)
    do(chair, "Close the sitting")
    chair.keyboard.press("o")
    chair.get_by_role("button", name="Sign", exact=True).click()
    chair.get_by_text("The minutes are signed.").wait_for()
    chair.goto(f"/verify/{Paper.objects.order_by('id')[0].code}/")
    chair.get_by_text("Made here, signed for a trial only").wait_for()
