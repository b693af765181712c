"""Read accounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from qanat.foundation.access.models import Account, RoleGrant, Session
from qanat.foundation.access.permissions import GRANT, ISSUE_TOKEN, MANAGE_ACCOUNTS, SEE_ACCOUNTS
from qanat.foundation.access.places import PlaceBook
from qanat.foundation.access.reach import is_within_reach
from qanat.foundation.access.roles import role_label
from qanat.foundation.access.rules import covers
from qanat.foundation.access.session_store import session_name
from qanat.foundation.access.states import AccountKind
from qanat.foundation.access_types import ScopeKind
from qanat.foundation.actors import SYSTEM, SYSTEM_ID, Actor
from qanat.foundation.kept import kept
from qanat.foundation.refusals import NotFound
from qanat.foundation.telephones import plain_telephone
from qanat.foundation.texts import search_key


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilter:
    """Which accounts are looked for."""

    text: str = ""
    role: str = ""
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in a list."""

    id: int
    user_name: str
    full_name: str
    kind: str
    roles: tuple[str, ...]
    is_active: bool
    is_demo: bool
    has_second_factor: bool
    signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role of an account."""

    id: int
    role: str
    place: str
    valid_from: datetime
    valid_to: datetime | None
    granted_at: datetime
    granted_by: str
    reason: str
    revoked_at: datetime | None
    revoked_by: str
    revoked_because: str
    may_revoke: bool

    @property
    def is_standing(self) -> bool:
        """Tell whether it is in force or will be."""
        now = timezone.now()
        return self.revoked_at is None and (self.valid_to is None or self.valid_to > now)


@dataclass(frozen=True, slots=True)
class AccountCard:
    """All of one account that its administrators see.

    Attributes:
        may_manage: whether the viewer may change, close and sign it out.
        may_grant: whether he may give it roles.
        may_issue: whether he may issue keys for it.
    """

    row: AccountRow
    email: str
    phone: str
    language: str
    zone: str
    created_at: datetime
    created_by: str
    deactivated_at: datetime | None
    must_change_password: bool
    sessions: int
    grants: tuple[GrantRow, ...]
    is_own: bool
    may_manage: bool
    may_grant: bool
    may_issue: bool


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What everybody sees of his own account."""

    user_name: str
    full_name: str
    email: str
    language: str
    zone: str
    password_set_at: datetime | None
    has_second_factor: bool
    is_demo: bool
    grants: tuple[GrantRow, ...]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser in which one is signed in."""

    name: str
    browser: str
    begun_at: datetime
    seen_at: datetime
    is_present: bool


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts of a list, counted and cut without reading all."""

    found: QuerySet[Account, Any]

    def count(self) -> int:
        """Return how many there are."""
        return self.found.count()

    def __getitem__(self, cut: slice, /) -> Sequence[AccountRow]:
        """Return the rows of a cut; three queries."""
        rows = list(_with_factor(self.found).order_by("full_name", "id")[cut])
        roles = _roles_of([row.pk for row in rows])
        return [_row(row, roles.get(row.pk, ())) for row in rows]


def find_accounts(actor: Actor, wanted: AccountFilter) -> Accounts:
    """Return the accounts which the actor sees and looks for."""
    actor.need(SEE_ACCOUNTS)
    found = Account.objects.visible_to(actor)
    for word in search_key(wanted.text).split():
        found = found.filter(search_key__contains=word)
    if wanted.is_active is not None:
        found = found.filter(is_active=wanted.is_active)
    if wanted.role:
        held = RoleGrant.objects.standing().filter(account_id=OuterRef("pk"), role=wanted.role)
        found = found.filter(Exists(held.filter(_not_over())))
    return Accounts(found)


def get_account(actor: Actor, account_id: int) -> AccountCard:
    """Return one account.

    Raises:
        NotFound: if there is none, or the actor does not see it.
    """
    actor.need(SEE_ACCOUNTS)
    seen = Account.objects.visible_to(actor).filter(pk=account_id)
    account = _with_factor(seen).first()
    if account is None:
        raise NotFound
    is_own = account.pk == actor.id
    is_manageable = not is_own and is_within_reach(actor, account, MANAGE_ACCOUNTS)
    is_system = account.kind == AccountKind.SYSTEM and is_within_reach(actor, account, ISSUE_TOKEN)
    return AccountCard(
        row=_row(account, _roles_of([account.pk]).get(account.pk, ())),
        email=account.email,
        phone=account.phone,
        language=account.language,
        zone=account.zone,
        created_at=account.created_at,
        created_by=names_of([account.created_by_id])[account.created_by_id],
        deactivated_at=account.deactivated_at,
        must_change_password=account.must_change_password,
        sessions=_sessions(account.pk).count(),
        grants=_grants(actor, account.pk),
        is_own=is_own,
        may_manage=actor.may(MANAGE_ACCOUNTS) and is_manageable,
        may_grant=actor.may(GRANT) and not is_own and account.is_active,
        may_issue=actor.may(ISSUE_TOKEN) and account.is_active and (is_own or is_system),
    )


def own_account(actor: Actor) -> OwnAccount:
    """Return the actor's own account."""
    account = _with_factor(Account.objects.filter(pk=actor.id)).first()
    if account is None:
        raise NotFound
    return OwnAccount(
        user_name=account.user_name,
        full_name=account.full_name,
        email=account.email,
        language=account.language,
        zone=account.zone,
        password_set_at=account.password_set_at,
        has_second_factor=account.has_second_factor,
        is_demo=account.is_demo,
        grants=tuple(g for g in _grants(actor, account.pk) if g.is_standing),
    )


def own_sessions(actor: Actor, present: str) -> list[SessionRow]:
    """Return the browsers in which the actor is signed in, the one in use first."""
    rows = [
        SessionRow(session_name(s.session_key), s.browser, s.begun_at, s.seen_at, s.pk == present)
        for s in _sessions(actor.id).order_by("-seen_at", "session_key")
    ]
    return sorted(rows, key=lambda row: not row.is_present)


def find_account_id(user_name: str) -> int | None:
    """Return the account in use which signs in by a name, whatever its case; None if none does."""
    found = Account.objects.filter(user_name=user_name.strip().lower(), is_active=True)
    return found.values_list("pk", flat=True).first()


def accounts_of_phone(phone: str) -> Mapping[int, str]:
    """Return who has an account in use and a telephone in international form: names by id."""
    return {pk: name for pk, name, plain in _telephones() if plain == phone} if phone else {}


@kept(seconds=60)
def _telephones() -> tuple[tuple[int, str, str], ...]:
    """Return the accounts with a telephone, however it is spelled, as of some seconds ago."""
    rows = Account.objects.filter(is_active=True).exclude(phone="").order_by("pk")
    found = rows.values_list("pk", "full_name", "phone")
    return tuple((pk, name, plain_telephone(phone)) for pk, name, phone in found)


def names_of(account_ids: Iterable[int | None]) -> Mapping[int | None, str]:
    """Return the names of accounts by id; of the system too, and of nobody."""
    ids = {one for one in account_ids if one is not None and one != SYSTEM_ID}
    known: dict[int | None, str] = dict(
        Account.objects.filter(pk__in=ids).values_list("pk", "full_name")
    )
    unknown: dict[int | None, str] = {
        one: _("account %(id)s") % {"id": one} for one in ids - known.keys()
    }
    return {**known, **unknown, SYSTEM_ID: SYSTEM.name, None: _("nobody")}


def _sessions(account_id: int) -> QuerySet[Session]:
    return Session.objects.filter(account_id=account_id, expire_date__gt=timezone.now())


def _not_over() -> Q:
    return Q(valid_to=None) | Q(valid_to__gt=timezone.now())


def _with_factor(accounts: QuerySet[Account]) -> Any:
    factors = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=("totp", "webauthn"))
    return accounts.annotate(has_second_factor=Exists(factors))


def _row(account: Any, roles: tuple[str, ...]) -> AccountRow:
    return AccountRow(
        id=account.pk,
        user_name=account.user_name,
        full_name=account.full_name,
        kind=account.kind,
        roles=roles,
        is_active=account.is_active,
        is_demo=account.is_demo,
        has_second_factor=account.has_second_factor,
        signed_in_at=account.last_login,
    )


def _roles_of(account_ids: list[int]) -> dict[int, tuple[str, ...]]:
    rows = RoleGrant.objects.standing().filter(_not_over(), account_id__in=account_ids)
    found: dict[int, list[str]] = {}
    for account_id, role in rows.order_by("id").values_list("account_id", "role"):
        found.setdefault(account_id, []).append(role_label(role))
    return {account_id: tuple(dict.fromkeys(labels)) for account_id, labels in found.items()}


def _grants(actor: Actor, account_id: int) -> tuple[GrantRow, ...]:
    rows = list(RoleGrant.objects.filter(account_id=account_id).order_by("-id"))
    names = names_of(one for r in rows for one in (r.granted_by_id, r.revoked_by_id))
    scope, book = actor.scope_of(GRANT), PlaceBook()
    return tuple(
        GrantRow(
            id=r.pk,
            role=role_label(r.role),
            place=book.name(ScopeKind(r.scope_kind), r.scope_value),
            valid_from=r.valid_from,
            valid_to=r.valid_to,
            granted_at=r.granted_at,
            granted_by=names[r.granted_by_id],
            reason=r.reason,
            revoked_at=r.revoked_at,
            revoked_by=names[r.revoked_by_id] if r.revoked_by_id is not None else "",
            revoked_because=r.revoked_because,
            may_revoke=account_id != actor.id
            and r.revoked_at is None
            and covers(scope, ScopeKind(r.scope_kind), r.scope_value, book.region_of),
        )
        for r in rows
    )
