"""Roles and keys of an account: giving, taking away, issuing, revoking."""

from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from qanat.desks.administration.forms import GrantForm, ReasonForm, RoleForm, TokenForm, tried
from qanat.foundation.access.commands import (
    IssuedToken,
    grant_role,
    issue_token,
    revoke_role,
    revoke_token,
)
from qanat.foundation.access.permissions import FOR_PEOPLE, GRANT, ISSUE_TOKEN
from qanat.foundation.access.places import Place, places_of, places_within
from qanat.foundation.access.queries import GrantRow, get_account, givable_roles, token_rows
from qanat.foundation.access.roles import all_permissions, all_roles
from qanat.foundation.access.session import actor_of, actor_of_account
from qanat.foundation.access_types import Role, ScopeKind
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound, Text
from qanat.web.reply import Question, again, ask, done, page

FORM = "administration/grant.html"
TOKEN = "administration/token.html"  # noqa: S105 (a template)
SECRET = "administration/secret.html"  # noqa: S105 (a template)


@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give a role: first which, then where, why and until when."""
    actor = actor_of(request)
    actor.need(GRANT)
    card = get_account(actor, account_id)
    roles = [(role.code, str(role.label)) for role in givable_roles(actor)]
    given = request.POST if request.method == "POST" else request.GET
    role = all_roles().get(given.get("role", ""))
    chosen = RoleForm(given if role else None, roles=roles)
    context = {"card": card, "chosen": chosen, "role": role}
    if role is None or not chosen.is_valid():
        return page(request, FORM, context)
    form = GrantForm(
        request.POST if request.method == "POST" else None, places=_places(actor, role.scope)
    )
    if form.is_bound and form.is_valid():
        _give(actor, account_id, role, form)
    if form.is_bound and not form.errors:
        return done(
            request, to="administration:account", args=(account_id,), message=_("The role holds.")
        )
    context["form"] = form
    return again(request, FORM, context) if form.is_bound else page(request, FORM, context)


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, account_id: int, grant_id: int) -> HttpResponse:
    """Take a role away."""
    actor = actor_of(request)
    actor.need(GRANT)
    row = _grant(actor, account_id, grant_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        tried(form, lambda: revoke_role(actor, grant_id=grant_id, reason=reason))
        if not form.errors:
            return done(
                request,
                to="administration:account",
                args=(account_id,),
                message=_("The role is taken away."),
            )
    return ask(
        request,
        Question(
            text=_("Take this role away?"),
            details=f"{row.role} · {row.place}" if row.place else row.role,
            label=_("Take away"),
            danger=True,
        ),
        action=request.path,
        back=reverse("administration:account", args=(account_id,)),
        form=form,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, account_id: int) -> HttpResponse:
    """Issue a key; it is shown once."""
    actor = actor_of(request)
    actor.need(ISSUE_TOKEN)
    card = get_account(actor, account_id)
    allowed = _allowed(account_id)
    form = TokenForm(
        request.POST if request.method == "POST" else None,
        permissions=allowed,
        places=places_of(ScopeKind.REGION),
    )
    issued = None
    if form.is_bound and form.is_valid():
        issued = tried(form, lambda: _issue(actor, account_id, form))
    if issued is not None:
        return _shown_once(request, account_id, issued)
    context = {"card": card, "form": form, "is_empty": not allowed}
    return again(request, TOKEN, context) if form.is_bound else page(request, TOKEN, context)


@require_http_methods(["GET", "POST"])
def end_key(request: HttpRequest, account_id: int, token_id: int) -> HttpResponse:
    """Revoke a key."""
    actor = actor_of(request)
    actor.need(ISSUE_TOKEN)
    rows = token_rows(actor, account_id)
    row = next((row for row in rows if row.id == token_id), None)
    if row is None:
        raise NotFound
    if request.method == "POST":
        revoke_token(actor, token_id=token_id)
        return done(
            request,
            to="administration:account",
            args=(account_id,),
            message=_("The key opens nothing any more."),
        )
    return ask(
        request,
        Question(
            text=_("Revoke this key?"),
            details=f"{row.name} · {row.prefix}…",
            label=_("Revoke"),
            danger=True,
        ),
        action=request.path,
        back=reverse("administration:account", args=(account_id,)),
    )


def _places(actor: Actor, kind: ScopeKind) -> list[Place] | None:
    """Return where a role can be given; None for the nation, nothing where no list is known."""
    if kind is ScopeKind.NATION:
        return None
    return places_within(kind, actor.scope_of(GRANT))


def _give(actor: Actor, account_id: int, role: Role, form: GrantForm) -> None:
    given = form.cleaned_data
    last_day = given["until"]
    until = None
    if last_day is not None:
        midnight = datetime.combine(last_day + timedelta(days=1), time())
        until = timezone.make_aware(midnight)
    tried(
        form,
        lambda: grant_role(
            actor,
            account_id=account_id,
            role=role.code,
            value=given.get("value", ""),
            reason=given["reason"],
            valid_to=until,
        ),
    )


def _grant(actor: Actor, account_id: int, grant_id: int) -> GrantRow:
    for row in get_account(actor, account_id).grants:
        if row.id == grant_id and row.revoked_at is None:
            return row
    raise NotFound


def _allowed(account_id: int) -> list[tuple[str, Text]]:
    holder = actor_of_account(account_id)
    known = all_permissions().items()
    return [
        (name, f"{p.label} ({name})")
        for name, p in known
        if holder.may(name) and name not in FOR_PEOPLE
    ]


def _issue(actor: Actor, account_id: int, form: TokenForm) -> IssuedToken:
    given = form.cleaned_data
    limit = (ScopeKind.REGION, given["limit"]) if given["limit"] else None
    return issue_token(
        actor,
        account_id=account_id,
        name=given["name"],
        permissions=given["permissions"],
        expires_at=form.ends_at(),
        limit=limit,
    )


def _shown_once(request: HttpRequest, account_id: int, issued: IssuedToken) -> HttpResponse:
    context = {
        "title": _("New key"),
        "secret": issued.raw,
        "words": _("It is shown this once and kept nowhere. Put it into the other system now."),
        "back": reverse("administration:account", args=(account_id,)),
    }
    return page(request, SECRET, context, fragment="secret")
