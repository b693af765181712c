"""Keys for other systems: narrow, shown once, ended at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.foundation.access.builders import BACKEND, Accounts, signed_in
from tests.foundation.access.roles import LOOK, WORK

from qanat.foundation.access.commands import (
    IssuedToken,
    deactivate_account,
    grant_role,
    issue_token,
    revoke_role,
    revoke_token,
)
from qanat.foundation.access.commands.locking import OutOfReach
from qanat.foundation.access.commands.tokens import NotForPeople, WrongLife, WrongRights
from qanat.foundation.access.models import Account, RoleGrant, Token
from qanat.foundation.access.permissions import (
    BREAK_GLASS,
    GRANT,
    MANAGE_ACCOUNTS,
    READ_AUDIT,
    REVIEW_GLASS,
)
from qanat.foundation.access.session import actor_of_account, actor_of_token
from qanat.foundation.access.states import AccountKind
from qanat.foundation.access_types import NOTHING, Scope, ScopeKind
from qanat.foundation.actors import NOBODY, SYSTEM, Actor
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.refusals import NotAllowed, NotFound


def system_account(make: Accounts, role: str = "coordinator", value: str = "KZ-10") -> Account:
    return make.account(role, value, kind=AccountKind.SYSTEM)


def issue(actor: Actor, account: Account, *permissions: str) -> IssuedToken:
    return issue_token(
        actor,
        account_id=account.pk,
        name="positions",
        permissions=permissions or (LOOK,),
        expires_at=timezone.now() + timedelta(days=30),
    )


def test_a_key_allows_what_was_chosen_and_no_more(make: Accounts) -> None:
    issued = issue(make.actor("administrator"), system_account(make))
    actor = actor_of_token(issued.raw)
    assert actor.may(LOOK)
    assert not actor.may(WORK)
    assert actor.scope_of(LOOK) == Scope(regions=frozenset({"KZ-10"}))


@pytest.mark.parametrize("name", [BREAK_GLASS, MANAGE_ACCOUNTS, GRANT, REVIEW_GLASS, READ_AUDIT])
def test_no_key_allows_what_only_people_do(make: Accounts, name: str) -> None:
    account = system_account(make)
    for role in ("administrator", "reviewer"):
        grant_role(SYSTEM, account_id=account.pk, role=role, reason="test")
    assert actor_of_account(account.pk).may(name)
    with pytest.raises(WrongRights):
        issue(make.actor("administrator"), account, LOOK, name)
    assert not Token.objects.exists()
    issued = issue(make.actor("administrator"), account)
    Token.objects.update(permissions=[LOOK, name])
    actor = actor_of_token(issued.raw)
    assert (actor.may(LOOK), actor.may(name)) == (True, False)


def test_only_a_digest_of_a_key_is_kept(make: Accounts) -> None:
    issued = issue(make.actor("administrator"), system_account(make))
    token = Token.objects.get(pk=issued.token_id)
    assert issued.raw.startswith(token.prefix)
    assert issued.raw.encode() not in bytes(token.digest)
    entry = AuditEntry.objects.get(table_name="access_token")
    assert "digest" not in entry.changes
    assert issued.raw not in str(entry.changes)


def test_a_key_narrows_the_rows_further(make: Accounts) -> None:
    account = system_account(make, "dispatcher", "")
    administrator = make.actor("administrator")
    within = issue_token(
        administrator,
        account_id=account.pk,
        name="one region",
        permissions=(LOOK,),
        expires_at=timezone.now() + timedelta(days=1),
        limit=(ScopeKind.REGION, "KZ-10"),
    )
    assert actor_of_token(within.raw).scope_of(LOOK) == Scope(regions=frozenset({"KZ-10"}))


def test_a_key_for_another_place_than_its_account_reaches_nothing(make: Accounts) -> None:
    issued = issue_token(
        make.actor("administrator"),
        account_id=system_account(make).pk,
        name="elsewhere",
        permissions=(LOOK,),
        expires_at=timezone.now() + timedelta(days=1),
        limit=(ScopeKind.REGION, "KZ-11"),
    )
    actor = actor_of_token(issued.raw)
    assert not actor.may(LOOK)
    assert actor.scope_of(LOOK) == NOTHING


def test_a_key_loses_what_its_account_loses(make: Accounts) -> None:
    administrator, account = make.actor("administrator"), system_account(make)
    issued = issue(administrator, account)
    assert actor_of_token(issued.raw).may(LOOK)
    grant = RoleGrant.objects.get(account=account)
    revoke_role(administrator, grant_id=grant.pk, reason="over")
    assert not actor_of_token(issued.raw).may(LOOK)


def test_a_revoked_key_is_dead_with_the_next_request(make: Accounts) -> None:
    administrator, account = make.actor("administrator"), system_account(make)
    issued = issue(administrator, account)
    assert actor_of_token(issued.raw).id == account.pk
    revoke_token(administrator, token_id=issued.token_id)
    assert actor_of_token(issued.raw) is NOBODY
    with pytest.raises(NotFound):
        revoke_token(administrator, token_id=issued.token_id)


def test_closing_an_account_ends_its_keys(make: Accounts) -> None:
    administrator, account = make.actor("administrator"), system_account(make)
    issued = issue(administrator, account)
    deactivate_account(administrator, account_id=account.pk)
    assert actor_of_token(issued.raw) is NOBODY
    assert Token.objects.get(pk=issued.token_id).revoked_by_id == administrator.id


def test_an_expired_or_unknown_key_is_nobody(make: Accounts) -> None:
    issued = issue(make.actor("administrator"), system_account(make))
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert actor_of_token(issued.raw) is NOBODY
    assert actor_of_token("qnt_unknown") is NOBODY
    assert actor_of_token("") is NOBODY


def test_a_key_is_noted_as_used(make: Accounts) -> None:
    issued = issue(make.actor("administrator"), system_account(make))
    assert Token.objects.get(pk=issued.token_id).last_used_at is None
    actor_of_token(issued.raw)
    assert Token.objects.get(pk=issued.token_id).last_used_at is not None


def test_no_key_is_issued_in_the_name_of_another_person(make: Accounts) -> None:
    administrator, person = make.actor("administrator"), make.account("dispatcher")
    with pytest.raises(NotForPeople):
        issue(administrator, person)
    assert not Token.objects.exists()


def test_one_may_issue_a_key_for_oneself_if_one_may_issue_keys(make: Accounts) -> None:
    partner = make.account("partner", "UZ")
    actor = make.actor("clerk", "1")

    issued = issue(actor_of_account(partner.pk), partner)
    assert actor_of_token(issued.raw).id == partner.pk
    revoke_token(actor_of_account(partner.pk), token_id=issued.token_id)
    with pytest.raises(NotAllowed):
        issue(actor, Account.objects.get(pk=actor.id))


def test_a_key_gives_no_more_than_its_account_holds(make: Accounts) -> None:
    administrator, account = make.actor("administrator"), system_account(make, "clerk", "1")
    for wanted in ((WORK,), (LOOK, "access.grant"), ()):
        with pytest.raises(WrongRights):
            issue_token(
                administrator,
                account_id=account.pk,
                name="more",
                permissions=wanted,
                expires_at=timezone.now() + timedelta(days=1),
            )
    assert not Token.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 4000])
def test_a_key_always_ends(make: Accounts, days: int) -> None:
    administrator, account = make.actor("administrator"), system_account(make)
    with pytest.raises(WrongLife):
        issue_token(
            administrator,
            account_id=account.pk,
            name="for ever",
            permissions=(LOOK,),
            expires_at=timezone.now() + timedelta(days=days),
        )
    assert not Token.objects.exists()


def test_a_regional_administrator_issues_no_key_beyond_his_region(make: Accounts) -> None:
    regional, account = make.actor("regional_administrator", "KZ-10"), system_account(make)
    grant_role(SYSTEM, account_id=account.pk, role="coordinator", value="KZ-11", reason="both")
    with pytest.raises(OutOfReach):
        issue(regional, account)
    assert not Token.objects.exists()


def test_a_key_opens_machine_addresses_only(make: Accounts) -> None:
    issued = issue(make.actor("administrator"), system_account(make))
    client = Client(headers={"Authorization": f"Bearer {issued.raw}"})
    for address in ("/sign-in/", "/account/", "/administration/accounts/"):
        assert client.get(address, headers={"Accept": "text/html"}).status_code == 401


def test_a_valid_key_is_answered_and_a_dead_one_told_401(make: Accounts) -> None:
    administrator, account = make.actor("administrator"), system_account(make)
    issued = issue(administrator, account)
    client = Client(headers={"Authorization": f"Bearer {issued.raw}"}, enforce_csrf_checks=True)
    assert client.get("/api/whoami/").json() == {"id": account.pk}
    assert client.post("/api/whoami/").status_code == 200
    revoke_token(administrator, token_id=issued.token_id)
    answer = client.get("/api/whoami/")
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in_needed"
    assert answer.json()["instance"] == f"urn:qanat:request:{answer['X-Request-ID']}"


def test_a_session_does_not_help_a_dead_key(make: Accounts) -> None:
    client = signed_in(make.account("citizen"))
    assert client.get("/api/whoami/").status_code == 200
    answer = client.get("/api/whoami/", headers={"Authorization": "Bearer qnt_wrong"})
    assert answer.status_code == 401


def test_a_session_at_a_machine_address_still_needs_the_form_token(make: Accounts) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.account("citizen"), backend=BACKEND)
    assert client.get("/api/whoami/").status_code == 200
    assert client.post("/api/whoami/").status_code == 403
