"""Who acts: from a browser's session, from a key of another system, or by account.

What an account may do is kept per process under its id and the version of its rights. Each
request reads the version together with its session or key, in one query; a changed right is
therefore in force with the next request, in every process.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils import timezone

from qanat.foundation.access.models import Account, BreakGlass, RoleGrant, Token
from qanat.foundation.access.parameters import (
    SECOND_FACTOR_GRACE_D,
    roles_without_second_factor,
    span,
)
from qanat.foundation.access.permissions import FOR_PEOPLE, OWN_ACCOUNT
from qanat.foundation.access.roles import find_role
from qanat.foundation.access.rules import narrow, needs_second_factor, scope_from
from qanat.foundation.access.session_store import SessionStore, SignedIn
from qanat.foundation.access.states import AccountKind
from qanat.foundation.access_types import NOTHING, ScopeKind
from qanat.foundation.actors import NOBODY, Actor, Grant
from qanat.foundation.proving import Known, look

KEPT_S: Final = 60
MOST_KEPT: Final = 5000
TOKEN_SEEN_S: Final = 60
FRESH: Final = 0
"""No version of any account: what is kept is not used."""
SCHEME: Final = "Bearer "
OWN: Final = Grant("", frozenset({OWN_ACCOUNT}), NOTHING)


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A record which is open in an emergency."""

    glass_id: int
    kind: str
    record_id: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as it stands: what it may do, and what it has yet to do.

    Attributes:
        second_factor_due_at: when it must have a second factor; None if it has or needs none.
    """

    actor: Actor
    must_change_password: bool = False
    second_factor_due_at: datetime | None = None
    open_records: tuple[OpenRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    standing: Standing
    good_until: datetime


@dataclass(frozen=True, slots=True)
class _Key:
    """What a valid key allows."""

    id: int
    account_id: int
    access_version: int
    permissions: list[str]
    scope_kind: str
    scope_value: str
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class _KnownKey:
    """A key as it was told, how its account stood, and who acts with both."""

    told: str
    key: _Key
    standing: Standing
    actor: Actor

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether the account stands as it did, and the key was noted as used of late."""
        key = self.key
        return not _is_to_note(key, now) and self.standing is _standing(
            key.account_id, key.access_version
        )


NOBODYS: Final = Standing(NOBODY)
_kept: Final[dict[tuple[int, int], _Kept]] = {}
_keys: Final[dict[str, _KnownKey]] = {}
"""By digest."""


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in a request: by key if it carries one, else by session; else nobody."""
    return standing_of(request).actor


def standing_of(request: HttpRequest) -> Standing:
    """Return how the account of a request stands; found once for a request."""
    known = getattr(request, "_qanat_standing", None)
    if isinstance(known, Standing):
        return known
    raw = bearer_of(request)
    standing = NOBODYS if raw is None else Standing(actor_of_token(raw))
    if raw is None and (signed_in := _signed_in(request)) is not None:
        standing = _standing(signed_in.account_id, signed_in.access_version)
    request._qanat_standing = standing  # type: ignore[attr-defined] # kept for this request only
    return standing


def bearer_of(request: HttpRequest) -> str | None:
    """Return the key which a request carries, if it carries any."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    return header[len(SCHEME) :].strip() if header.startswith(SCHEME) else None


def actor_of_account(account_id: int) -> Actor:
    """Return an account as an actor; nobody if it is closed or unknown."""
    return _load(account_id).actor


def actor_of_token(raw: str) -> Actor:
    """Return the account behind a key, within what the key allows; nobody if it is not valid."""
    now, digest = timezone.now(), _digest(raw)
    if (told := look(digest, now)) is None:
        _keys.pop(digest, None)
        return NOBODY
    known = _keys.get(digest)
    if known and known.told == told and known.is_fresh(now):
        return known.actor
    key = msgspec.json.decode(told, type=_Key)
    if _is_to_note(key, now):
        Token.objects.filter(pk=key.id).update(last_used_at=now)
    standing = _standing(key.account_id, key.access_version)
    if standing.actor is NOBODY:
        return NOBODY
    if len(_keys) >= MOST_KEPT:
        _keys.clear()
    actor = _limited(standing.actor, key)
    _keys[digest] = _KnownKey(told, key, standing, actor)
    return actor


def known_of_token(raw: str) -> tuple[Actor, Known] | None:
    """Return who acts with a key as far as this process knows, and what is yet to be looked at.

    None if it knows nothing of the key, or has something to note about it.
    """
    now, digest = timezone.now(), _digest(raw)
    known = _keys.get(digest)
    if known is None or not known.is_fresh(now):
        return None
    return known.actor, Known(digest, known.told, now)


def stand(request: HttpRequest, actor: Actor | None) -> None:
    """Have a request stand as an actor's; with None it is to be found out anew."""
    standing = None if actor is None else Standing(actor)
    request._qanat_standing = standing  # type: ignore[attr-defined] # kept for this request only


def _is_to_note(key: _Key, now: datetime) -> bool:
    """Tell whether it is to be noted that a key is used."""
    return key.last_used_at is None or now - key.last_used_at > timedelta(seconds=TOKEN_SEEN_S)


def _digest(raw: str) -> str:
    return f"\\x{token_digest(raw).hex()}"


def token_digest(raw: str) -> bytes:
    """Return what is kept of a key: keys are random and long, so one round is enough."""
    return hashlib.sha256(raw.encode()).digest()


def forget() -> None:
    """Drop everything kept; for tests."""
    _kept.clear()
    _keys.clear()


def _signed_in(request: HttpRequest) -> SignedIn | None:
    session = getattr(request, "session", None)
    if not isinstance(session, SessionStore) or (value := session.get(SESSION_KEY)) is None:
        return None
    account_id = int(value)
    read = session.signed_in
    if read is not None and read.account_id == account_id:
        return read
    return SignedIn(account_id, FRESH)  # signed in within this very request


def _limited(actor: Actor, key: _Key) -> Actor:
    """Take from an actor what his key does not reach, and all that only people do."""
    limit = scope_from(ScopeKind(key.scope_kind or "nation"), key.scope_value)
    allowed = frozenset(key.permissions) - FOR_PEOPLE
    grants = tuple(
        Grant(grant.role, grant.permissions & allowed, narrow(grant.scope, limit))
        for grant in actor.grants
    )
    held = tuple(grant for grant in grants if grant.permissions and grant.scope)
    return replace(actor, grants=held, glass={})


def _standing(account_id: int, version: int) -> Standing:
    kept = _kept.get((account_id, version))
    if kept is not None and timezone.now() < kept.good_until:
        return kept.standing
    return _load(account_id)


def _load(account_id: int) -> Standing:
    """Read all of an account in one query, and keep it until something of it ends or begins."""
    now = timezone.now()
    account = _with_rights(now).filter(pk=account_id).first()
    if account is None or not account.is_active:
        return NOBODYS
    if account.is_demo and not settings.QANAT_DEMO:
        return NOBODYS
    standing = _made(account, now)
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[account_id, account.access_version] = _Kept(standing, _next_change(account, now))
    return standing


def _with_rights(now: datetime) -> Any:
    mine = OuterRef("pk")
    grants = RoleGrant.objects.standing().filter(account_id=mine)
    glass = BreakGlass.objects.filter(account_id=mine, closed_at=None, expires_at__gt=now)
    factors = Authenticator.objects.filter(user_id=mine, type__in=("totp", "webauthn"))
    return Account.objects.annotate(
        held=ArraySubquery(
            grants.filter(Q(valid_to=None) | Q(valid_to__gt=now))
            .order_by("id")
            .values(
                json=JSONObject(
                    role="role",
                    kind="scope_kind",
                    value="scope_value",
                    since="valid_from",
                    until="valid_to",
                )
            )
        ),
        opened=ArraySubquery(
            glass.order_by("expires_at", "id").values(
                json=JSONObject(id="id", kind="kind", record="record_id", until="expires_at")
            )
        ),
        has_second_factor=Exists(factors),
    )


def _made(account: Any, now: datetime) -> Standing:
    grants = tuple(_grants(account.held, now))
    records = tuple(
        OpenRecord(row["id"], row["kind"], row["record"], _time(row["until"]))
        for row in account.opened
    )
    actor = Actor(
        id=account.pk,
        name=account.full_name,
        grants=(*grants, OWN),
        language=account.language,
        zone=account.zone,
        glass=_glass(records),
    )
    due = None
    is_person = account.kind == AccountKind.PERSON
    is_bare = is_person and not account.has_second_factor
    if is_bare and needs_second_factor(actor.roles, roles_without_second_factor()):
        due = account.created_at + span(SECOND_FACTOR_GRACE_D)
    return Standing(actor, account.must_change_password, due, records)


def _grants(rows: Iterable[Mapping[str, str]], now: datetime) -> Iterable[Grant]:
    for row in rows:
        role = find_role(row["role"])
        kind = ScopeKind(row["kind"])
        # A role which was given for another kind of place than it has now opens nothing.
        if role is not None and kind is role.scope and _time(row["since"]) <= now:
            yield Grant(role.code, role.permissions, scope_from(kind, row["value"]))


def _glass(records: Iterable[OpenRecord]) -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for record in records:
        found.setdefault(record.kind, set()).add(record.record_id)
    return {kind: frozenset(ids) for kind, ids in found.items()}


def _next_change(account: Any, now: datetime) -> datetime:
    """Return when the account's rights change by the clock alone, at most ``KEPT_S`` ahead."""
    times = [_time(row["until"]) for row in account.opened]
    for row in account.held:
        times += [_time(row[key]) for key in ("since", "until") if row[key] is not None]
    ahead = [time for time in times if time > now]
    return min([*ahead, now + timedelta(seconds=KEPT_S)])


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
