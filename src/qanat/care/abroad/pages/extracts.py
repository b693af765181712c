"""Medical extracts as FHIR documents: handed out to who reads the file, and read into a draft."""

import json
from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.abroad.commands import extracts
from qanat.care.abroad.commands.extracts import read_extract
from qanat.care.abroad.forms.cases import CaseForm, ExtractForm
from qanat.care.abroad.pages.cases import FORM, form_for, new_form
from qanat.care.abroad.pages.labels import line_of
from qanat.care.abroad.permissions import CLINIC, OPINE, PREPARE, SEE
from qanat.care.abroad.queries.cases import CaseRow, case_row
from qanat.care.abroad.queries.papers import every_paper_words
from qanat.care.abroad.rules.extract import Extract, bundle_of
from qanat.care.abroad.rules.extract_reading import Taken, Why
from qanat.care.abroad.states import CHANGEABLE
from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import NotFound, Text
from qanat.registry.changing import has_run
from qanat.web.reply import Values, again, download, page

UPLOAD: Final = "abroad/extract_form.html"
MEDIA_TYPE: Final = "application/fhir+json; charset=utf-8"
WHYS: Final[Mapping[Why, Text]] = {
    Why.MISSING: _("is missing"),
    Why.SEVERAL: _("stands there several times, and which one is meant is not said"),
    Why.NOT_TAKEN: _("has no place in a case"),
    Why.HAND_IN: _("hand it in as a paper"),
    Why.VOID: _("is withdrawn, refuted or entered in error"),
    Why.MODIFIED: _("is changed in its meaning by what is not known here"),
    Why.ANOTHER: _("is about another person"),
    Why.NO_WORDS: _("has no words"),
    Why.NO_VALUE: _("has no value that can be read"),
    Why.UNKNOWN: _("says something that is not known here"),
    Why.LONG: _("is longer than the field"),
    Why.INEXACT: _("is not exact to the day"),
}
"""Why something of a document was not taken."""


@require_GET
def of_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand out the extract of a case; the look at it is on record."""
    actor = actor_of(request)
    actor.need(SEE)
    titles, now = every_paper_words(), timezone.now()
    found = extracts.hand_out_extract(actor, case_id=case_id, titles=titles, now=now)
    return _handed_out(found, found.number)


@require_GET
def of_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Hand an expert the extract without names."""
    actor = actor_of(request)
    actor.need(OPINE)
    titles, now = every_paper_words(), timezone.now()
    found = extracts.hand_out_blind_extract(actor, task_id=task_id, titles=titles, now=now)
    return _handed_out(found, str(task_id))


@require_GET
def of_offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Hand a clinic the extract: without names until the contract is signed."""
    actor = actor_of(request)
    actor.need(CLINIC)
    titles, now = every_paper_words(), timezone.now()
    found = extracts.hand_out_asked_extract(actor, offer_id=offer_id, titles=titles, now=now)
    return _handed_out(found, str(offer_id))


@require_http_methods(["GET", "POST"])
def read_new(request: HttpRequest) -> HttpResponse:
    """Read a document into the form of a new case."""
    actor = actor_of(request)
    actor.need(PREPARE)
    return _read(request, None)


@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, case_id: int) -> HttpResponse:
    """Read a document into the form of a case which is prepared; a person checks and saves it."""
    actor = actor_of(request)
    actor.need(PREPARE)
    row = case_row(actor, case_id)
    if row.state not in CHANGEABLE:
        raise NotFound
    return _read(request, row)


def _read(request: HttpRequest, row: CaseRow | None) -> HttpResponse:
    now = timezone.now()
    form = ExtractForm(request.POST, request.FILES) if request.method == "POST" else ExtractForm()
    found: list[Taken] = []
    about = row.patient_id if row else None
    context: Values = {"form": form, "row": row, "line": line_of(row, now) if row else None}

    def run(typed: Values) -> None:
        found.append(read_extract(typed["file"].read(), about, timezone.now()))

    if not has_run(form, run):
        return again(request, UPLOAD, context) if form.is_bound else page(request, UPLOAD, context)
    (taken,) = found
    actor = actor_of(request)
    if row:
        filled, version = form_for(actor, row.id, now, taken.fields)
        context |= {"version": version, "action": reverse("abroad:edit", args=(row.id,))}
    else:
        filled = new_form(actor, now, taken.fields)
        context |= {"action": reverse("abroad:new")}
    return page(request, FORM, context | {"form": filled} | _told(filled, taken))


def _told(form: CaseForm, taken: Taken) -> Values:
    """Return what was read and what was left, in words."""
    return {
        "taken": [form.fields[name].label for name in form.fields if name in taken.fields],
        "left": [
            (f"{one.path} × {one.times}" if one.times > 1 else one.path, WHYS[one.why])
            for one in taken.left
        ],
        "is_read": True,
    }


def _handed_out(extract: Extract, name: str) -> HttpResponse:
    content = json.dumps(bundle_of(extract), ensure_ascii=False, indent=1)
    return download(content, MEDIA_TYPE, f"extract-{name}.json")
