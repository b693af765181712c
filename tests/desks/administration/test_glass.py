"""The pages of emergency access."""

from django.test import Client
from tests.foundation.access.builders import Accounts, signed_in

from qanat.foundation.access.commands import open_glass
from qanat.foundation.access.models import BreakGlass
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.access.states import GlassReason

OPEN = "/administration/emergency/patient/3/open/"
LIST = "/administration/emergency/"


def test_opening_asks_why_and_is_loud(make: Accounts) -> None:
    account = make.account("coordinator", "KZ-10")
    client = signed_in(account)
    assert "Your name, the time and the reason are recorded" in client.get(OPEN).content.decode()
    assert client.post(OPEN, {"reason": "other", "note": ""}).status_code == 422
    assert not BreakGlass.objects.exists()
    answer = client.post(OPEN, {"reason": "life", "note": "unconscious"})
    assert (answer.status_code, answer["Location"]) == (303, "/patients/3/")
    page = client.get("/account/").content.decode()
    assert "Emergency access" in page
    assert "/patients/3/" in page
    glass = BreakGlass.objects.get()
    client.post(f"{LIST}{glass.pk}/close/")
    assert "/patients/3/" not in client.get("/account/").content.decode()


def test_who_may_not_open_is_refused(make: Accounts) -> None:
    client = signed_in(make.account("clerk", "1"))
    assert client.get(OPEN).status_code == 403
    assert client.post(OPEN, {"reason": "life"}).status_code == 403
    assert not BreakGlass.objects.exists()


def test_what_cannot_exist_is_not_found(make: Accounts) -> None:
    client = signed_in(make.account("coordinator", "KZ-10"))
    huge = f"/administration/emergency/patient/{2**63}/open/"
    assert client.post(huge, {"reason": "life"}).status_code == 404
    assert client.get("/administration/emergency/secret/1/open/").status_code == 404


def opened(make: Accounts) -> int:
    actor = actor_of_account(make.account("coordinator", "KZ-10").pk)
    return open_glass(actor, kind="patient", record_id=3, reason=GlassReason.LIFE)


def test_a_reviewer_judges(make: Accounts) -> None:
    glass_id = opened(make)
    client = signed_in(make.account("reviewer"))
    assert "Waits for review" in client.get(LIST, {"state": "unreviewed"}).content.decode()
    path = f"{LIST}{glass_id}/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"verdict": "unjustified", "note": ""}).status_code == 422
    assert client.post(path, {"verdict": "unjustified", "note": "no need"}).status_code == 303
    assert BreakGlass.objects.get(pk=glass_id).state == "unjustified"
    assert "no need" in client.get(path).content.decode()


def test_others_see_no_reviews(make: Accounts) -> None:
    glass_id = opened(make)
    client = signed_in(make.account("dispatcher"))
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{glass_id}/").status_code == 403
    assert client.post(f"{LIST}{glass_id}/", {"verdict": "justified"}).status_code == 403
    assert client.post(f"{LIST}{glass_id}/close/").status_code == 404
    assert BreakGlass.objects.get(pk=glass_id).state == "unreviewed"


def test_before_sign_in_nothing_is_opened(db: None) -> None:
    assert Client().post(OPEN, {"reason": "life"})["Location"] == "/sign-in/"
