"""Give and take away roles."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.commands.locking import rights_changed, seen_account
from qanat.foundation.access.models import RoleGrant
from qanat.foundation.access.permissions import GRANT
from qanat.foundation.access.places import is_place, region_of
from qanat.foundation.access.roles import find_role
from qanat.foundation.access.rules import Unfit, covers, unfit
from qanat.foundation.access_types import ScopeKind
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound


class WrongRole(Invalid):
    """There is no such role, or it is not given in this way."""

    code = "wrong_role"
    text = _("This role does not exist or is not given for this kind of place.")


class TooWide(NotAllowed):
    """Nobody gives more than he holds."""

    code = "too_wide"
    text = _("You can't give a role which reaches further than your own rights.")


class ReasonNeeded(Invalid):
    """Giving and taking away of roles is always explained."""

    code = "reason_needed"
    text = _("Say why: it is kept with the role.")


class WrongPeriod(Invalid):
    """A role which ends before it begins."""

    code = "wrong_period"
    text = _("The end of the role must lie after its beginning, and in the future.")


class HeldAlready(Conflict):
    """The account holds just this role."""

    code = "held_already"
    text = _("The account already holds this role here.")


@command(needs=GRANT)
def grant_role(
    actor: Actor,
    *,
    account_id: int,
    role: str,
    value: str = "",
    reason: str,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> int:
    """Give a role to somebody else; return the grant's id.

    ``value`` says where it holds, in the role's own kind of scope; it is empty for the nation.
    """
    account = seen_account(actor, account_id, GRANT)
    kind = _fitting_kind(actor, role, value)
    now = timezone.now()
    since = valid_from or now
    if valid_to is not None and valid_to <= max(since, now):
        raise WrongPeriod
    if not reason.strip():
        raise ReasonNeeded
    same = RoleGrant.objects.standing().filter(
        account=account, role=role, scope_kind=kind, scope_value=value
    )
    if same.exclude(valid_to__lte=since).exists():
        raise HeldAlready
    grant = RoleGrant.objects.create(
        account=account,
        role=role,
        scope_kind=kind,
        scope_value=value,
        valid_from=since,
        valid_to=valid_to,
        granted_at=now,
        granted_by_id=actor.id,
        reason=reason.strip()[:300],
    )
    rights_changed(account.pk)
    return grant.pk


@command(needs=GRANT)
def revoke_role(actor: Actor, *, grant_id: int, reason: str) -> None:
    """Take a role away from somebody else; it ends with his next request."""
    account_id = (
        RoleGrant.objects.standing()
        .filter(pk=grant_id)
        .values_list("account_id", flat=True)
        .first()
    )
    if account_id is None:
        raise NotFound
    account = seen_account(actor, account_id, GRANT)
    if not reason.strip():
        raise ReasonNeeded
    grant = RoleGrant.objects.select_for_update(of=("self",)).standing().filter(pk=grant_id).first()
    if grant is None:
        raise NotFound
    if not covers(actor.scope_of(GRANT), ScopeKind(grant.scope_kind), grant.scope_value, region_of):
        raise TooWide(permission=GRANT)
    grant.revoked_at = timezone.now()
    grant.revoked_by_id = actor.id
    grant.revoked_because = reason.strip()[:300]
    grant.save(update_fields=["revoked_at", "revoked_by_id", "revoked_because"])
    rights_changed(account.pk)


def _fitting_kind(actor: Actor, code: str, value: str) -> ScopeKind:
    """Return the kind of scope of a role which the actor may give there."""
    role = find_role(code)
    if role is None or not is_place(role.scope, value):
        raise WrongRole
    why = unfit(role, value, reach=actor.scope_of, grant=GRANT, region_of=region_of)
    if why in (Unfit.TOO_WIDE, Unfit.NOT_HELD):
        raise TooWide(permission=GRANT)
    if why is not None:
        raise WrongRole
    return role.scope
