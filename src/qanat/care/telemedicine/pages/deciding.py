"""Ask a specialist before a request is decided: a page, or a part of a desk."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from qanat.care.telemedicine.commands import consult_first
from qanat.care.telemedicine.forms import FirstForm
from qanat.care.telemedicine.permissions import ORDER
from qanat.foundation.access.session import actor_of
from qanat.registry.changing import has_run, typed_of
from qanat.response.dispatch.permissions import REVIEW
from qanat.response.dispatch.queries.brief import request_brief
from qanat.response.dispatch.queries.requests import request_row
from qanat.response.dispatch.queries.reviewing import last_decision
from qanat.web.forms import whole_number
from qanat.web.reply import Question, Values, ask, done

FORM_ID: Final = "first_%s"
"""It stands beside the form of the decision, which has fields of the same names."""
FIRST: Final = "specialist_first"


@require_http_methods(["GET", "POST"])
def first(request: HttpRequest, request_id: int) -> HttpResponse:
    """Ask a specialist first, filled with what the request says."""
    actor, now = actor_of(request), timezone.now()
    actor.need(ORDER)
    actor.need(REVIEW)
    about = request_brief(actor, request_id)
    initial = {"specialty": about.specialty, "reason": FIRST}
    form = FirstForm(typed_of(request), initial=initial, auto_id=FORM_ID)
    version = whole_number(request.GET.get("version", ""))

    def run(_typed: Values) -> None:
        consult_first(actor, request_id=request_id, version=version, asked=form.asked(), now=now)

    if has_run(form, run):
        return done(
            request, to="dispatch:request", args=(request_id,), message=_("A specialist is asked.")
        )
    row = request_row(actor, request_id, now)
    question = Question(
        _("Consult remotely first"),
        details=" · ".join(
            part for part in (row.number, row.diagnosis, last_decision(actor, request_id)) if part
        ),
        label=pgettext("consultation", "Ask a specialist now"),
    )
    action = f"{request.path}?version={row.version}"
    return ask(
        request,
        question,
        action=action,
        back=resolve_url("dispatch:request", request_id),
        form=form,
    )
