"""One journey with a real browser: from the agenda to a decision and signed minutes."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.care.commission.builders import FROM, KIND, NAME, matter
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import chromium, tab_of
from tests.response.dispatch import world
from tests.response.dispatch.browsing import typed_moment

from qanat.care.commission.commands.bodies import MemberDraft, appoint_member, establish_body
from qanat.care.commission.commands.items import put_on_agenda
from qanat.care.commission.models import Paper, Sitting
from qanat.config.signing import _trial_signer
from qanat.foundation.access.models import Account
from qanat.foundation.actors import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
__all__ = ["chromium"]
VOTERS = (("chair", "ministry"), ("member", "ngo"), ("member", "physician"))


def votes(tab: Page, address: str) -> None:
    """Vote for treatment abroad."""
    tab.goto(address)
    tab.get_by_label("Treatment abroad", exact=True).check()
    tab.get_by_label("Your reasons").fill("The method is not done at home.")
    tab.get_by_role("button", name="Cast the vote").click()
    tab.get_by_text("Your vote is cast.").wait_for()


@pytest.fixture
def _signer(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "signer.pem").write_text(_trial_signer())
    settings.QANAT_SIGNING_CERTIFICATE = str(tmp_path / "signer.pem")
    settings.QANAT_SIGNING_KEY = settings.QANAT_SIGNING_CERTIFICATE
    settings.QANAT_SIGNING_IS_TRIAL = True


def established(people: Accounts) -> list[Account]:
    """Return the secretary of a new commission, its chair and members, in this order."""
    now = timezone.now()
    keeper = people.account("commission_secretary", name="keeper")
    body = establish_body(SYSTEM, name=NAME, matter_kind=KIND, secretary=keeper.pk, now=now)
    seated = [keeper]
    for seat, group in VOTERS:
        role = "commission_chair" if seat == "chair" else "commission_member"
        seated.append(people.account(role))
        draft = MemberDraft(account_id=seated[-1].pk, seat=seat, group=group, from_on=FROM)
        appoint_member(SYSTEM, body_id=body, draft=draft, now=now)
    return seated


def planned(secretary: Page) -> str:
    """Plan a sitting by hand and place the waiting matter in it; return the sitting's address."""
    at = typed_moment(timezone.now())
    secretary.goto("/commission/")
    secretary.keyboard.press("n")
    secretary.wait_for_url("**/sitting/")
    secretary.get_by_label("Begins").fill(at.replace("T", " "))
    secretary.get_by_label("Ends").fill(f"{at[:10]} 23:59")
    secretary.get_by_role("button", name="Plan").click()
    secretary.get_by_role("link", name="Matters without a sitting").click()
    secretary.get_by_role("link", name="Place in a sitting").click()
    secretary.get_by_role("button", name="Place in a sitting").click()
    secretary.wait_for_url("**/commission/")
    return f"/commission/sittings/{Sitting.objects.get().pk}/"


def heard(secretary: Page, here: str, address: str) -> None:
    """Open the sitting, note who is there, hear the matter and have votes cast."""
    secretary.goto(here)
    secretary.keyboard.press("o")
    for _one in VOTERS:
        secretary.get_by_role("button", name="Came").first.click()
        secretary.wait_for_load_state()
    secretary.goto(address)
    secretary.get_by_role("button", name="Hear the matter").click()
    secretary.get_by_role("button", name="Have votes cast").click()
    secretary.get_by_role("link", name="Count and decide").wait_for()


def decided(chair: Page) -> None:
    """Count the votes and write the reasons."""
    chair.get_by_role("link", name="Count and decide").click()
    chair.get_by_label("Reasons in Kazakh").fill("Әдіс елімізде жоқ.")
    chair.get_by_label("Reasons in Russian").fill("Метода в стране нет.")
    chair.get_by_role("button", name="Decide").click()
    chair.get_by_text("The matter is decided.").wait_for()


@pytest.mark.usefixtures("_signer")
def test_a_matter_is_placed_heard_voted_on_decided_and_signed(
    chromium: Browser, live_server: LiveServer
) -> None:
    world.load()
    seated = established(Accounts())
    address = f"/commission/matters/{put_on_agenda(SYSTEM, matter=matter(), now=timezone.now())}/"
    secretary, *voters = (tab_of(chromium, live_server, one) for one in seated)
    here = planned(secretary)
    heard(secretary, here, address)
    for voter in voters:
        votes(voter, address)
    chair = voters[0]
    decided(chair)
    chair.goto(here)
    chair.get_by_role("button", name="Close the sitting").click()
    chair.wait_for_load_state()
    chair.keyboard.press("o")
    chair.get_by_role("button", name="Sign", exact=True).click()
    chair.get_by_text("The minutes are signed.").wait_for()
    chair.goto(f"/verify/{Paper.objects.order_by('id')[0].code}/")
    chair.get_by_text("Made here, signed for a trial only").wait_for()
