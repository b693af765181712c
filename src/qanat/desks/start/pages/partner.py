"""Where the centre of a partner country begins: what it sees here, and what it is for."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from qanat.foundation.access.places import PlaceBook
from qanat.foundation.access.session import actor_of
from qanat.foundation.access_types import ScopeKind
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.response.dispatch.permissions import SEE
from qanat.response.dispatch.queries.requests import Wanted, request_rows
from qanat.response.dispatch.states import RequestState
from qanat.web import marks
from qanat.web.reply import page
from qanat.web.tables import Column, Row, Table

PAGE: Final = "start/partner.html"


def is_partner(actor: Actor) -> bool:
    """Tell whether somebody sees what concerns a partner country, and nothing else."""
    scope = actor.scope_of(SEE)
    return bool(scope.countries) and not (scope.nation or scope.regions or scope.organisations)


@require_GET
def partner(request: HttpRequest) -> HttpResponse:
    """Say what the role is for, and list the open requests which concern the country."""
    actor = actor_of(request)
    actor.need(SEE)
    if not is_partner(actor):
        raise NotFound
    book = PlaceBook()
    names = [book.name(ScopeKind.COUNTRY, c) for c in sorted(actor.scope_of(SEE).countries)]
    return page(request, PAGE, {"countries": ", ".join(names), "table": _table(actor)})


def _table(actor: Actor) -> Table:
    return Table(
        columns=(
            Column("number", _("Number"), whole=True),
            Column("place", pgettext_lazy("start", "From")),
            Column("accepting", pgettext_lazy("start", "To")),
            Column("received", _("Received"), whole=True),
            Column("state", _("State")),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.number,
                    row.place or row.sending,
                    row.accepting,
                    marks.moment(row.received_at),
                    str(RequestState(row.state).label),
                ),
                url=reverse("dispatch:request", args=(row.id,)),
            )
            for row in request_rows(actor, Wanted(), timezone.now())
        ),
        empty=_("Nothing that concerns your country is open."),
        empty_hint=_("A request appears here as soon as somebody is brought home or handed over."),
        caption=_("Open requests"),
    )
