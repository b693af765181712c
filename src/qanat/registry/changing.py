"""How pages of the registry answer a form: run the command, keep what was typed if it refuses."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from qanat.foundation.refusals import NotAllowed, NotFound, Refusal, Text
from qanat.web.forms import Form
from qanat.web.reply import Question, Values, again, ask, done, page

Run = Callable[[Values], object]


def typed_of(request: HttpRequest) -> Values | None:
    """Return what was sent, None where nothing is sent yet."""
    return request.POST if request.method == "POST" else None


def has_run(form: Form, run: Run) -> bool:
    """Run a command with what was typed; a refusal becomes an error of the form.

    Raises:
        NotAllowed: if the actor may not; no form mends that.
        NotFound: if what it is about is gone.
    """
    if not form.is_bound or not form.is_valid():
        return False
    try:
        run(form.cleaned_data)
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message())
        return False
    return True


def changed(
    request: HttpRequest,
    form: Form,
    run: Run,
    *,
    template: str,
    context: Values,
    to: tuple[str, *tuple[object, ...]],
    message: str = "",
) -> HttpResponse:
    """Answer a page with a form: shown, shown again with errors, or done.

    ``to`` is the name of a url with its arguments.
    """
    if has_run(form, run):
        return done(request, to=to[0], args=to[1:], message=message)
    context = context | {"form": form, "cancel_url": resolve_url(*to)}
    return again(request, template, context) if form.is_bound else page(request, template, context)


def asked(
    request: HttpRequest,
    form: Form,
    run: Run,
    question: Question,
    *,
    to: tuple[str, *tuple[object, ...]],
    message: Text = "",
) -> HttpResponse:
    """Answer a question with a small form: asked, asked again with errors, or done."""
    if has_run(form, run):
        return done(request, to=to[0], args=to[1:], message=message)
    return ask(request, question, action=request.path, back=resolve_url(*to), form=form)
