"""Free beds: what hospitals say, and the form in which they say it."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.registry.changing import has_run
from qanat.response.hospitals.commands import state_free_beds
from qanat.response.hospitals.forms import BedsForm
from qanat.response.hospitals.parameters import EXPIRES
from qanat.response.hospitals.permissions import SEE, STATE
from qanat.response.hospitals.queries import bed_rows
from qanat.response.hospitals.states import BedKind
from qanat.web.marks import age
from qanat.web.paging import one_page
from qanat.web.reply import Values, again, done, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import number

BOARD: Final = "hospitals/beds.html"
PHONE: Final = "facilities/phone.html"


@require_http_methods(["GET", "POST"])
def beds(request: HttpRequest) -> HttpResponse:
    """Show what hospitals say of their free beds, and take what one says."""
    actor = actor_of(request)
    actor.need(STATE if request.method == "POST" else SEE)
    own = actor.scope_of(STATE).only_organisation
    form = BedsForm(request.POST or None, own=own)

    def run(typed: Values) -> None:
        told = {BedKind(k): typed[k] for k in BedKind.values if typed[k] is not None}
        facility_id = own if own is not None else int(typed["facility"])
        state_free_beds(actor, facility_id=facility_id, beds=told, now=timezone.now())

    if has_run(form, run):
        return done(request, to="hospitals:beds", message=_("The free beds are stated."))
    context = _board(request, actor) | {"form": form}
    return again(request, BOARD, context) if form.is_bound else page(request, BOARD, context)


def _board(request: HttpRequest, actor: Actor) -> Values:
    now = timezone.now()
    limit_s = parameter(EXPIRES, on=now).number * 60
    found = one_page(request, bed_rows(actor, now))
    columns = (
        Column("hospital", _("Hospital")),
        Column("kind", _("Beds")),
        Column("free", _("Free"), numeric=True),
        Column("said", _("Said")),
        Column("phone", _("Telephone")),
    )
    rows = tuple(
        Row(
            cells=(
                row.name,
                row.kind_label,
                number(row.stated.free),
                age(row.stated.stated_at, limit_s=limit_s, source=row.by, now=now),
                render_to_string(
                    PHONE, {"phone": row.phone, "is_synthetic": row.is_phone_synthetic}
                ),
            )
        )
        for row in found.items
    )
    hint = _("Until then plans say that free beds are not known.")
    table = Table(columns, rows, empty=_("Nobody has stated free beds"), empty_hint=hint)
    return {
        "rows": found,
        "table": table,
        "may_state": actor.may(STATE),
        "source": parameter(EXPIRES, on=now).source,
    }
