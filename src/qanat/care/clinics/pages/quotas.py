"""Quotas between countries and their places."""

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.clinics.commands.quotas import (
    give_place_back,
    offer_quota,
    return_untreated,
    take_place,
    treat_place,
)
from qanat.care.clinics.forms import PlaceForm, QuotaForm, ReasonForm
from qanat.care.clinics.pages.register import tabs
from qanat.care.clinics.permissions import EDIT, SEE
from qanat.care.clinics.queries.quotas import (
    PlaceRow,
    QuotaRow,
    count_places,
    count_quotas,
    place_row,
    place_rows,
    quota_row,
    quota_rows,
)
from qanat.care.clinics.states import PLACE, PlaceState
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.registry.changing import asked, typed_of
from qanat.registry.terminology.queries import reason_names
from qanat.web.figures import Figure
from qanat.web.marks import chip, moment
from qanat.web.paging import Behind, one_page
from qanat.web.reply import Question, Values, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import number

LIST: Final = "clinics/quotas.html"
PAGE: Final = "clinics/quota.html"
BOTH: Final = ["GET", "POST"]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show quotas, the newest year first."""
    actor = actor_of(request)
    actor.need(SEE)
    rows = one_page(
        request,
        Behind(count_quotas, lambda first, count: quota_rows(first=first, count=count)),
    )
    context = {
        "tabs": tabs("quotas"),
        "rows": rows,
        "table": _table(rows.items),
        "can_edit": actor.may(EDIT),
    }
    return page(request, LIST, context, fragment="list")


def _table(rows: Sequence[QuotaRow]) -> Table:
    return Table(
        columns=(
            Column("year", _("Year"), whole=True),
            Column("country", _("Country")),
            Column("agreement", _("Agreement")),
            Column("offered", _("Offered"), numeric=True),
            Column("used", _("Used"), numeric=True),
            Column("treated", pgettext("quota", "Treated"), numeric=True),
            Column("untreated", _("Came back untreated"), numeric=True),
        ),
        rows=tuple(
            Row(
                (
                    str(one.year),
                    local(one.country_name),
                    _agreement(one),
                    number(one.offered),
                    number(one.used),
                    number(one.treated),
                    number(one.untreated),
                ),
                url=reverse("clinics:quota", args=(one.id,)),
            )
            for one in rows
        ),
        empty=_("No quotas yet"),
        empty_hint=_("Enter how many places a country offers for a year."),
        caption=_("Quotas"),
    )


def _agreement(one: QuotaRow) -> SafeString | str:
    if not one.is_synthetic:
        return one.agreement
    return format_html("{} {}", one.agreement, chip(_("synthetic")))


@require_http_methods(BOTH)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a quota, or how many places it has now."""
    actor = actor_of(request)
    actor.need(EDIT)
    form = QuotaForm(typed_of(request), initial={"year": timezone.localdate().year})
    question = Question(
        _("Enter a quota"),
        _("Told again for the same year, country and agreement, its places are as told last."),
        pgettext("button", "Enter it"),
    )

    def run(_typed: Values) -> None:
        offer_quota(actor, draft=form.draft(), now=timezone.now())

    return asked(request, form, run, question, to=("clinics:quotas",), message=_("Entered."))


@require_GET
def show(request: HttpRequest, quota_id: int) -> HttpResponse:
    """Show a quota and its places."""
    actor = actor_of(request)
    actor.need(SEE)
    row = quota_row(quota_id)
    rows = one_page(
        request,
        Behind(
            lambda: count_places(quota_id),
            lambda first, count: place_rows(quota_id, first=first, count=count),
        ),
    )
    left = row.offered - row.used
    context = {
        "row": row,
        "title": f"{local(row.country_name)} {row.year}",
        "figures": [
            Figure(_("Offered"), number(row.offered), note=row.source),
            Figure(_("Used"), number(row.used)),
            Figure(_("Left"), number(left), tone="" if left else "warn"),
            Figure(pgettext("quota", "Treated"), number(row.treated)),
            Figure(_("Came back untreated"), number(row.untreated)),
        ],
        "rows": rows,
        "table": _places(actor, rows.items),
        "can_take": actor.may(EDIT) and left > 0,
    }
    return page(request, PAGE, context, fragment="places")


def _places(actor: Actor, rows: Sequence[PlaceRow]) -> Table:
    return Table(
        columns=(
            Column("number", _("Case"), whole=True),
            Column("taken", _("Taken"), whole=True),
            Column("state", _("State")),
        ),
        rows=tuple(Row((one.number, moment(one.taken_at), _place(actor, one))) for one in rows),
        empty=_("No place is taken yet"),
        caption=_("Places"),
    )


def _place(actor: Actor, one: PlaceRow) -> SafeString:
    why = reason_names().get(one.reason, "") if one.reason else ""
    links = [
        format_html(
            '<a class="button small" href="{}" data-qanat-dialog>{}</a>',
            reverse("clinics:place_move", args=(one.id, arrow.name)),
            arrow.label,
        )
        for arrow in PLACE.open_moves(one.state)
        if actor.may(arrow.needs)
    ]
    buttons = SafeString(" ".join(links))
    return format_html(
        '{} <span class="meta">{}</span> <span class="buttons">{}</span>',
        chip(PlaceState(one.state).label),
        why,
        buttons,
    )


@require_http_methods(BOTH)
def take(request: HttpRequest, quota_id: int) -> HttpResponse:
    """Take a place for a case."""
    actor = actor_of(request)
    actor.need(EDIT)
    row = quota_row(quota_id)
    form = PlaceForm(typed_of(request))
    about = f"{local(row.country_name)} {row.year} · {row.agreement}"
    question = Question(_("Take a place"), about, _("Take a place"))

    def run(typed: Values) -> None:
        take_place(actor, quota_id=quota_id, now=timezone.now(), **typed)

    return asked(request, form, run, question, to=("clinics:quota", quota_id))


@require_http_methods(BOTH)
def place_move(request: HttpRequest, place_id: int, name: str) -> HttpResponse:
    """Say what became of a place."""
    arrow = next((one for one in PLACE.moves if one.name == name), None)
    if arrow is None:
        raise NotFound
    actor = actor_of(request)
    actor.need(arrow.needs)
    row = place_row(place_id)
    form = ReasonForm(typed_of(request), reason_list=arrow.reasons)
    question = Question(arrow.label, row.number, arrow.label)
    now = timezone.now()

    def run(typed: Values) -> None:
        if name == "treat":
            treat_place(actor, place_id=place_id, note=typed["note"], now=now)
        elif name == "return_untreated":
            return_untreated(actor, place_id=place_id, now=now, **typed)
        else:
            give_place_back(actor, place_id=place_id, now=now, **typed)

    return asked(request, form, run, question, to=("clinics:quota", row.quota_id))
