"""Messages: one's own, the answer by a signed address or a code, the tray, the gateway's door."""

import hmac
import json
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.desks.administration.forms import tried
from qanat.foundation.access.session import actor_of
from qanat.foundation.access.sign_in.views import public
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.messages.commands import (
    acknowledge_code,
    acknowledge_link,
    acknowledge_message,
    take_text,
)
from qanat.foundation.messages.commands.browsers import add_browser, remove_browser
from qanat.foundation.messages.commands.delivering import record_report
from qanat.foundation.messages.queries import (
    MessageRow,
    message_by_token,
    open_messages,
    tray_rows,
)
from qanat.foundation.messages.senders import is_configured
from qanat.foundation.messages.senders.sealing import public_text
from qanat.foundation.messages.states import Channel, MessageState
from qanat.foundation.refusals import Invalid, NotAllowed, NotFound
from qanat.web.forms import Form, TextField
from qanat.web.languages import speaking_to
from qanat.web.paging import one_page
from qanat.web.reply import again, done, page

OWN: Final = "administration/messages_own.html"
TRAY: Final = "administration/messages_tray.html"
ANSWER: Final = "administration/messages_answer.html"
WORKER: Final = "administration/messages_worker.js"
HOME: Final = "messages:own"
TONES: Final = {
    MessageState.FAILED: "breach",
    MessageState.ESCALATED: "warn",
    MessageState.EXPIRED: "warn",
    MessageState.ACKNOWLEDGED: "ok",
}
LONGEST_REPORT: Final = 10_000
DELIVERED: Final = frozenset({"delivered", "ok", "read"})
LOST: Final = frozenset({"failed", "undelivered", "rejected", "expired"})


class CodeForm(Form):
    """A short code, as a message shows it."""

    code = TextField(label=_("Code of the message"), max_length=40)


class UnreadableReport(Invalid):
    """A gateway sent something else than a report."""

    code = "unreadable_report"
    text = _("This is no report of a message.")


@dataclass(frozen=True, slots=True)
class Tray:
    """All messages as a list that is cut before it is read."""

    actor: Actor

    def count(self) -> int:
        """Return how many there are."""
        return tray_rows(self.actor, 0, 0)[1]

    def __getitem__(self, cut: slice, /) -> list[MessageRow]:
        """Return the newest of a cut."""
        first = cut.start or 0
        return tray_rows(self.actor, first, (cut.stop or first) - first)[0]


@never_cache
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Show the messages which wait for one's own answer."""
    return page(request, OWN, _own(request, CodeForm()), fragment="open")


@require_POST
def confirm(request: HttpRequest, message_id: int) -> HttpResponse:
    """Confirm one of one's own messages."""
    acknowledge_message(actor_of(request), message_id=message_id)
    return done(request, to=HOME, message=_("Confirmed. Whoever sent the message knows it."))


@require_POST
def confirm_code(request: HttpRequest) -> HttpResponse:
    """Confirm a message by the code which it shows."""
    form = CodeForm(request.POST)
    if form.is_valid():
        mine, code = actor_of(request).id, form.cleaned_data["code"]
        source = f"account:{mine}"
        tried(form, lambda: acknowledge_code(code, source=source, typed_by=mine))
    if form.errors:
        return again(request, OWN, _own(request, form))
    return done(request, to=HOME, message=_("Confirmed. Whoever sent the message knows it."))


@public
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the message of a signed address, and confirm it.

    Looking confirms nothing: programs which read mail before people do only look. The page
    speaks the language of the message.
    """
    if request.method == "POST":
        acknowledge_link(token)
        return done(request, to=request.path)
    row = message_by_token(token)
    is_answered = row.state is MessageState.ACKNOWLEDGED
    with speaking_to(request, row.language) as language:
        response = page(request, ANSWER, {"row": row, "is_answered": is_answered})
        response["Content-Language"] = language.html
        return response


@never_cache
@require_GET
def tray(request: HttpRequest) -> HttpResponse:
    """Show what would have left the house; the demonstration only."""
    if not settings.QANAT_DEMO:
        raise NotFound
    rows = one_page(request, Tray(actor_of(request)))
    lines = [(row, TONES.get(row.state, "")) for row in rows.items]
    return page(request, TRAY, {"page": rows, "lines": lines}, fragment="tray")


@require_POST
def browser(request: HttpRequest) -> HttpResponse:
    """Send one's notices to this browser too, or no longer."""
    given = _json(request)
    endpoint, keys = _text(given, "endpoint"), given.get("keys")
    if not given.get("keys"):
        remove_browser(actor_of(request), endpoint=endpoint)
        return JsonResponse({}, status=200)
    if not isinstance(keys, dict):
        raise UnreadableReport
    p256dh, auth = _text(keys, "p256dh"), _text(keys, "auth")
    add_browser(actor_of(request), endpoint=endpoint, p256dh=p256dh, auth=auth)
    return JsonResponse({}, status=201)


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Give the browser the small program which shows notices."""
    response = page(request, WORKER)
    response["Content-Type"] = "text/javascript; charset=utf-8"
    response["Cache-Control"] = "no-cache"
    return response


@csrf_exempt
@public
@require_POST
def gateway(request: HttpRequest) -> HttpResponse:
    """Take a gateway's report of a delivery, or the text which somebody sent back.

    ``{"id": "its number", "status": "delivered"}`` or ``{"from": "+7…", "text": "K7M 2QX"}``,
    with the agreed secret in the header ``X-Qanat-Gateway``.
    """
    secret: str = settings.QANAT_GATEWAY_SECRET
    shown = request.headers.get("X-Qanat-Gateway", "")
    if not secret or not hmac.compare_digest(secret.encode(), shown.encode()):
        raise NotAllowed
    given = _json(request)
    if "text" in given:
        return JsonResponse({"known": take_text(_text(given, "text"), _text(given, "from"))})
    status = _text(given, "status").lower()
    if status not in DELIVERED | LOST:
        return JsonResponse({"known": False})
    known = record_report(
        SYSTEM,
        reference=_text(given, "id"),
        is_delivered=status in DELIVERED,
        now=timezone.now(),
    )
    return JsonResponse({"known": known})


def _own(request: HttpRequest, form: Form) -> dict[str, Any]:
    is_on = is_configured(Channel.WEB_PUSH) and not settings.QANAT_DEMO
    return {
        "rows": open_messages(actor_of(request)),
        "form": form,
        "push_key": public_text(settings.QANAT_PUSH_KEY) if is_on else "",
    }


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        given = json.loads(request.body) if len(request.body) <= LONGEST_REPORT else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise UnreadableReport
    return given


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str | int) or "\x00" in str(value):
        raise UnreadableReport
    return str(value)
