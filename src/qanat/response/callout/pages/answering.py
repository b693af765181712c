"""The page behind the link of a call: what is needed, and three answers within a thumb's reach."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of_account
from qanat.foundation.access.sign_in.views import public
from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.queries import called_by_token
from qanat.foundation.refusals import Invalid, Refusal
from qanat.response.callout.commands import NotNeeded, answer_call
from qanat.response.callout.forms import SaidForm, reasons_for
from qanat.response.callout.queries.answers import AnswerView, answer_view
from qanat.response.callout.rules import MINUTES
from qanat.response.callout.states import How
from qanat.web.languages import speaking_to
from qanat.web.reply import again, done, page

ANSWER: Final = "callout/answer.html"


@public
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the call of a signed address and take the answer.

    Looking answers nothing: programs which read messages before people do only look. The page
    speaks the language of whoever was called, unless he has chosen another one here.
    """
    called = called_by_token(token)
    with speaking_to(request, called.language) as language:
        view = answer_view(called, timezone.now())
        response = _answered(request, view) if request.method == "POST" else _shown(request, view)
        response["Content-Language"] = language.html
        return response


def _answered(request: HttpRequest, view: AnswerView) -> HttpResponse:
    form = SaidForm(request.POST)
    if not form.is_valid():
        return _shown(request, view, form)
    account_id = view.called.account_id
    holder = SYSTEM if account_id is None else actor_of_account(account_id)
    try:
        answer_call(
            holder,
            message_id=view.called.message_id,
            answer=form.answer(How.LINK),
            now=timezone.now(),
        )
    except NotNeeded:
        pass
    except Refusal as refusal:
        if refusal.status != Invalid.status:
            raise
        form.add_error(None, refusal.message())
        return _shown(request, view, form)
    return done(request, to=request.path)


def _shown(request: HttpRequest, view: AnswerView, form: SaidForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "view": view,
        "form": form or SaidForm(),
        "minutes": MINUTES,
        "reasons": reasons_for(view.kind),
        "said": request.POST.get("said", ""),
    }
    return again(request, ANSWER, context) if form else page(request, ANSWER, context)
