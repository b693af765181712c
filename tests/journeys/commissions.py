"""A commission in real browsers: established, sitting, voting, deciding."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page
from tests.care.commission.builders import FROM, KIND, NAME
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import press
from tests.response.dispatch.browsing import typed_moment

from qanat.care.commission.commands.bodies import MemberDraft, appoint_member, establish_body
from qanat.care.commission.models import Sitting
from qanat.foundation.access.models import Account
from qanat.foundation.actors import SYSTEM

VOTERS = (("chair", "ministry"), ("member", "ngo"), ("member", "physician"))


def established(people: Accounts, kind: str = KIND) -> list[Account]:
    """Return the secretary of a new commission, its chair and members, in this order."""
    now = timezone.now()
    keeper = people.account("commission_secretary", name="keeper")
    body = establish_body(SYSTEM, name=NAME, matter_kind=kind, secretary=keeper.pk, now=now)
    seated = [keeper]
    for seat, group in VOTERS:
        role = "commission_chair" if seat == "chair" else "commission_member"
        seated.append(people.account(role))
        draft = MemberDraft(account_id=seated[-1].pk, seat=seat, group=group, from_on=FROM)
        appoint_member(SYSTEM, body_id=body, draft=draft, now=now)
    return seated


def planned(secretary: Page, hours: int = 0) -> str:
    """Plan a sitting and place the waiting matter in it; return its address.

    Args:
        hours: so many a written vote lasts; else it is a sitting of today.
    """
    now = timezone.now()
    at, end = (typed_moment(one) for one in (now, now + timedelta(hours=hours)))
    secretary.goto("/commission/")
    secretary.keyboard.press("n")
    secretary.wait_for_url("**/sitting/")
    if hours:
        secretary.get_by_label("Written vote").check()
    secretary.get_by_label("Begins").fill(at.replace("T", " "))
    secretary.get_by_label("Ends").fill(end.replace("T", " ") if hours else f"{at[:10]} 23:59")
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


def votes(tab: Page, address: str, outcome: str = "Treatment abroad", ground: str = "") -> None:
    """Vote."""
    tab.goto(address)
    tab.get_by_label(outcome, exact=True).check()
    if ground:
        tab.get_by_label("Ground, of a refusal").select_option(label=ground)
    tab.get_by_label("Your reasons").fill("As the papers say.")
    tab.get_by_role("button", name="Cast the vote").click()
    tab.get_by_text("Your vote is cast.").wait_for()


def decided(chair: Page, address: str) -> None:
    """Count the votes and write the reasons."""
    chair.goto(f"{address}decide/")
    chair.get_by_label("Reasons in Kazakh").fill("Әдіс елімізде жоқ.")
    chair.get_by_label("Reasons in Russian").fill("Метода в стране нет.")
    press(chair, "Decide")
