"""Tables of access control. Rights are grants; an account itself carries none."""

from typing import ClassVar, Final, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from qanat.foundation.access.permissions import REVIEW_GLASS, SEE_ACCOUNTS
from qanat.foundation.access.places import places_within
from qanat.foundation.access.states import GLASS, AccountKind, GlassReason, GlassState
from qanat.foundation.access_types import Scope, ScopeKind
from qanat.foundation.actors import Actor
from qanat.foundation.guards import audited, guarded

SCOPE_KINDS: Final = tuple((kind.value, kind.value) for kind in ScopeKind)


class AccountQuerySet(models.QuerySet["Account"]):
    """Filters on accounts."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the accounts with a role in the actor's scope, those he opened, and his own."""
        return self.within(actor, actor.scope_of(SEE_ACCOUNTS))

    def within(self, actor: Actor, scope: Scope) -> Self:
        """Keep the accounts with a role within a scope, those the actor opened, and his own."""
        if scope.nation:
            return self
        own = models.Q(pk=actor.id)
        if not scope:
            return self.filter(own)
        grants = RoleGrant.objects.filter(account_id=models.OuterRef("pk")).within(scope)
        return self.filter(own | models.Q(created_by_id=actor.id) | models.Exists(grants))


@audited(stream="access", omit=("password", "last_login", "access_version", "search_key"))
class Account(AbstractBaseUser):
    """A person or a system which signs in.

    ``access_version`` grows with every change of what the account may do, so that what was
    cached of it is never used again.
    """

    id = models.BigAutoField(primary_key=True)
    user_name = models.CharField(max_length=60, unique=True)
    """In lower case."""
    email = models.EmailField(max_length=254, blank=True)
    """In lower case; unique where given."""
    full_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=AccountKind, default=AccountKind.PERSON)
    """A system acts by keys only and never signs in."""
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, default="ru")
    zone = models.CharField(max_length=40, default="Asia/Almaty")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    """An account of the demonstration: its second factor is shown, it is refused elsewhere."""
    password_set_at = models.DateTimeField(null=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField()
    """Account; 0 the system."""
    deactivated_at = models.DateTimeField(null=True)
    access_version = models.IntegerField(default=1)
    search_key = models.TextField(default="")

    USERNAME_FIELD = "user_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = AccountQuerySet.as_manager()

    class Meta:
        db_table = "access_account"
        constraints = (
            models.UniqueConstraint(
                fields=["email"], condition=~models.Q(email=""), name="account_email_once"
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=True, deactivated_at=None)
                | models.Q(is_active=False, deactivated_at__isnull=False),
                name="account_deactivated_at",
            ),
        )
        indexes = (models.Index(fields=["full_name", "id"], name="account_by_name"),)

    def get_full_name(self) -> str:
        """Return the name shown to others."""
        return self.full_name

    def get_short_name(self) -> str:
        """Return the name used at sign-in."""
        return self.user_name


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Filters on role grants."""

    def standing(self) -> Self:
        """Keep the grants which nobody has taken back; their time may be over."""
        return self.filter(revoked_at=None)

    def within(self, scope: Scope) -> Self:
        """Keep the grants in force whose own scope lies within another."""
        found = models.Q()
        for kind in ScopeKind:
            values = [place.value for place in places_within(kind, scope)]
            found |= models.Q(scope_kind=kind.value, scope_value__in=values)
        found |= models.Q(scope_kind="region", scope_value__in=scope.regions)
        found |= models.Q(scope_kind="country", scope_value__in=scope.countries)
        found |= models.Q(scope_kind="profile", scope_value__in=scope.profiles)
        for name, ids in (
            ("organisation", scope.organisations),
            ("operator", scope.operators),
            ("clinic", scope.clinics),
        ):
            found |= models.Q(scope_kind=name, scope_value__in=[str(i) for i in ids])
        return self.standing().filter(found)


@audited(stream="access")
class RoleGrant(models.Model):
    """A role given to an account within a scope, for a time."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    scope_kind = models.CharField(max_length=12, choices=SCOPE_KINDS)
    scope_value = models.CharField(max_length=40, blank=True)
    """ISO 3166-2 code, id of a facility, operator or clinic abroad, ISO 3166-1 code, code of a
    specialty; empty for the nation."""
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    granted_at = models.DateTimeField()
    granted_by_id = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.BigIntegerField(null=True)
    revoked_because = models.CharField(max_length=300, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        db_table = "access_role_grant"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(scope_kind=ScopeKind.NATION.value, scope_value="")
                | (~models.Q(scope_kind=ScopeKind.NATION.value) & ~models.Q(scope_value="")),
                name="role_grant_scope_value",
            ),
            models.CheckConstraint(
                condition=models.Q(scope_kind__in=[k.value for k in ScopeKind]),
                name="role_grant_scope_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="role_grant_valid",
            ),
            models.UniqueConstraint(
                fields=["account", "role", "scope_kind", "scope_value"],
                condition=models.Q(revoked_at=None, valid_to=None),
                name="role_grant_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["scope_kind", "scope_value", "account"], name="role_grant_by_scope"
            ),
        )


@audited(stream="access", omit=("digest", "last_used_at"))
class Token(models.Model):
    """A key with which another system acts for an account; only its digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    """The first characters, by which people tell keys apart."""
    digest = models.BinaryField(unique=True)
    permissions = ArrayField(models.CharField(max_length=60))
    scope_kind = models.CharField(max_length=12, choices=SCOPE_KINDS, blank=True)
    """Narrows the rows further than the account's own roles; empty: not narrowed."""
    scope_value = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "access_token"
        indexes = (models.Index(fields=["account", "-id"], name="token_of_account"),)


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    """Filters on emergency accesses."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the actor's own, and those of the accounts which he reviews."""
        scope = actor.scope_of(REVIEW_GLASS)
        if scope.nation:
            return self
        accounts = Account.objects.filter(pk=models.OuterRef("account_id"))
        return self.filter(models.Exists(accounts.within(actor, scope)))


@guarded(GLASS)
@audited(stream="access")
class BreakGlass(models.Model):
    """One record opened in an emergency by somebody whose scope does not reach it."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="glass")
    kind = models.CharField(max_length=40)
    """Kind of record, such as ``patient``."""
    record_id = models.BigIntegerField()
    reason = models.CharField(max_length=12, choices=GlassReason)
    note = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    """Closed by its opener before it expired."""
    state = models.CharField(max_length=12, choices=GlassState, default=GlassState.UNREVIEWED)
    reviewed_by_id = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    review_note = models.CharField(max_length=500, blank=True)

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        db_table = "access_break_glass"
        constraints = (
            GLASS.constraint(),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("opened_at")), name="glass_expires"
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by_id=None)
                | ~models.Q(reviewed_by_id=models.F("account_id")),
                name="glass_reviewed_by_another",
            ),
        )
        indexes = (
            models.Index(fields=["account", "expires_at"], name="glass_of_account"),
            models.Index(fields=["state", "-id"], name="glass_by_state"),
        )


class Session(models.Model):
    """A signed-in browser (or one about to sign in)."""

    session_key = models.CharField(max_length=40, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """Precise to a few minutes."""
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "access_session"
