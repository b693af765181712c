"""Questions about versions of parameters: to confirm one, to set it aside, to end it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from qanat.desks.administration.forms import tried
from qanat.desks.administration.pages.parameters import present_day, shown_value, version_row
from qanat.desks.administration.parameter_forms import ConfirmForm, EndForm
from qanat.foundation.access.places import PlaceBook
from qanat.foundation.access.session import actor_of
from qanat.foundation.access_types import ScopeKind
from qanat.foundation.parameters.commands import (
    end_parameter,
    set_parameter_aside,
    verify_parameter,
)
from qanat.foundation.parameters.permissions import CHANGE, VERIFY
from qanat.foundation.parameters.queries import CHECK_AFTER_S
from qanat.web import wording
from qanat.web.forms import Form
from qanat.web.reply import Question, ask, done


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, key: str, parameter_id: int) -> HttpResponse:
    """Ask, then confirm that a version agrees with its source."""
    actor = actor_of(request)
    actor.need(VERIFY)
    row = version_row(actor, key, parameter_id)
    form = ConfirmForm(
        request.POST if request.method == "POST" else None,
        is_past=row.is_waiting and row.valid_from < present_day(),
    )
    if form.is_bound and form.is_valid():
        why = form.cleaned_data.get("backdating", "")
        tried(form, lambda: verify_parameter(actor, parameter_id=parameter_id, backdating=why))
        if not form.errors:
            return done(
                request,
                to="administration:parameter",
                args=(key,),
                message=_("Confirmed. Within %(seconds)s seconds it counts everywhere.")
                % {"seconds": wording.number(CHECK_AFTER_S, 0)},
            )
    question = Question(
        text=_("Does this value agree with its source?"),
        details=_(
            "%(name)s: %(value)s, from %(day)s. Source: %(source)s. Your name is kept with it."
        )
        % {
            "name": row.label,
            "value": shown_value(row),
            "day": wording.day(row.valid_from),
            "source": wording.source(row.source),
        },
        label=_("Confirm"),
    )
    back = reverse("administration:parameter", args=(key,))
    return ask(request, question, action=request.path, back=back, form=form)


@require_http_methods(["GET", "POST"])
def set_aside(request: HttpRequest, key: str, parameter_id: int) -> HttpResponse:
    """Ask, then take back or refuse a version which waits."""
    actor = actor_of(request)
    actor.need(CHANGE)
    row = version_row(actor, key, parameter_id)
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        tried(form, lambda: set_parameter_aside(actor, parameter_id=parameter_id))
        if not form.errors:
            message = _("Set aside. The version before it acts on.")
            return done(request, to="administration:parameter", args=(key,), message=message)
    question = Question(
        text=_("Set this version aside?"),
        details=f"{row.label}: {shown_value(row)}",
        label=pgettext("parameter", "Set aside"),
        danger=True,
    )
    back = reverse("administration:parameter", args=(key,))
    return ask(request, question, action=request.path, back=back, form=form)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, key: str, parameter_id: int) -> HttpResponse:
    """Ask until when a version of a part of the country holds."""
    actor = actor_of(request)
    actor.need(CHANGE)
    row = version_row(actor, key, parameter_id)
    form = EndForm(
        request.POST if request.method == "POST" else None,
        initial={"valid_to": present_day()},
    )
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["valid_to"]
        tried(form, lambda: end_parameter(actor, parameter_id=parameter_id, valid_to=day))
        if not form.errors:
            return done(request, to="administration:parameter", args=(key,), message=_("Saved."))
    question = Question(
        text=_("End this exception?"),
        details=f"{row.label} · {PlaceBook().name(ScopeKind.REGION, row.scope)}",
        label=pgettext("exception", "End"),
    )
    back = reverse("administration:parameter", args=(key,))
    return ask(request, question, action=request.path, back=back, form=form)
