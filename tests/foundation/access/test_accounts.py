"""Accounts: opened, changed and closed only by those who may, and only within their reach."""

import pytest
from tests.foundation.access.builders import Accounts, signed_in

from qanat.foundation.access.commands import (
    AccountDetails,
    change_account,
    create_account,
    deactivate_account,
    grant_role,
    reactivate_account,
    reset_password,
    reset_second_factor,
    sign_out_account,
)
from qanat.foundation.access.commands.accounts import EmailTaken, UserNameTaken, WrongDetails
from qanat.foundation.access.commands.locking import OutOfReach, OwnAccount
from qanat.foundation.access.models import Account, Session
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.access.states import AccountKind
from qanat.foundation.actors import NOBODY, SYSTEM
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.refusals import NotAllowed, NotFound

DETAILS = AccountDetails(user_name="New", full_name="Somebody  New", email="New@Example.org")


def test_an_administrator_opens_an_account_with_a_first_password(make: Accounts) -> None:
    made = create_account(make.actor("administrator"), details=DETAILS)
    account = Account.objects.get(pk=made.account_id)
    assert (account.user_name, account.full_name) == ("new", "Somebody New")
    assert account.email == "new@example.org"
    assert account.check_password(made.password)
    assert account.must_change_password


def test_somebody_without_the_right_opens_no_account(make: Accounts) -> None:
    dispatcher = make.actor("dispatcher")
    before = Account.objects.count()
    with pytest.raises(NotAllowed):
        create_account(dispatcher, details=DETAILS)
    assert Account.objects.count() == before


def test_nobody_opens_no_account(db: None) -> None:
    with pytest.raises(NotAllowed):
        create_account(NOBODY, details=DETAILS)
    assert not Account.objects.exists()


def test_a_system_gets_no_password(make: Accounts) -> None:
    made = create_account(make.actor("administrator"), details=DETAILS, kind=AccountKind.SYSTEM)
    assert made.password == ""
    assert not Account.objects.get(pk=made.account_id).has_usable_password()


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_name": "a@b"},
        {"user_name": " "},
        {"user_name": "a\0b"},
        {"full_name": "  "},
        {"email": "nothing"},
        {"language": "xx"},
        {"zone": "Mars/Base"},
    ],
)
def test_details_that_cannot_be_are_refused(make: Accounts, wrong: dict[str, str]) -> None:
    administrator = make.actor("administrator")
    before = Account.objects.count()
    details = AccountDetails(**{"user_name": "new", "full_name": "New", **wrong})
    with pytest.raises(WrongDetails):
        create_account(administrator, details=details)
    assert Account.objects.count() == before


def test_names_and_addresses_are_unique_whatever_their_case(make: Accounts) -> None:
    administrator = make.actor("administrator")
    create_account(administrator, details=DETAILS)
    with pytest.raises(UserNameTaken):
        create_account(administrator, details=AccountDetails(user_name="NEW", full_name="B"))
    with pytest.raises(EmailTaken):
        create_account(
            administrator,
            details=AccountDetails(user_name="b", full_name="B", email="NEW@example.ORG"),
        )


def test_an_administrator_corrects_an_account(make: Accounts) -> None:
    account = make.account("clerk", "1")
    details = AccountDetails(user_name="other", full_name="Other Name", language="kk")
    change_account(make.actor("administrator"), account_id=account.pk, details=details)
    account.refresh_from_db()
    assert (account.user_name, account.full_name, account.language) == ("other", "Other Name", "kk")


def test_a_closed_account_loses_sessions_and_rights_at_once(make: Accounts) -> None:
    administrator, account = make.actor("administrator"), make.account("clerk", "1")
    signed_in(account)
    deactivate_account(administrator, account_id=account.pk)
    assert actor_of_account(account.pk) is NOBODY
    assert not Session.objects.filter(account=account).exists()
    password = reactivate_account(administrator, account_id=account.pk)
    assert actor_of_account(account.pk).roles == ("clerk",)
    assert Account.objects.get(pk=account.pk).check_password(password)


def test_a_new_first_password_ends_the_sessions(make: Accounts) -> None:
    administrator, account = make.actor("administrator"), make.account("clerk", "1")
    signed_in(account)
    password = reset_password(administrator, account_id=account.pk)
    account.refresh_from_db()
    assert account.check_password(password)
    assert account.must_change_password
    assert not Session.objects.filter(account=account).exists()


def test_a_lost_second_factor_is_removed(make: Accounts) -> None:
    account = make.account("clerk", "1")
    assert reset_second_factor(make.actor("administrator"), account_id=account.pk) == 1


@pytest.mark.parametrize(
    "run", [deactivate_account, reset_password, reset_second_factor, sign_out_account]
)
def test_nobody_administers_himself(make: Accounts, run: object) -> None:
    administrator = make.actor("administrator")
    with pytest.raises(OwnAccount):
        run(administrator, account_id=administrator.id)  # type: ignore[operator] # a command
    assert Account.objects.get(pk=administrator.id).is_active


@pytest.mark.parametrize(
    "run", [deactivate_account, reset_password, reset_second_factor, sign_out_account]
)
def test_a_regional_administrator_reaches_no_wider_account(make: Accounts, run: object) -> None:
    regional = make.actor("regional_administrator", "KZ-10")
    both = make.account("clerk", "1")

    grant_role(SYSTEM, account_id=both.pk, role="clerk", value="2", reason="two houses")
    signed_in(both)
    password = Account.objects.get(pk=both.pk).password
    with pytest.raises(OutOfReach):
        run(regional, account_id=both.pk)  # type: ignore[operator] # a command
    account = Account.objects.get(pk=both.pk)
    assert account.is_active
    assert account.password == password
    assert Session.objects.filter(account=both).exists()


def test_a_regional_administrator_does_not_see_other_regions(make: Accounts) -> None:
    regional = make.actor("regional_administrator", "KZ-10")
    there, here = make.account("clerk", "2"), make.account("clerk", "1")
    with pytest.raises(NotFound):
        deactivate_account(regional, account_id=there.pk)
    assert Account.objects.get(pk=there.pk).is_active
    deactivate_account(regional, account_id=here.pk)
    assert not Account.objects.get(pk=here.pk).is_active


def test_the_audit_names_who_and_what_but_no_password(make: Accounts) -> None:
    administrator = make.actor("administrator")
    made = create_account(administrator, details=DETAILS)
    reset_password(administrator, account_id=made.account_id)
    entries = AuditEntry.objects.filter(table_name="access_account", row_id=str(made.account_id))
    assert {e.actor_id for e in entries} == {administrator.id}
    assert [e.command for e in entries.order_by("id")] == ["create_account", "reset_password"]
    assert all("password" not in e.changes for e in entries)
