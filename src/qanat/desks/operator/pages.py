"""The page of the person on duty at an airline."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.desks.operator.tables import aircraft_table, contract_table, recent_table, task_table
from qanat.foundation.access.session import actor_of
from qanat.foundation.parameters.queries import parameter
from qanat.registry.choosing import OperatorFilter
from qanat.registry.fleet.permissions import SEE_CONTRACTS, STATE
from qanat.response.dispatch.parameters import OPERATOR_ANSWER
from qanat.response.dispatch.permissions import OPERATE
from qanat.response.operators.parameters import HOURS_WARNING
from qanat.response.operators.permissions import SEE
from qanat.response.operators.queries.fleet import contract_use, craft_of, own_operators
from qanat.response.operators.queries.invoices import undecided_invoices
from qanat.response.operators.queries.tasks import recent_tasks, tasks
from qanat.web.reply import page

DESK: Final = "operator/desk.html"


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits, what flies, what can fly, and what is left of the hours."""
    actor, now = actor_of(request), timezone.now()
    actor.need(SEE)
    own = own_operators(actor)
    form = OperatorFilter(request.GET, operators=own)
    chosen = form.cleaned_data["operator"] if form.is_valid() else None
    found = tasks(actor, operator_id=chosen, now=now)
    may_answer = actor.may(OPERATE)
    with_operator = len(own) > 1 and chosen is None
    craft = craft_of(actor, operator_id=chosen, now=now)
    used = contract_use(actor, operator_id=chosen, now=now) if actor.may(SEE_CONTRACTS) else []
    context = {
        "title": own[0][1] if len(own) == 1 else _("All operators"),
        "form": form if len(own) > 1 else None,
        "waiting": [task for task in found if task.is_waiting],
        "tasks": task_table(
            [task for task in found if not task.is_waiting],
            with_operator=with_operator,
            may_answer=may_answer,
        ),
        "recent": recent_table(recent_tasks(actor, operator_id=chosen, now=now)),
        "aircraft": aircraft_table(craft, now, may_state=actor.may(STATE)),
        "endangered": [one for each in craft for one in each.endangered],
        "contracts": contract_table(used) if used else None,
        "warning": parameter(HOURS_WARNING, on=now),
        "norm": parameter(OPERATOR_ANSWER, on=now),
        "invoices": undecided_invoices(actor, operator_id=chosen),
        "may_answer": may_answer,
        "with_operator": with_operator,
        "now": now,
    }
    return page(request, DESK, context, fragment="desk")
