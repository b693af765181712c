"""Roles are given by those who may, within their scope, and end when they should."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.foundation.access.builders import Accounts
from tests.foundation.access.roles import LOOK, WORK

from qanat.foundation.access.commands import grant_role, revoke_role
from qanat.foundation.access.commands.grants import (
    HeldAlready,
    ReasonNeeded,
    TooWide,
    WrongPeriod,
    WrongRole,
)
from qanat.foundation.access.commands.locking import OwnAccount
from qanat.foundation.access.models import RoleGrant
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.access_types import Scope
from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import NotAllowed, NotFound


def test_an_administrator_gives_a_role_which_holds_at_once(make: Accounts) -> None:
    account = make.account()
    grant_role(
        make.actor("administrator"),
        account_id=account.pk,
        role="coordinator",
        value="KZ-10",
        reason="appointed",
    )
    actor = actor_of_account(account.pk)
    assert actor.roles == ("coordinator",)
    assert actor.scope_of(WORK) == Scope(regions=frozenset({"KZ-10"}))


def test_scopes_of_several_roles_add_up(make: Accounts) -> None:
    account = make.account("coordinator", "KZ-10")
    grant_role(SYSTEM, account_id=account.pk, role="clerk", value="2", reason="test")
    actor = actor_of_account(account.pk)
    assert actor.scope_of(LOOK) == Scope(regions=frozenset({"KZ-10"}), organisations=frozenset({2}))
    assert actor.scope_of(WORK) == Scope(regions=frozenset({"KZ-10"}))


def test_who_may_not_give_roles_gives_none(make: Accounts) -> None:
    account, dispatcher = make.account(), make.actor("dispatcher")
    with pytest.raises(NotAllowed):
        grant_role(dispatcher, account_id=account.pk, role="citizen", reason="please")
    assert not RoleGrant.objects.filter(account=account).exists()


@pytest.mark.parametrize(
    ("role", "value"),
    [
        ("dispatcher", ""),
        ("administrator", ""),
        ("coordinator", "KZ-11"),
        ("clerk", "2"),
        ("regional_administrator", "KZ-11"),
        ("regional_reviewer", "KZ-10"),
        ("airline", "5"),
        ("partner", "UZ"),
    ],
)
def test_nobody_gives_more_than_he_holds(make: Accounts, role: str, value: str) -> None:
    regional, account = make.actor("regional_administrator", "KZ-10"), make.account("clerk", "1")
    with pytest.raises(TooWide):
        grant_role(regional, account_id=account.pk, role=role, value=value, reason="why not")
    assert actor_of_account(account.pk).roles == ("clerk",)


@pytest.mark.parametrize(
    ("role", "value"),
    [("coordinator", "KZ-10"), ("clerk", "1"), ("regional_administrator", "KZ-10")],
)
def test_a_regional_administrator_gives_roles_of_his_region(
    make: Accounts, role: str, value: str
) -> None:
    regional, account = make.actor("regional_administrator", "KZ-10"), make.account("clerk", "1")
    RoleGrant.objects.filter(account=account).delete()
    account.created_by_id = regional.id
    account.save()
    grant_role(regional, account_id=account.pk, role=role, value=value, reason="appointed")
    assert actor_of_account(account.pk).roles == (role,)


def test_an_administrator_without_review_makes_no_reviewer(make: Accounts) -> None:
    administrator, account = make.actor("administrator"), make.account()
    with pytest.raises(TooWide):
        grant_role(administrator, account_id=account.pk, role="reviewer", reason="needed")
    assert actor_of_account(account.pk).roles == ()


def test_nobody_gives_himself_a_role(make: Accounts) -> None:
    administrator = make.actor("administrator")
    with pytest.raises(OwnAccount):
        grant_role(administrator, account_id=administrator.id, role="dispatcher", reason="me")
    assert actor_of_account(administrator.id).roles == ("administrator",)


@pytest.mark.parametrize(
    ("role", "value"),
    [
        ("unknown", ""),
        ("clerk", ""),
        ("clerk", "9"),
        ("clerk", "x"),
        ("coordinator", "KZ-99"),
        ("dispatcher", "KZ-10"),
    ],
)
def test_a_role_or_place_which_does_not_exist_is_refused(
    make: Accounts, role: str, value: str
) -> None:
    administrator, account = make.actor("administrator"), make.account()
    with pytest.raises(WrongRole):
        grant_role(administrator, account_id=account.pk, role=role, value=value, reason="r")
    assert not RoleGrant.objects.filter(account=account).exists()


def test_a_role_is_given_with_a_reason_and_once(make: Accounts) -> None:
    administrator, account = make.actor("administrator"), make.account()
    with pytest.raises(ReasonNeeded):
        grant_role(administrator, account_id=account.pk, role="citizen", reason=" ")
    grant_role(administrator, account_id=account.pk, role="citizen", reason="asked")
    with pytest.raises(HeldAlready):
        grant_role(administrator, account_id=account.pk, role="citizen", reason="asked again")
    assert RoleGrant.objects.filter(account=account).count() == 1


def test_a_role_of_a_time_holds_only_then(make: Accounts) -> None:
    administrator, now = make.actor("administrator"), timezone.now()
    later, past = make.account(), make.account()
    hour = timedelta(hours=1)
    grant_role(
        administrator, account_id=later.pk, role="citizen", reason="r", valid_from=now + hour
    )
    assert actor_of_account(later.pk).roles == ()
    with pytest.raises(WrongPeriod):
        grant_role(administrator, account_id=past.pk, role="citizen", reason="r", valid_to=now)
    grant_id = grant_role(
        administrator, account_id=past.pk, role="citizen", reason="r", valid_to=now + hour
    )
    assert actor_of_account(past.pk).roles == ("citizen",)
    RoleGrant.objects.filter(pk=grant_id).update(valid_from=now - hour - hour, valid_to=now - hour)
    assert actor_of_account(past.pk).roles == ()


def test_a_role_is_taken_away_with_a_reason(make: Accounts) -> None:
    administrator, account = make.actor("administrator"), make.account("coordinator", "KZ-10")
    grant = RoleGrant.objects.get(account=account)
    with pytest.raises(ReasonNeeded):
        revoke_role(administrator, grant_id=grant.pk, reason="")
    revoke_role(administrator, grant_id=grant.pk, reason="moved away")
    assert actor_of_account(account.pk).roles == ()
    grant.refresh_from_db()
    assert (grant.revoked_by_id, grant.revoked_because) == (administrator.id, "moved away")
    with pytest.raises(NotFound):
        revoke_role(administrator, grant_id=grant.pk, reason="again")


def test_a_regional_administrator_takes_away_only_roles_of_his_region(make: Accounts) -> None:
    regional, account = make.actor("regional_administrator", "KZ-10"), make.account("clerk", "1")
    beyond = grant_role(SYSTEM, account_id=account.pk, role="clerk", value="2", reason="test")
    with pytest.raises(TooWide):
        revoke_role(regional, grant_id=beyond, reason="no")
    assert RoleGrant.objects.standing().filter(pk=beyond).exists()
    here = RoleGrant.objects.get(account=account, scope_value="1")
    revoke_role(regional, grant_id=here.pk, reason="moved away")
    assert actor_of_account(account.pk).scope_of(LOOK) == Scope(organisations=frozenset({2}))


def test_a_regional_administrator_finds_no_grant_of_people_he_does_not_see(make: Accounts) -> None:
    regional, account = make.actor("regional_administrator", "KZ-10"), make.account("clerk", "2")
    grant = RoleGrant.objects.get(account=account)
    with pytest.raises(NotFound):
        revoke_role(regional, grant_id=grant.pk, reason="no")
    with pytest.raises(NotFound):
        grant_role(regional, account_id=account.pk, role="clerk", value="1", reason="no")
    assert RoleGrant.objects.standing().filter(account=account).count() == 1


def test_nobody_takes_a_role_from_himself(make: Accounts) -> None:
    administrator = make.actor("administrator")
    grant = RoleGrant.objects.get(account_id=administrator.id)
    with pytest.raises(OwnAccount):
        revoke_role(administrator, grant_id=grant.pk, reason="tired")
    assert actor_of_account(administrator.id).roles == ("administrator",)
