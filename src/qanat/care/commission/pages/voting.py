"""Vote, declare a conflict, count and decide, say that one was of another opinion."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from qanat.care.commission.commands import voting
from qanat.care.commission.forms import ConflictForm, DecisionForm, OpinionForm
from qanat.care.commission.pages.items import FORM, ITEM_PAGE, item_context, vote_form
from qanat.care.commission.pages.words import OUTCOMES
from qanat.care.commission.permissions import PRESIDE, VOTE
from qanat.care.commission.queries.items import item_record, item_row, leading_of
from qanat.foundation.access.session import actor_of
from qanat.registry.changing import changed, has_run, typed_of
from qanat.web.reply import Values, again, done, page

DECIDE: Final = "commission/decide.html"


@require_POST
def cast(request: HttpRequest, item_id: int) -> HttpResponse:
    """Vote on a matter."""
    actor = actor_of(request)
    actor.need(VOTE)
    record = item_record(actor, item_id)
    form = vote_form(record, request.POST)

    def run(_typed: Values) -> None:
        voting.cast_vote(actor, item_id=item_id, ballot=form.ballot(), now=timezone.now())

    if has_run(form, run):
        message = _("Your vote is cast.")
        return done(request, to="commission:item", args=(item_id,), message=message)
    return again(request, ITEM_PAGE, item_context(actor, item_id, form))


@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, item_id: int) -> HttpResponse:
    """Say that one may not vote."""
    actor = actor_of(request)
    actor.need(VOTE)
    row = item_row(actor, item_id)
    form = ConflictForm(typed_of(request))

    def run(typed: Values) -> None:
        voting.declare_conflict(
            actor, item_id=item_id, why=typed["why"], note=typed["note"], now=timezone.now()
        )

    context: Values = {
        "title": _("Conflict of interest"), "submit": pgettext("conflict", "Declare"),
        "meta": f"{row.matter_number} · {row.title}",
        "text": _("You will not vote on this matter, and you don't count as entitled."),
    }  # fmt: skip
    return changed(
        request, form, run, template=FORM, context=context, to=("commission:item", item_id)
    )


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, item_id: int) -> HttpResponse:
    """Count the votes, and write what the decision says.

    What the votes come to is shown to who presides only when it is a decision.
    """
    actor = actor_of(request)
    actor.need(PRESIDE)
    row, leading = item_row(actor, item_id), leading_of(actor, item_id)
    form = DecisionForm(typed_of(request), grounds=leading.grounds, facilities=leading.facilities)

    def run(_typed: Values) -> None:
        voting.decide(actor, item_id=item_id, draft=form.draft(), now=timezone.now())

    if has_run(form, run):
        message = _("The matter is decided.")
        return done(request, to="commission:item", args=(item_id,), message=message)
    context: Values = {
        "row": row,
        "form": form,
        "leading": leading,
        "outcome": OUTCOMES.get(leading.outcome, ""),
    }
    return again(request, DECIDE, context) if form.is_bound else page(request, DECIDE, context)


@require_http_methods(["GET", "POST"])
def dissent(request: HttpRequest, item_id: int) -> HttpResponse:
    """Have the minutes say that one was of another opinion."""
    actor = actor_of(request)
    actor.need(VOTE)
    row = item_row(actor, item_id)
    form = OpinionForm(typed_of(request))

    def run(typed: Values) -> None:
        voting.add_opinion(actor, item_id=item_id, text=typed["text"], now=timezone.now())

    context: Values = {
        "title": _("Minority opinion"), "submit": _("Add to the minutes"),
        "meta": f"{row.matter_number} · {row.title}",
    }  # fmt: skip
    return changed(
        request, form, run, template=FORM, context=context, to=("commission:item", item_id)
    )
