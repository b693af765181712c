"""The pages of accounts: what administrators see and do, and what others do not."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.foundation.access.builders import Accounts, signed_in
from tests.foundation.access.roles import LOOK

from qanat.foundation.access import roles
from qanat.foundation.access.commands import grant_role
from qanat.foundation.access.models import Account, RoleGrant, Session, Token
from qanat.foundation.access.session import actor_of_account, actor_of_token
from qanat.foundation.access.states import AccountKind
from qanat.foundation.access_types import Permission
from qanat.foundation.actors import SYSTEM

LIST = "/administration/accounts/"
NEW = {
    "user_name": "new",
    "full_name": "Somebody New",
    "language": "kk",
    "zone": "Asia/Almaty",
    "kind": "person",
}


@pytest.fixture
def administrator(make: Accounts) -> Client:
    return signed_in(make.account("administrator", name="chief"))


def test_an_administrator_finds_accounts(administrator: Client, make: Accounts) -> None:
    make.account("clerk", "1", name="semey")
    make.account("dispatcher", name="almaty")
    page = administrator.get(LIST, {"text": "семей"}).content.decode()
    assert "semey" in page
    assert "almaty" not in page
    page = administrator.get(LIST, {"role": "dispatcher"}).content.decode()
    assert "almaty" in page
    assert "semey" not in page


def test_a_list_costs_the_same_for_many(
    administrator: Client, make: Accounts, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make.account("clerk", "1")
    administrator.get(LIST)
    with django_assert_num_queries(4):
        administrator.get(LIST)
    for _ in range(6):
        make.account("clerk", "1")
    with django_assert_num_queries(4):
        administrator.get(LIST)


def test_a_regional_administrator_sees_his_region(make: Accounts) -> None:
    here, there = make.account("clerk", "1"), make.account("clerk", "2")
    client = signed_in(make.account("regional_administrator", "KZ-10"))
    page = client.get(LIST).content.decode()
    assert here.user_name in page
    assert there.user_name not in page
    assert client.get(f"{LIST}{here.pk}/").status_code == 200
    assert client.get(f"{LIST}{there.pk}/").status_code == 404


ADDRESSES = (
    "",
    "new/",
    "{id}/",
    "{id}/change/",
    "{id}/close/",
    "{id}/open/",
    "{id}/password/",
    "{id}/second-factor/",
    "{id}/sign-out/",
    "{id}/unlock/",
    "{id}/roles/new/",
    "{id}/keys/new/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_others_are_refused_and_nothing_changes(make: Accounts, address: str) -> None:
    account = make.account("clerk", "1")
    client = signed_in(make.account("dispatcher"))
    before = list(Account.objects.order_by("id").values())
    path = LIST + address.format(id=account.pk)
    assert client.get(path).status_code == 403
    if address not in ("", "{id}/"):
        assert client.post(path, {**NEW, "role": "citizen", "reason": "x"}).status_code == 403
    assert list(Account.objects.order_by("id").values()) == before
    assert RoleGrant.objects.filter(account=account).count() == 1


def test_opening_an_account_shows_its_password_once(administrator: Client) -> None:
    assert administrator.get(f"{LIST}new/").status_code == 200
    answer = administrator.post(f"{LIST}new/", NEW)
    assert answer.status_code == 200
    found = re.search(r'<code id="secret">([^<]+)</code>', answer.content.decode())
    account = Account.objects.get(user_name="new")
    assert found is not None
    assert account.check_password(found[1])
    assert "no-store" in answer["Cache-Control"]
    assert found[1] not in administrator.get(f"{LIST}{account.pk}/").content.decode()


def test_a_bad_form_keeps_what_was_typed(administrator: Client) -> None:
    answer = administrator.post(f"{LIST}new/", {**NEW, "user_name": "chief"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "The user name “chief” is taken." in text
    assert "Somebody New" in text
    assert administrator.post(f"{LIST}new/", {}).status_code == 422
    bad = {**NEW, "full_name": "A\x00B", "zone": "Mars", "kind": "robot"}
    assert administrator.post(f"{LIST}new/", bad).status_code == 422
    assert Account.objects.count() == 1


def test_an_account_is_changed(administrator: Client, make: Accounts) -> None:
    account = make.account("clerk", "1")
    path = f"{LIST}{account.pk}/change/"
    assert account.full_name in administrator.get(path).content.decode()
    answer = administrator.post(path, {**NEW, "full_name": "Changed"})
    assert answer.status_code == 303
    account.refresh_from_db()
    assert (account.full_name, account.language) == ("Changed", "kk")


def test_an_account_is_closed_and_opened_again(administrator: Client, make: Accounts) -> None:
    account = make.account("clerk", "1")
    signed_in(account)
    path = f"{LIST}{account.pk}/close/"
    assert "Close the account of" in administrator.get(path).content.decode()
    assert Account.objects.get(pk=account.pk).is_active
    assert administrator.post(path).status_code == 303
    assert not Account.objects.get(pk=account.pk).is_active
    assert not Session.objects.filter(account=account).exists()
    answer = administrator.post(f"{LIST}{account.pk}/open/")
    assert 'id="secret"' in answer.content.decode()
    assert Account.objects.get(pk=account.pk).is_active


def test_a_role_is_given_in_two_steps(administrator: Client, make: Accounts) -> None:
    account = make.account()
    path = f"{LIST}{account.pk}/roles/new/"
    first = administrator.get(path).content.decode()
    assert "Coordinator" in first
    assert "Reviewer" not in first
    second = administrator.get(path, {"role": "coordinator"}).content.decode()
    assert "KZ-10" in second
    given = {"role": "coordinator", "value": "KZ-10", "reason": "appointed", "until": "2099-12-31"}
    assert administrator.post(path, {**given, "reason": ""}).status_code == 422
    assert administrator.post(path, given).status_code == 303
    grant = RoleGrant.objects.get(account=account)
    assert (grant.role, grant.scope_value, grant.reason) == ("coordinator", "KZ-10", "appointed")
    assert grant.valid_to is not None
    assert grant.valid_to.isoformat() == "2099-12-31T19:00:00+00:00"


def test_a_regional_administrator_is_offered_only_his_places(make: Accounts) -> None:
    client = signed_in(make.account("regional_administrator", "KZ-10"))
    account = make.account("clerk", "1")
    path = f"{LIST}{account.pk}/roles/new/"
    first = client.get(path).content.decode()
    assert "Dispatcher" not in first
    second = client.get(path, {"role": "coordinator"}).content.decode()
    assert "KZ-10" in second
    assert "KZ-11" not in second
    refused = {"role": "coordinator", "value": "KZ-11", "reason": "r"}
    assert client.post(path, refused).status_code == 422
    assert RoleGrant.objects.filter(account=account).count() == 1


def test_a_role_is_taken_away(administrator: Client, make: Accounts) -> None:
    account = make.account("clerk", "1")
    grant = RoleGrant.objects.get(account=account)
    path = f"{LIST}{account.pk}/roles/{grant.pk}/end/"
    assert administrator.get(path).status_code == 200
    assert administrator.post(path, {"reason": ""}).status_code == 422
    assert administrator.post(path, {"reason": "moved"}).status_code == 303
    assert actor_of_account(account.pk).roles == ()
    assert administrator.get(path).status_code == 404


def test_a_key_is_issued_shown_once_and_revoked(administrator: Client, make: Accounts) -> None:
    account = make.account("coordinator", "KZ-10", kind=AccountKind.SYSTEM)
    path = f"{LIST}{account.pk}/keys/new/"

    known = {LOOK: Permission(LOOK, "Look")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qanat.desks.administration.pages.rights.all_permissions", lambda: known)
        patch.setattr(roles, "all_permissions", lambda: known)
        assert administrator.get(path).status_code == 200
        given = {"name": "positions", "permissions": [LOOK], "limit": "KZ-10", "days": "30"}
        assert administrator.post(path, {**given, "days": "0"}).status_code == 422
        answer = administrator.post(path, given)
    found = re.search(r'<code id="secret">([^<]+)</code>', answer.content.decode())
    assert found is not None
    assert actor_of_token(found[1]).id == account.pk
    token = Token.objects.get()
    page = administrator.get(f"{LIST}{account.pk}/").content.decode()
    assert token.prefix in page
    assert found[1] not in page
    assert administrator.post(f"{LIST}{account.pk}/keys/{token.pk}/end/").status_code == 303
    assert actor_of_token(found[1]).id < 0


def test_the_page_of_an_account_costs_the_same_for_many_roles(
    administrator: Client, make: Accounts, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    account = make.account("clerk", "1")
    administrator.get(f"{LIST}{account.pk}/")
    with django_assert_num_queries(7):
        administrator.get(f"{LIST}{account.pk}/")
    for role, value in (("clerk", "2"), ("coordinator", "KZ-10"), ("citizen", "")):
        grant_role(SYSTEM, account_id=account.pk, role=role, value=value, reason="test")
    with django_assert_num_queries(7):
        administrator.get(f"{LIST}{account.pk}/")


def test_one_s_own_account_is_shown_without_means_to_change_it(
    administrator: Client, make: Accounts
) -> None:
    own = Account.objects.get(user_name="chief")
    page = administrator.get(f"{LIST}{own.pk}/").content.decode()
    assert "This is your own account." in page
    assert "Take away" not in page.replace('visually-hidden">Take away', "")
    answer = administrator.post(f"{LIST}{own.pk}/close/")
    assert answer.status_code == 409
    assert Account.objects.get(pk=own.pk).is_active
