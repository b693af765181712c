"""One casualty: how he was sorted, time after time, and sorting him again."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.registry.changing import changed
from qanat.response.crisis.commands.casualties import sort_again
from qanat.response.crisis.forms import SortForm
from qanat.response.crisis.pages.words import about
from qanat.response.crisis.permissions import SEE, TRIAGE
from qanat.response.crisis.queries.incidents import casualty_row, incident_row, triage_rows
from qanat.response.crisis.states import TriageMethod
from qanat.web.reply import Values

PAGE = "crisis/casualty.html"


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, casualty_id: int) -> HttpResponse:
    """Show a casualty; sort again."""
    actor = actor_of(request)
    actor.need(SEE)
    casualty = casualty_row(actor, casualty_id)
    if request.method == "POST":
        actor.need(TRIAGE)
    initial = {"category": casualty.category, "method": TriageMethod.JUDGEMENT}
    form = SortForm(request.POST if request.method == "POST" else None, initial=initial)

    def run(typed: Values) -> None:
        sort_again(actor, casualty_id=casualty_id, now=timezone.now(), **typed)

    row = incident_row(actor, casualty.incident_id)
    context = about(actor, row, "incident") | {
        "casualty": casualty,
        "triages": triage_rows(casualty_id),
        "methods": dict(TriageMethod.choices),
        "can_sort": actor.may(TRIAGE),
    }
    return changed(
        request,
        form,
        run,
        template=PAGE,
        context=context,
        to=("crisis:casualty", casualty_id),
        message=_("Sorted again."),
    )
