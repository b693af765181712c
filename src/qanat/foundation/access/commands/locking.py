"""Find and lock the account a command is about, and refuse what reaches too far."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.events import AccessChanged
from qanat.foundation.access.models import Account, Session
from qanat.foundation.access.permissions import SEE_ACCOUNTS
from qanat.foundation.access.reach import is_within_reach
from qanat.foundation.actors import Actor
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, NotAllowed, NotFound


class OwnAccount(Conflict):
    """Nobody administers himself."""

    code = "own_account"
    text = _("You can't do this with your own account. Ask another administrator.")


class OutOfReach(NotAllowed):
    """The account holds roles beyond the actor's scope."""

    code = "out_of_reach"
    text = _("This account has roles beyond your own scope. Ask an administrator of that scope.")


def seen_account(actor: Actor, account_id: int, permission: str) -> Account:
    """Lock somebody else's account which the actor sees.

    Raises:
        NotFound: if there is none, or he does not see it.
        OwnAccount: if it is his own.
    """
    scope = actor.scope_of(SEE_ACCOUNTS) | actor.scope_of(permission)
    seen = Account.objects.within(actor, scope).select_for_update(of=("self",))
    account = seen.filter(pk=account_id).first()
    if account is None:
        raise NotFound
    if account.pk == actor.id:
        raise OwnAccount
    return account


def locked_account(actor: Actor, account_id: int, permission: str) -> Account:
    """Lock somebody else's account which the actor may administer.

    Every role it holds must lie within the actor's scope, so that nobody takes over, or locks
    out, an account which reaches further than he does.

    Raises:
        OutOfReach: if it reaches further than he does.
    """
    account = seen_account(actor, account_id, permission)
    if not is_within_reach(actor, account, permission):
        raise OutOfReach(permission=permission)
    return account


def rights_changed(account_id: int) -> None:
    """Have every process read the account's rights anew, and tell others."""
    Account.objects.filter(pk=account_id).update(access_version=F("access_version") + 1)
    announce(AccessChanged(account_id=account_id))


def end_sessions(account_id: int, *, but: str = "") -> int:
    """Sign an account out of every browser but one; return of how many."""
    ended, _rows = Session.objects.filter(account_id=account_id).exclude(session_key=but).delete()
    return ended
