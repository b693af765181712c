"""What everybody may do with his own account."""

from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.commands.accounts import FixedInDemo, WrongDetails
from qanat.foundation.access.commands.locking import end_sessions, rights_changed
from qanat.foundation.access.models import Account, Session
from qanat.foundation.access.permissions import OWN_ACCOUNT
from qanat.foundation.access.session_store import session_name
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Invalid, NotFound


class WrongPassword(Invalid):
    """The present password was not given right."""

    code = "wrong_password"
    text = _("The present password is not right.")


class WeakPassword(Invalid):
    """The new password is too easy to guess."""

    code = "weak_password"
    text = _("Choose another password. %(why)s")


@command(needs=OWN_ACCOUNT)
def change_own_profile(actor: Actor, *, language: str, zone: str) -> None:
    """Choose one's language and time zone."""
    if language not in dict(settings.LANGUAGES):
        raise WrongDetails(field=_("language"))
    if zone not in available_timezones():
        raise WrongDetails(field=_("time zone"))
    account = _own(actor)
    account.language = language
    account.zone = zone
    account.save(update_fields=["language", "zone"])
    rights_changed(account.pk)


@command(needs=OWN_ACCOUNT)
def change_own_password(actor: Actor, *, present: str, new: str, session_key: str = "") -> None:
    """Change one's password; all sessions but the one of ``session_key`` end."""
    account = _own(actor)
    if account.is_demo:
        raise FixedInDemo
    if not account.check_password(present):
        raise WrongPassword
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise WeakPassword(why=" ".join(error.messages)) from None
    if account.check_password(new):
        raise WeakPassword(why=_("The new password is the present one."))
    account.set_password(new)
    account.password_set_at = timezone.now()
    account.must_change_password = False
    account.save(update_fields=["password", "password_set_at", "must_change_password"])
    end_sessions(account.pk, but=session_key)
    rights_changed(account.pk)


@command(needs=OWN_ACCOUNT)
def end_own_session(actor: Actor, *, name: str) -> None:
    """End one of one's own sessions, by its public name."""
    for session in Session.objects.filter(account_id=actor.id).order_by("session_key"):
        if session_name(session.session_key) == name:
            session.delete()
            return
    raise NotFound


@command(needs=OWN_ACCOUNT)
def sign_out_everywhere(actor: Actor, *, but: str = "") -> int:
    """End all of one's sessions but one; return how many."""
    return end_sessions(actor.id, but=but)


def _own(actor: Actor) -> Account:
    return Account.objects.select_for_update(of=("self",)).get(pk=actor.id)
