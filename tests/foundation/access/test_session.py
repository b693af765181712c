"""Who acts: found with one query, never longer than it is true."""

from datetime import timedelta

from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.foundation.access.builders import Accounts, signed_in
from tests.foundation.access.roles import LOOK, WORK

from qanat.foundation.access import session
from qanat.foundation.access.commands import grant_role, issue_token, revoke_role
from qanat.foundation.access.models import Account, RoleGrant, Session
from qanat.foundation.access.session import actor_of, actor_of_account, actor_of_token, forget
from qanat.foundation.access.session_store import SessionStore
from qanat.foundation.access.states import AccountKind
from qanat.foundation.actors import NOBODY, SYSTEM, Actor


def asked(client: Client) -> Actor:
    request = RequestFactory().get("/")
    request.session = SessionStore(client.session.session_key)
    return actor_of(request)


def test_the_actor_of_a_session_costs_one_query(
    make: Accounts, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    account = make.account("coordinator", "KZ-10")
    key = signed_in(account).session.session_key
    request = RequestFactory().get("/")
    request.session = SessionStore(key)
    assert actor_of(request).id == account.pk
    again = RequestFactory().get("/")
    again.session = SessionStore(key)
    with django_assert_num_queries(1):
        assert actor_of(again).id == account.pk
        assert actor_of(again).may(WORK)


def test_an_unknown_account_costs_one_query_more(
    make: Accounts, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    account = make.account("coordinator", "KZ-10")
    key = signed_in(account).session.session_key

    forget()
    request = RequestFactory().get("/")
    request.session = SessionStore(key)
    with django_assert_num_queries(2):
        assert actor_of(request).id == account.pk


def test_nobody_costs_nothing(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    with django_assert_num_queries(0):
        assert actor_of(request) is NOBODY


def test_a_key_costs_one_query(
    make: Accounts, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    account = make.account("dispatcher", kind=AccountKind.SYSTEM)
    issued = issue_token(
        SYSTEM,
        account_id=account.pk,
        name="k",
        permissions=(LOOK,),
        expires_at=timezone.now() + timedelta(days=1),
    )
    assert actor_of_token(issued.raw).id == account.pk
    with django_assert_num_queries(1):
        assert actor_of_token(issued.raw).may(LOOK)


def test_a_right_given_or_taken_holds_with_the_next_request(make: Accounts) -> None:
    account = make.account()
    client = signed_in(account)
    assert not asked(client).may(WORK)
    grant = grant_role(SYSTEM, account_id=account.pk, role="dispatcher", reason="test")
    assert asked(client).may(WORK)
    revoke_role(SYSTEM, grant_id=grant, reason="over")
    assert not asked(client).may(WORK)


def test_a_right_ends_with_its_time_though_nobody_touches_it(make: Accounts) -> None:
    account = make.account()
    client = signed_in(account)
    soon = timezone.now() + timedelta(seconds=1)
    grant_role(SYSTEM, account_id=account.pk, role="dispatcher", reason="t", valid_to=soon)
    assert asked(client).may(WORK)

    kept = session._kept[account.pk, Account.objects.get(pk=account.pk).access_version]
    assert kept.good_until == soon


def test_a_role_which_is_no_longer_there_allows_nothing(make: Accounts) -> None:
    account = make.account("dispatcher")
    RoleGrant.objects.filter(account=account).update(role="abolished")
    assert actor_of_account(account.pk).roles == ()


def test_an_account_without_roles_may_only_care_for_itself(make: Accounts) -> None:
    actor = actor_of_account(make.account().pk)
    assert actor.roles == ()
    assert actor.may("access.own_account")
    assert not actor.may(LOOK)


def test_a_session_of_nobody_is_nobody(db: None) -> None:
    store = SessionStore()
    store["x"] = 1
    store.save()
    request = RequestFactory().get("/")
    request.session = SessionStore(store.session_key)
    assert actor_of(request) is NOBODY
    assert Session.objects.get().account_id is None
