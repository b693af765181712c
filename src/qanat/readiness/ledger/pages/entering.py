"""Enter a publication and its figures; correct and withdraw a figure."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import LocalText, local
from qanat.readiness.ledger import commands
from qanat.readiness.ledger.commands import FigureDraft, PublicationDraft
from qanat.readiness.ledger.forms import (
    CorrectionForm,
    NewFigureForm,
    PublicationForm,
    ReasonForm,
)
from qanat.readiness.ledger.pages.figures import reader_of
from qanat.readiness.ledger.permissions import ENTER
from qanat.readiness.ledger.queries.figures import FigureRow, figure_row, publication_rows
from qanat.readiness.ledger.rules.measures import Measure
from qanat.registry.changing import asked, changed, typed_of
from qanat.web.reply import Question, Values

FORM: Final = "ledger/form.html"


@require_http_methods(["GET", "POST"])
def new_publication(request: HttpRequest) -> HttpResponse:
    """Enter a publication."""
    actor = _enterer(request)

    def run(typed: Values) -> None:
        title = {str(typed["language"]): typed["title"]}
        draft = PublicationDraft(**{**typed, "title": title})
        commands.enter_publication(actor, draft=draft, now=timezone.now())

    context = {
        "title": _("New publication"),
        "publications": [(row.id, local(row.title)) for row in publication_rows(actor)],
    }
    return changed(
        request,
        PublicationForm(typed_of(request), initial={"language": get_language()}),
        run,
        template=FORM,
        context=context,
        to=("ledger:new_publication",),
        message=_("The publication is entered. Now its figures."),
    )


@require_http_methods(["GET", "POST"])
def new_figure(request: HttpRequest, publication_id: int) -> HttpResponse:
    """Enter a figure of a publication."""
    actor = _enterer(request)
    found = [row for row in publication_rows(actor) if row.id == publication_id]
    if not found:
        raise NotFound

    def run(typed: Values) -> None:
        draft = _draft(typed, {}, {})
        commands.enter_figure(
            actor,
            publication_id=publication_id,
            code=typed["code"],
            draft=draft,
            now=timezone.now(),
        )

    return changed(
        request,
        NewFigureForm(typed_of(request)),
        run,
        template=FORM,
        context={"title": _("New figure"), "about": local(found[0].title)},
        to=("ledger:new_figure", publication_id),
        message=_("The figure is entered."),
    )


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, figure_id: int) -> HttpResponse:
    """Correct a figure; the old version stays on record."""
    actor = _enterer(request)
    row = figure_row(actor, figure_id)

    def run(typed: Values) -> None:
        commands.correct_figure(
            actor,
            figure_id=figure_id,
            draft=_draft(typed, row.label, row.note),
            reason=typed["reason"],
            now=timezone.now(),
        )

    return changed(
        request,
        CorrectionForm(typed_of(request), initial=_initial(row)),
        run,
        template=FORM,
        context={"title": _("Correct a figure"), "about": local(row.label)},
        to=("ledger:figure", figure_id),
        message=_("The figure is corrected. The old version stays on record."),
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, figure_id: int) -> HttpResponse:
    """Take a figure out of the ledger."""
    actor = _enterer(request)
    row = figure_row(actor, figure_id)

    def run(typed: Values) -> None:
        commands.withdraw_figure(
            actor, figure_id=figure_id, reason=typed["reason"], now=timezone.now()
        )

    question = Question(_("Withdraw this figure?"), local(row.label), _("Withdraw"), danger=True)
    form = ReasonForm(typed_of(request))
    return asked(request, form, run, question, to=("ledger:figure", figure_id))


def _enterer(request: HttpRequest) -> Actor:
    actor = reader_of(request)
    actor.need(ENTER)
    return actor


def _draft(typed: Values, label: LocalText, note: LocalText) -> FigureDraft:
    language = get_language() or "ru"
    kind = typed["kind"]
    names = ("figure", "whole", "by", "keys")
    measure = Measure(kind, **{name: typed[name] for name in names}) if kind else None
    return FigureDraft(
        label=_said(label, language, typed["label"]),
        quote=typed["quote"],
        value=typed["value"],
        unit=typed["unit"],
        decimals=typed["decimals"],
        relation=typed["relation"],
        days=_pair(typed["first"], typed["last"]),
        base=_pair(typed["base_first"], typed["base_last"]),
        as_of=typed["as_of"],
        module=typed["module"],
        measure=measure,
        steps=typed["steps"],
        note=_said(note, language, typed["note"]),
    )


def _said(before: LocalText, language: str, text: str) -> LocalText:
    """Keep what was said in other languages while it says the same; else only what is said now."""
    if text == local(before):
        return before
    return {language: text} if text else {}


def _pair(first: Any, last: Any) -> tuple[Any, Any] | None:
    return (first, last) if first and last else None


def _initial(row: FigureRow) -> Values:
    period, base, measure = row.spans.period, row.spans.base, row.measure
    counted = {
        "kind": measure.kind, "figure": measure.figure, "whole": measure.whole,
        "by": measure.by, "keys": ", ".join(measure.keys),
    } if measure else {}  # fmt: skip
    value = None if row.value is None else round(row.value, row.decimals)
    return {
        "label": local(row.label), "quote": row.quote, "unit": row.unit, "value": value,
        "decimals": row.decimals, "relation": row.relation, "module": row.module,
        "first": period.first if period else None, "last": period.last if period else None,
        "base_first": base.first if base else None, "base_last": base.last if base else None,
        "as_of": row.as_of, "steps": "\n".join(row.steps), "note": local(row.note), **counted,
    }  # fmt: skip
