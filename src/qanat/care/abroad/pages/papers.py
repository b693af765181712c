"""Papers: handed in, judged, opened by who sees the case."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.abroad.commands.papers import (
    Opened,
    judge_paper,
    open_anonymous_paper,
    open_asked_paper,
    open_paper,
    take_paper,
)
from qanat.care.abroad.forms.examining import JudgeForm, PaperForm
from qanat.care.abroad.pages.labels import line_of
from qanat.care.abroad.permissions import CHECK, CLINIC, OPINE, PETITION, PREPARE, SEE
from qanat.care.abroad.queries.papers import case_of_paper, paper_words
from qanat.care.abroad.queries.record import case_record
from qanat.care.abroad.rules.checklist import REGION
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.documents.kinds import DICOM
from qanat.registry.changing import asked, has_run
from qanat.web.reply import Question, Values, again, done, download, page

FORM: Final = "abroad/paper_form.html"


@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand a paper in; ``?kind=`` chooses which."""
    actor, now = actor_of(request), timezone.now()
    actor.need(PREPARE)
    record = case_record(actor, case_id, now)
    words = paper_words(record.act)
    theirs = {one.code for one in record.act.documents if one.by == REGION}
    kinds: list[tuple[str, object]] = [
        (code, word) for code, word in words.items() if actor.may(PETITION) or code not in theirs
    ]
    if request.method == "GET":
        form = PaperForm(initial={"kind": request.GET.get("kind", "")}, kinds=kinds)
    else:
        form = PaperForm(request.POST, request.FILES, kinds=kinds)

    def run(_typed: Values) -> None:
        take_paper(actor, case_id=case_id, draft=form.draft(), now=timezone.now())

    if has_run(form, run):
        return done(request, to="abroad:case", args=(case_id,), message=_("Paper handed in."))
    context: Values = {"form": form, "row": record.row, "line": line_of(record.row, now)}
    return again(request, FORM, context) if form.is_bound else page(request, FORM, context)


@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Say whether a paper is what it should be."""
    actor = actor_of(request)
    actor.need(CHECK)
    case_id, kind = case_of_paper(actor, paper_id)
    record = case_record(actor, case_id, timezone.now())
    form = JudgeForm(request.POST if request.method == "POST" else None)
    question = Question(
        _("Is this paper as it should be?"),
        details=" · ".join((record.row.number, paper_words(record.act).get(kind, kind))),
    )

    def run(typed: Values) -> None:
        judge_paper(
            actor,
            paper_id=paper_id,
            is_accepted=typed["is_accepted"] == "yes",
            note=typed["note"],
            now=timezone.now(),
        )

    return asked(request, form, run, question, to=("abroad:case", case_id))


@require_GET
def opened(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Hand out a paper of a case; the look at it is on record."""
    actor = actor_of(request)
    actor.need(SEE)
    return handed_out(open_paper(actor, paper_id=paper_id, now=timezone.now()))


@require_GET
def opened_blind(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Hand out a paper without names to an expert."""
    actor: Actor = actor_of(request)
    actor.need(OPINE)
    return handed_out(open_anonymous_paper(actor, paper_id=paper_id, now=timezone.now()))


@require_GET
def opened_asked(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Hand out a paper without names to a clinic which is asked."""
    actor = actor_of(request)
    actor.need(CLINIC)
    return handed_out(open_asked_paper(actor, paper_id=paper_id, now=timezone.now()))


def handed_out(paper: Opened) -> HttpResponse:
    """Answer with a file: shown where a browser can, kept nowhere on the way."""
    response = download(paper.read(), paper.media_type, paper.name)
    if paper.form != DICOM.code:
        shown = content_disposition_header(as_attachment=False, filename=paper.name)
        response["Content-Disposition"] = shown or "inline"
    return response
