"""One's own account."""

from axes.models import AccessAttempt
from django.test import Client
from tests.foundation.access.builders import PASSWORD, Accounts, signed_in

from qanat.foundation.access.models import Account, Session


def test_one_chooses_language_and_zone(make: Accounts) -> None:
    account = make.account("dispatcher")
    client = signed_in(account)
    assert client.get("/account/").status_code == 200
    answer = client.post("/account/", {"language": "ru", "zone": "Asia/Tashkent"})
    assert answer.status_code == 303
    account.refresh_from_db()
    assert (account.language, account.zone) == ("ru", "Asia/Tashkent")
    assert client.post("/account/", {"language": "xx", "zone": "Mars"}).status_code == 422


def test_one_changes_the_password_and_other_browsers_are_signed_out(make: Accounts) -> None:
    account = make.account("citizen")
    here, there = signed_in(account), signed_in(account)
    given = {"present": PASSWORD, "new": "another-horse-9", "again": "another-horse-9"}
    assert here.post("/account/password/", given).status_code == 303
    assert here.get("/account/").status_code == 200
    assert here.get("/account/second-factor/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert Account.objects.get(pk=account.pk).check_password("another-horse-9")


def test_weak_wrong_or_different_passwords_change_nothing(make: Accounts) -> None:
    account = make.account("citizen")
    client = signed_in(account)
    for present, new, again in (
        ("wrong", "another-horse-9", "another-horse-9"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "1234567890123", "1234567890123"),
        (PASSWORD, "another-horse-9", "different-horse-9"),
        (PASSWORD, PASSWORD, PASSWORD),
        (PASSWORD, f"Test {account.user_name}", f"Test {account.user_name}"),
    ):
        given = {"present": present, "new": new, "again": again}
        assert client.post("/account/password/", given).status_code == 422
    assert Account.objects.get(pk=account.pk).check_password(PASSWORD)
    assert AccessAttempt.objects.get().failures_since_start == 1


def test_guessing_the_present_password_closes_the_door(make: Accounts) -> None:
    client = signed_in(make.account("citizen"))
    given = {"present": "wrong", "new": "another-horse-9", "again": "another-horse-9"}
    answers = [client.post("/account/password/", given).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 429]


def test_one_ends_one_other_session(make: Accounts) -> None:
    account = make.account("citizen")
    here, there = signed_in(account), signed_in(account)
    rows = here.get("/account/").context["sessions"]
    assert [row.is_present for row in rows] == [True, False]
    assert str(here.session.session_key) not in here.get("/account/").content.decode()
    here.post("/account/sessions/end/", {"session": rows[1].name})
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_nobody_ends_the_session_of_another(make: Accounts) -> None:
    other = signed_in(make.account("citizen"))
    name = other.get("/account/").context["sessions"][0].name
    client = signed_in(make.account("citizen"))
    assert client.post("/account/sessions/end/", {"session": name}).status_code == 404
    assert other.get("/account/").status_code == 200


def test_one_signs_out_everywhere_else(make: Accounts) -> None:
    account = make.account("citizen")
    here, there = signed_in(account), signed_in(account)
    here.post("/account/sessions/end-others/")
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert Session.objects.filter(account=account).count() == 1


def test_the_pages_of_the_second_factor_are_there(make: Accounts) -> None:
    account = make.account("citizen", has_second_factor=False)
    client = signed_in(account)
    assert client.get("/account/second-factor/").status_code == 200
    client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/"})
    for address in ("second-factor/set-up/", "security-keys/", "security-keys/add/"):
        assert client.get(f"/account/{address}").status_code == 200
    assert client.get("/account/confirm/").status_code == 200
    assert client.get("/sign-out/").status_code == 200


def test_before_sign_in_there_is_no_account_page(db: None) -> None:
    for address in ("/account/", "/account/password/", "/account/second-factor/"):
        assert Client().get(address)["Location"].startswith("/sign-in/")
