"""Councils: call one, give an opinion, conclude, cancel."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.care.critical.commands import councils
from qanat.care.critical.forms.rounds import CancelForm, ConclusionForm, CouncilForm, OpinionForm
from qanat.care.critical.pages.lines import line_of
from qanat.care.critical.permissions import COUNCIL, ROUND
from qanat.care.critical.queries.record import watch_of_council
from qanat.care.critical.queries.watches import WatchRow, watch_row
from qanat.care.critical.states import SPECIALTIES, Profile
from qanat.foundation.access.session import actor_of
from qanat.registry.changing import asked, changed, typed_of
from qanat.web.reply import Question, Values

FORM = "critical/council.html"


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Call a council."""
    actor = actor_of(request)
    actor.need(COUNCIL)
    row = watch_row(actor, watch_id)
    initial = {"specialties": list(SPECIALTIES[Profile(row.profile)][:2])}
    form = CouncilForm(typed_of(request), initial=initial)

    def run(typed: Values) -> None:
        councils.call_council(
            actor,
            watch_id=watch_id,
            specialties=typed["specialties"],
            question=typed["question"],
            now=timezone.now(),
        )

    return changed(
        request,
        form,
        run,
        template=FORM,
        context=_context(row, _("Call a council"), _("Call")),
        to=("critical:watch", watch_id),
        message=_("The council is called."),
    )


@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, council_id: int) -> HttpResponse:
    """Give one's opinion."""
    actor = actor_of(request)
    actor.need(ROUND)
    row = watch_row(actor, watch_of_council(council_id))
    form = OpinionForm(typed_of(request))

    def run(typed: Values) -> None:
        councils.give_opinion(actor, council_id=council_id, text=typed["text"], now=timezone.now())

    return changed(
        request,
        form,
        run,
        template=FORM,
        context=_context(row, _("Your opinion in the council"), _("Sign")),
        to=("critical:watch", row.id),
    )


@require_http_methods(["GET", "POST"])
def conclude(request: HttpRequest, council_id: int) -> HttpResponse:
    """Conclude a council."""
    actor = actor_of(request)
    actor.need(ROUND)
    row = watch_row(actor, watch_of_council(council_id))
    form = ConclusionForm(typed_of(request))
    del form.fields["next_within_h"]

    def run(_typed: Values) -> None:
        councils.conclude_council(
            actor, council_id=council_id, draft=form.draft(), now=timezone.now()
        )

    return changed(
        request,
        form,
        run,
        template=FORM,
        context=_context(row, _("Conclude the council"), _("Conclude")),
        to=("critical:watch", row.id),
        message=_("Conclusion recorded."),
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, council_id: int) -> HttpResponse:
    """Cancel a council, with a reason."""
    actor = actor_of(request)
    actor.need(COUNCIL)
    row = watch_row(actor, watch_of_council(council_id))
    form = CancelForm(typed_of(request))
    question = Question(_("Cancel the council?"), details=row.number, danger=True)

    def run(typed: Values) -> None:
        councils.cancel_council(actor, council_id=council_id, reason=typed["reason"])

    return asked(request, form, run, question, to=("critical:watch", row.id))


def _context(row: WatchRow, title: str, submit: str) -> Values:
    return {"row": row, "line": line_of(row, timezone.now()), "title": title, "submit": submit}
