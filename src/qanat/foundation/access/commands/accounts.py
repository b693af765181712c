"""Open, change and close accounts."""

import secrets
from dataclasses import dataclass
from typing import Final
from zoneinfo import available_timezones

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.commands.locking import end_sessions, locked_account, rights_changed
from qanat.foundation.access.models import Account, Token
from qanat.foundation.access.permissions import MANAGE_ACCOUNTS
from qanat.foundation.access.states import AccountKind
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.emails import is_email
from qanat.foundation.refusals import Conflict, Invalid
from qanat.foundation.texts import search_key

LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""What is not mistaken for something else when read aloud."""
GROUPS: Final = 4
GROUP_LETTERS: Final = 4


class UserNameTaken(Conflict):
    """User names are unique."""

    code = "user_name_taken"
    text = _("The user name “%(user_name)s” is taken.")


class EmailTaken(Conflict):
    """Mail addresses are unique, since one may sign in with them."""

    code = "email_taken"
    text = _("Another account has this e-mail address.")


class WrongDetails(Invalid):
    """A user name, a language or a zone that can't be."""

    code = "wrong_details"
    text = _("This is not possible: %(field)s.")


class AlreadyClosed(Conflict):
    """The account is closed."""

    code = "account_closed"
    text = _("This account is closed.")


class FixedInDemo(Conflict):
    """Everybody uses a demonstration account, and the sign-in page shows its password."""

    code = "fixed_in_demo"
    text = _("The password and the second factor of a demonstration account stay as they are.")


class StillOpen(Conflict):
    """The account is in use."""

    code = "account_open"
    text = _("This account is in use.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDetails:
    """What is known of the person or system behind an account."""

    user_name: str
    full_name: str
    email: str = ""
    phone: str = ""
    language: str = "ru"
    zone: str = "Asia/Almaty"


@dataclass(frozen=True, slots=True)
class Created:
    """A new account and its first password, which is shown once and must be changed."""

    account_id: int
    password: str


@command(needs=MANAGE_ACCOUNTS)
def create_account(
    actor: Actor, *, details: AccountDetails, kind: AccountKind = AccountKind.PERSON
) -> Created:
    """Open an account without any role; a system's account gets no password."""
    now = timezone.now()
    account = Account(kind=kind, created_at=now, created_by_id=actor.id, must_change_password=True)
    _describe(account, details)
    password = first_password() if kind is AccountKind.PERSON else ""
    if password:
        account.set_password(password)
        account.password_set_at = now
    else:
        account.set_unusable_password()
        account.must_change_password = False
    account.save(force_insert=True)
    return Created(account.pk, password)


@command(needs=MANAGE_ACCOUNTS)
def change_account(actor: Actor, *, account_id: int, details: AccountDetails) -> None:
    """Correct what is known of somebody else's account."""
    account = locked_account(actor, account_id, MANAGE_ACCOUNTS)
    _describe(account, details)
    account.save()
    rights_changed(account.pk)


@command(needs=MANAGE_ACCOUNTS)
def deactivate_account(actor: Actor, *, account_id: int) -> None:
    """Close an account: its sessions and keys end at once, its name stays in the records."""
    account = locked_account(actor, account_id, MANAGE_ACCOUNTS)
    if not account.is_active:
        raise AlreadyClosed
    now = timezone.now()
    account.is_active = False
    account.deactivated_at = now
    account.save(update_fields=["is_active", "deactivated_at"])
    Token.objects.filter(account_id=account.pk, revoked_at=None).update(
        revoked_at=now, revoked_by_id=actor.id
    )
    end_sessions(account.pk)
    rights_changed(account.pk)


@command(needs=MANAGE_ACCOUNTS)
def reactivate_account(actor: Actor, *, account_id: int) -> str:
    """Open a closed account again with a new first password, which is returned."""
    account = locked_account(actor, account_id, MANAGE_ACCOUNTS)
    if account.is_active:
        raise StillOpen
    account.is_active = True
    account.deactivated_at = None
    account.save(update_fields=["is_active", "deactivated_at"])
    return _renew_password(account)


@command(needs=MANAGE_ACCOUNTS)
def reset_password(actor: Actor, *, account_id: int) -> str:
    """Give a new first password, which is returned; all sessions of the account end."""
    account = locked_account(actor, account_id, MANAGE_ACCOUNTS)
    if not account.is_active or account.kind != AccountKind.PERSON:
        raise AlreadyClosed
    if account.is_demo:
        raise FixedInDemo
    return _renew_password(account)


@command(needs=MANAGE_ACCOUNTS)
def reset_second_factor(actor: Actor, *, account_id: int) -> int:
    """Remove a lost second factor, so that a new one has to be set up; return how many."""
    account = locked_account(actor, account_id, MANAGE_ACCOUNTS)
    if account.is_demo:
        raise FixedInDemo
    factors = Authenticator.objects.filter(user_id=account.pk)
    removed: int = factors.count()
    factors.delete()
    end_sessions(account.pk)
    rights_changed(account.pk)
    return removed


@command(needs=MANAGE_ACCOUNTS)
def sign_out_account(actor: Actor, *, account_id: int) -> int:
    """End all sessions of an account; return how many there were."""
    account = locked_account(actor, account_id, MANAGE_ACCOUNTS)
    return end_sessions(account.pk)


@command(needs=MANAGE_ACCOUNTS)
def unlock_account(actor: Actor, *, account_id: int) -> None:
    """Forget the wrong attempts, so that the account may sign in at once."""
    account = locked_account(actor, account_id, MANAGE_ACCOUNTS)
    AccessAttempt.objects.filter(username=account.user_name).delete()


def first_password() -> str:
    """Return a random password which can be read aloud."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS))
    return "-".join(groups)


def _renew_password(account: Account) -> str:
    is_given = account.kind == AccountKind.PERSON and not account.is_demo
    password = first_password() if is_given else ""
    if password:
        account.set_password(password)
        account.password_set_at = timezone.now()
        account.must_change_password = True
        account.save(update_fields=["password", "password_set_at", "must_change_password"])
    end_sessions(account.pk)
    rights_changed(account.pk)
    return password


def _describe(account: Account, details: AccountDetails) -> None:
    account.user_name = _user_name(account, details.user_name)
    account.email = _email(account, details.email)
    account.full_name = " ".join(details.full_name.split())
    account.phone = details.phone.strip()
    account.language = details.language
    account.zone = details.zone
    account.search_key = search_key(f"{account.full_name} {account.user_name} {account.email}")
    if not account.full_name:
        raise WrongDetails(field=_("full name"))
    if details.language not in dict(settings.LANGUAGES):
        raise WrongDetails(field=_("language"))
    if details.zone not in available_timezones():
        raise WrongDetails(field=_("time zone"))


def _user_name(account: Account, given: str) -> str:
    user_name = given.strip().casefold()
    if not user_name or "@" in user_name or any(not ch.isprintable() for ch in user_name):
        raise WrongDetails(field=_("user name"))
    if Account.objects.filter(user_name=user_name).exclude(pk=account.pk).exists():
        raise UserNameTaken(user_name=user_name)
    return user_name


def _email(account: Account, given: str) -> str:
    email = given.strip().casefold()
    if not email:
        return ""
    if not is_email(email):
        raise WrongDetails(field=_("e-mail address"))
    if Account.objects.filter(email=email).exclude(pk=account.pk).exists():
        raise EmailTaken
    return email
