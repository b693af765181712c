"""How pages answer: a page, the next one after a command, the form once more, a question, a file.

Every answer serves a plain browser (whole pages, redirects) and htmx (fragments) alike.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from qanat.foundation.made_up import is_made_up
from qanat.foundation.refusals import Refusal, Text
from qanat.web.fragments import render_fragment

Values = dict[str, Any]

SEE_OTHER = 303
UNPROCESSABLE = 422
CONFIRM = "web/confirm.html"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WronglyAsked(Refusal):
    """What an address asks for can't be given; the words are those of its form."""

    status = UNPROCESSABLE
    code = "invalid"
    text = "%(why)s"


def check_asked(form: BaseForm) -> None:
    """Refuse what an address asks for if its form refuses it.

    Raises:
        WronglyAsked: in the words of the form.
    """
    if not form.is_valid():
        raise WronglyAsked(
            why=" ".join(
                f"{form[name].label}: {error}" if name in form.fields else str(error)
                for name, errors in form.errors.items()
                for error in errors
            )
        )


def wants_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a part of a page rather than for a page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def page(
    request: HttpRequest,
    template: str,
    context: Values | None = None,
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with a page, or under htmx with one fragment of it.

    ``fragment`` names a ``{% fragment %}`` of the template, or is a template of its own.
    """
    text = (
        _part(request, template, fragment, context or {})
        if fragment and wants_fragment(request)
        else render_to_string(template, context or {}, request=request)
    )
    response = HttpResponse(text, status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def done(
    request: HttpRequest,
    *,
    to: str,
    args: tuple[object, ...] = (),
    template: str = "",
    fragment: str = "",
    context: Values | None = None,
    message: Text = "",
) -> HttpResponse:
    """Answer after a command: the next page, or under htmx the fresh fragment.

    ``to`` is the name of a url (with ``args``) or a path of our own; ``fragment`` is what htmx
    gets in place of a redirect, if anything; ``message`` is a quiet line on the next page.
    """
    if fragment and wants_fragment(request):
        response = HttpResponse(_part(request, template, fragment, context or {}))
        patch_vary_headers(response, ("HX-Request",))
        return response
    if message:
        messages.success(request, str(message))
    address = resolve_url(to, *args)
    if wants_fragment(request):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponse(status=SEE_OTHER, headers={"Location": address})


def again(
    request: HttpRequest, template: str, context: Values | None = None, *, fragment: str = ""
) -> HttpResponse:
    """Show the form once more with its errors and what was typed (422)."""
    return page(request, template, context, fragment=fragment, status=UNPROCESSABLE)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before something is done.

    Attributes:
        details: the consequences, naming who and what is meant.
        label: the word on the button which does it.
        danger: whether it takes something away that is not easily given back.
        warning: what speaks against it, seen before one is sure.
    """

    text: Text
    details: Text = ""
    label: Text = ""
    danger: bool = False
    warning: Text = ""


def ask(
    request: HttpRequest,
    question: Question,
    *,
    action: str,
    back: str,
    form: BaseForm | None = None,
) -> HttpResponse:
    """Ask before something is done: a page, or a dialog on the page one comes from.

    The answer is posted to ``action``; "no" leads to ``back``. A ``form`` asks for what else is
    to be said, a reason for example; with errors the answer is 422.
    """
    context = {"question": question, "action": action, "back": back, "form": form}
    context["label"] = question.label or _("Confirm")
    status = UNPROCESSABLE if form is not None and form.is_bound and not form.is_valid() else 200
    return page(request, CONFIRM, context, fragment="web/parts/confirm.html", status=status)


def download(content: str | bytes, content_type: str, file_name: str) -> HttpResponse:
    """Answer with a file to keep, which nobody keeps on the way.

    What a name of a file should not have in it becomes a dash. Where data is made up the name
    says so: the file outlives the page it came from.
    """
    if is_made_up():
        file_name = f"synthetic-{file_name}"
    name = "".join(ch if ch.isalnum() or ch in "-._ " else "-" for ch in file_name)
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "no-store"
    return response


def _part(request: HttpRequest, template: str, fragment: str, context: Values) -> str:
    if "." in fragment:
        return render_to_string(fragment, context, request=request)
    return render_fragment(request, template, fragment, context)
