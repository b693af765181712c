"""Call the specialist on call for an order which nobody has taken yet."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.care.telemedicine.permissions import SEE
from qanat.care.telemedicine.queries.orders import OrderRow, order_row
from qanat.foundation.access.session import actor_of
from qanat.registry.changing import asked
from qanat.registry.terminology.queries import names_of
from qanat.response.callout.commands import NotNow, call_out_for_order
from qanat.response.callout.permissions import CALL
from qanat.response.callout.queries.chains import OrderToCall
from qanat.web.forms import Form
from qanat.web.reply import Question, Values


@require_http_methods(["GET", "POST"])
def call_specialist(request: HttpRequest, order_id: int) -> HttpResponse:
    """Ask, then call the specialist on call."""
    actor = actor_of(request)
    actor.need(SEE)
    actor.need(CALL)
    row = order_row(actor, order_id)
    form = Form(request.POST if request.method == "POST" else None)

    def run(_given: Values) -> None:
        if not row.is_waiting:
            raise NotNow(number=row.number)
        call_out_for_order(actor, order=as_called(row), now=timezone.now())

    question = Question(
        _("Call the specialist on call?"),
        details=f"{row.number} · {names_of('specialty').get(row.specialty, row.specialty)}",
        label=_("Call now"),
    )
    return asked(request, form, run, question, to=("telemedicine:order", order_id))


def as_called(row: OrderRow) -> OrderToCall:
    """Return an order as those who are called out for it are told."""
    return OrderToCall(
        id=row.id,
        number=row.number,
        region=row.region,
        specialty=row.specialty,
        urgency=row.urgency,
        request_id=row.request_id,
        is_exercise=row.is_exercise,
        is_synthetic=row.is_synthetic,
    )
