"""Commissions and their members."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.commission.commands import bodies
from qanat.care.commission.forms import BodyForm, EndForm, MemberForm
from qanat.care.commission.parameters import ASSUMED
from qanat.care.commission.permissions import KEEP, SEE
from qanat.care.commission.ports import find_owner, owners
from qanat.care.commission.queries.bodies import (
    body_of_member,
    body_row,
    lacking_groups,
    member_rows,
    members_of,
)
from qanat.care.commission.queries.procedure import procedure_on
from qanat.care.commission.queries.sittings import latest_of
from qanat.care.commission.states import Group, Kind, Seat, SittingState
from qanat.foundation.access.session import actor_of
from qanat.foundation.days import national_day
from qanat.registry.changing import asked, changed, typed_of
from qanat.web.reply import Question, Values, page

BODY = "commission/body.html"
FORM = "commission/form.html"


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Establish a commission."""
    actor = actor_of(request)
    actor.need(KEEP)
    form = BodyForm(typed_of(request))
    form.offer("matter_kind", [(one.kind, one.label) for one in owners()])

    def run(typed: Values) -> None:
        bodies.establish_body(
            actor, name=form.name(), matter_kind=typed["matter_kind"], now=timezone.now()
        )

    context: Values = {"title": _("New commission"), "submit": _("Establish")}
    return changed(
        request, form, run, template=FORM, context=context, to=("commission:board",),
        message=_("The commission is established. Appoint its members."),
    )  # fmt: skip


@require_GET
def show(request: HttpRequest, body_id: int) -> HttpResponse:
    """Show a commission: members, whether it is whole, the rules of today."""
    actor = actor_of(request)
    actor.need(SEE)
    now = timezone.now()
    today = national_day(now)
    row, rules = body_row(actor, body_id, today), procedure_on(today)
    owner = find_owner(row.matter_kind)
    groups, seats = dict(Group.choices), dict(Seat.choices)
    context: Values = {
        "body": row,
        "about": owner.label if owner else row.matter_kind,
        "members": member_rows(body_id, today),
        "past": member_rows(body_id, today, is_past=True),
        "sittings": latest_of(actor, body_id),
        "kinds": dict(Kind.choices),
        "states": dict(SittingState.choices),
        "now": now,
        "groups": groups,
        "seats": seats,
        "lacking": [(groups[k], n) for k, n in lacking_groups(body_id, today).items()],
        "rules": rules,
        "composition": [(groups.get(k, k), n) for k, n in rules.composition.items()],
        "source": ASSUMED,
        "keeps": actor.may(KEEP) and row.seat == Seat.SECRETARY,
    }
    return page(request, BODY, context)


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, body_id: int) -> HttpResponse:
    """Give somebody a seat."""
    actor, now = actor_of(request), timezone.now()
    actor.need(KEEP)
    row = body_row(actor, body_id, national_day(now))
    form = MemberForm(typed_of(request), now=now, initial={"from_on": national_day(now)})

    def run(_typed: Values) -> None:
        bodies.appoint_member(actor, body_id=body_id, draft=form.draft(), now=now)

    context: Values = {"title": _("Appoint a member"), "submit": _("Appoint"), "meta": row.name}
    return changed(
        request, form, run, template=FORM, context=context, to=("commission:body", body_id)
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, member_id: int) -> HttpResponse:
    """End somebody's term early."""
    actor, now = actor_of(request), timezone.now()
    actor.need(KEEP)
    row = body_row(actor, body_of_member(member_id), national_day(now))
    form = EndForm(typed_of(request), initial={"on": national_day(now)})
    who = members_of([member_id])[0].name
    question = Question(_("End this membership?"), details=f"{who} · {row.name}", danger=True)

    def run(typed: Values) -> None:
        bodies.end_membership(actor, member_id=member_id, on=typed["on"], now=now)

    return asked(request, form, run, question, to=("commission:body", row.id))
