"""Accounts: list, one account, opening, changing and closing."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from qanat.desks.administration.forms import (
    AccountForm,
    AccountSearchForm,
    NewAccountForm,
    tried,
)
from qanat.foundation.access.commands import (
    AccountDetails,
    change_account,
    create_account,
    deactivate_account,
    reactivate_account,
    reset_password,
    reset_second_factor,
    sign_out_account,
    unlock_account,
)
from qanat.foundation.access.permissions import MANAGE_ACCOUNTS
from qanat.foundation.access.queries import (
    AccountFilter,
    AccountRow,
    find_accounts,
    get_account,
    may_read_trail,
    token_rows,
)
from qanat.foundation.access.roles import all_roles
from qanat.foundation.access.session import actor_of
from qanat.foundation.access.states import AccountKind
from qanat.foundation.refusals import Text
from qanat.web import marks
from qanat.web.paging import one_page
from qanat.web.reply import Question, again, ask, done, page
from qanat.web.tables import Column, Row, Table

LIST = "administration/accounts.html"
CARD = "administration/account.html"
FORM = "administration/account_form.html"
SECRET = "administration/secret.html"  # noqa: S105 (a template)


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """List and search accounts."""
    roles = [(role.code, str(role.label)) for role in all_roles().values()]
    form = AccountSearchForm(request.GET, roles=roles)
    given = form.cleaned_data if form.is_valid() else {}
    states = {"open": True, "closed": False}
    wanted = AccountFilter(
        text=given.get("text", ""),
        role=given.get("role", ""),
        is_active=states.get(given.get("state", "")),
    )
    rows = one_page(request, find_accounts(actor_of(request), wanted))
    context = {
        "form": form,
        "page": rows,
        "table": _table(rows.items),
        "may_open": actor_of(request).may(MANAGE_ACCOUNTS),
    }
    return page(request, LIST, context, fragment="accounts")


@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show one account with its roles and keys."""
    actor = actor_of(request)
    card = get_account(actor, account_id)
    context = {
        "card": card,
        "standing": [grant for grant in card.grants if grant.is_standing],
        "past": [grant for grant in card.grants if not grant.is_standing],
        "tokens": token_rows(actor, account_id),
        "may_read_trail": may_read_trail(actor),
    }
    return page(request, CARD, context)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open an account; its first password is shown once."""
    actor = actor_of(request)
    actor.need(MANAGE_ACCOUNTS)
    form = NewAccountForm(
        request.POST if request.method == "POST" else None,
        initial={"language": "ru", "zone": "Asia/Almaty"},
    )
    made = None
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        kind = AccountKind(given.pop("kind"))
        details = AccountDetails(**given)
        made = tried(form, lambda: create_account(actor, details=details, kind=kind))
    if made is not None:
        if made.password:
            return _secret(request, made.account_id, made.password)
        return done(request, to="administration:account", args=(made.account_id,))
    context = {"form": form, "title": _("New account"), "back": reverse("administration:accounts")}
    return again(request, FORM, context) if form.is_bound else page(request, FORM, context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, account_id: int) -> HttpResponse:
    """Correct what is known of an account."""
    actor = actor_of(request)
    actor.need(MANAGE_ACCOUNTS)
    card = get_account(actor, account_id)
    initial = {
        "user_name": card.row.user_name,
        "full_name": card.row.full_name,
        "email": card.email,
        "phone": card.phone,
        "language": card.language,
        "zone": card.zone,
    }
    form = AccountForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        details = AccountDetails(**form.cleaned_data)
        tried(form, lambda: change_account(actor, account_id=account_id, details=details))
    if form.is_bound and not form.errors:
        return done(request, to="administration:account", args=(account_id,), message=_("Saved."))
    back = reverse("administration:account", args=(account_id,))
    context = {"form": form, "title": card.row.full_name, "back": back}
    return again(request, FORM, context) if form.is_bound else page(request, FORM, context)


Act = Callable[..., Any]


def acting(run: Act, text: Text, details: Text, label: Text) -> Callable[..., HttpResponse]:
    """Make the page of an act on an account: a question, then the act, then what it gave."""

    @never_cache
    @require_http_methods(["GET", "POST"])
    def act(request: HttpRequest, account_id: int) -> HttpResponse:
        actor = actor_of(request)
        actor.need(MANAGE_ACCOUNTS)
        if request.method == "GET":
            name = get_account(actor, account_id).row.full_name
            question = Question(str(text) % {"name": name}, details, label, danger=True)
            back = reverse("administration:account", args=(account_id,))
            return ask(request, question, action=request.path, back=back)
        outcome = run(actor, account_id=account_id)
        if isinstance(outcome, str) and outcome:
            return _secret(request, account_id, outcome)
        to = "administration:account"
        return done(request, to=to, args=(account_id,), message=_("Done."))

    return act


deactivate = acting(
    deactivate_account,
    _("Close the account of %(name)s?"),
    _("All its sessions and keys end at once. Its name stays in the records."),
    _("Close the account"),
)
reactivate = acting(
    reactivate_account,
    _("Open the account of %(name)s again?"),
    _("A new first password is made and shown once. The roles which were not taken away hold."),
    _("Open again"),
)
first_password = acting(
    reset_password,
    _("Give %(name)s a new first password?"),
    _("The present password ends, and so do all sessions. The new one is shown once."),
    _("Make a password"),
)
lost_factor = acting(
    reset_second_factor,
    _("Remove the second factor of %(name)s?"),
    _("Be sure with whom you speak. All sessions end; a new second factor has to be set up."),
    _("Remove"),
)
sign_out = acting(
    sign_out_account,
    _("Sign %(name)s out everywhere?"),
    _("What was typed and not yet saved is lost."),
    _("Sign out"),
)
unlock = acting(
    unlock_account,
    _("Open the sign-in of %(name)s?"),
    _("It was closed after wrong attempts. Be sure that it was this person."),
    _("Open the sign-in"),
)


def _secret(request: HttpRequest, account_id: int, secret: str) -> HttpResponse:
    """Show once what is kept nowhere."""
    context = {
        "title": _("First password"),
        "secret": secret,
        "words": _("Tell it to its owner only. It is used once and then changed."),
        "back": reverse("administration:account", args=(account_id,)),
    }
    return page(request, SECRET, context, fragment="secret")


def _table(rows: tuple[AccountRow, ...]) -> Table:
    return Table(
        columns=(
            Column("name", pgettext_lazy("person", "Name")),
            Column("user_name", _("User name")),
            Column("roles", _("Roles")),
            Column("factor", _("Second factor")),
            Column("signed_in", _("Last sign-in")),
            Column("state", _("State")),
        ),
        rows=tuple(_row(row) for row in rows),
        empty=_("No account is like this."),
        empty_hint=_("Look with fewer words, or open a new account."),
        caption=_("Accounts"),
    )


def _row(row: AccountRow) -> Row:
    closed, used = pgettext("account", "closed"), pgettext("account", "in use")
    return Row(
        cells=(
            row.full_name,
            row.user_name,
            ", ".join(row.roles),
            str(_("on")) if row.has_second_factor else "",
            marks.moment(row.signed_in_at, "short"),
            used if row.is_active else closed,
        ),
        url=reverse("administration:account", args=(row.id,)),
        tone="" if row.is_active else "closed",
    )
