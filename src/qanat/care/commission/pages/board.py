"""The start of a commission: sittings to come, matters which wait, sittings which were."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.care.commission.parameters import ASSUMED
from qanat.care.commission.permissions import KEEP, SEE
from qanat.care.commission.queries.bodies import body_rows
from qanat.care.commission.queries.items import ItemRow, waiting_count, waiting_items
from qanat.care.commission.queries.procedure import procedure_on
from qanat.care.commission.queries.sittings import SittingRow, sitting_count, sitting_rows
from qanat.care.commission.states import Kind, Seat, SittingState
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.web.figures import Tab
from qanat.web.paging import Behind, one_page
from qanat.web.reply import Values, page

BOARD = "commission/board.html"
VIEWS = ("coming", "unsigned", "waiting", "past")


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the sittings of one's commissions, and the matters which wait for one."""
    actor = actor_of(request)
    actor.need(SEE)
    now = timezone.now()
    counts = _counts(actor, now)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else _first(counts)
    today = national_day(now)
    bodies = body_rows(actor, today)
    keeps = actor.may(KEEP) and any(one.seat == Seat.SECRETARY for one in bodies)
    found: Behind[SittingRow] | Behind[ItemRow] = (
        _waiting(actor) if view == "waiting" else _sittings(actor, view, now)
    )
    context: Values = {
        "view": view,
        "tabs": _tabs(view, counts),
        "now": now,
        "rows": one_page(request, found),
        "bodies": bodies,
        "keeps": keeps,
        "can_establish": actor.may(KEEP),
        "kinds": dict(Kind.choices),
        "states": dict(SittingState.choices),
        "is_verified": procedure_on(today).is_verified,
        "source": ASSUMED,
    }
    return page(request, BOARD, context, fragment="board")


def _sittings(actor: Actor, view: str, now: datetime) -> Behind[SittingRow]:
    return Behind(
        lambda: sitting_count(actor, view, now),
        lambda first, count: sitting_rows(actor, view, now, first=first, count=count),
    )


def _waiting(actor: Actor) -> Behind[ItemRow]:
    return Behind(
        lambda: waiting_count(actor),
        lambda first, count: waiting_items(actor, first=first, count=count),
    )


def _counts(actor: Actor, now: datetime) -> dict[str, int]:
    return {
        "coming": sitting_count(actor, "coming", now),
        "unsigned": sitting_count(actor, "unsigned", now),
        "waiting": waiting_count(actor),
    }


def _first(counts: dict[str, int]) -> str:
    """Return the first view in which something waits."""
    return next((view for view, count in counts.items() if count), "coming")


def _tabs(view: str, counts: dict[str, int]) -> list[Tab]:
    here = reverse("commission:board")
    names = {
        "coming": pgettext("sittings", "To come"),
        "unsigned": _("Minutes to be signed"),
        "waiting": _("Matters without a sitting"),
        "past": pgettext("sitting", "Over"),
    }
    return [
        Tab(name, f"{here}?view={one}", one == view, counts.get(one)) for one, name in names.items()
    ]
