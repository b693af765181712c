"""What the working body does with a case: experts, clinics, rates, another order."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.abroad.commands.experts import ask_expert, release_task
from qanat.care.abroad.commands.offers import (
    ask_clinic,
    correct_offer,
    decline_offer,
    quote_offer,
)
from qanat.care.abroad.forms.cases import NoteForm, NothingForm
from qanat.care.abroad.forms.examining import (
    AskClinicForm,
    AskExpertForm,
    CorrectForm,
    QuoteForm,
    clinics_to_ask,
)
from qanat.care.abroad.pages.labels import class_words, line_of
from qanat.care.abroad.pages.words import AGAINST, OUTLOOKS
from qanat.care.abroad.permissions import CHECK, OPINE, SEE
from qanat.care.abroad.queries.acts import ACTS
from qanat.care.abroad.queries.cases import case_row
from qanat.care.abroad.queries.experts import expert_specialties
from qanat.care.abroad.queries.offers import (
    clinics_asked,
    experts_asked,
    find_case_of_offer,
    find_case_of_task,
)
from qanat.care.abroad.queries.papers import paper_words
from qanat.care.abroad.queries.record import OfferRow, case_record, offers_of
from qanat.care.abroad.queries.rights import get_act, replay_by
from qanat.care.abroad.rules.acts import Act
from qanat.care.abroad.rules.eligibility import Finding
from qanat.care.abroad.states import OFFER
from qanat.foundation.access.queries.colleagues import people_with
from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import Text
from qanat.foundation.texts import local
from qanat.registry.changing import asked, typed_of
from qanat.web.reply import Question, Values, page

REPLAY: Final = "abroad/replay.html"
SIDES: Final[dict[str, Text]] = {
    "outlook": gettext_lazy("What follows for the case"),
    "category": pgettext_lazy("category", "As"),
    "class": gettext_lazy("Place in the queue"),
    "listed": gettext_lazy("Disease of the list"),
}
"""What an act says of a case, and how that is called."""


@require_http_methods(["GET", "POST"])
def expert(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask an expert."""
    actor, now = actor_of(request), timezone.now()
    actor.need(CHECK)
    row = case_row(actor, case_id)
    held = expert_specialties(now)
    people, known = people_with((OPINE,), now), _asked(request, "expert", experts_asked(case_id))
    experts = [
        (pk, f"{name}, {held[pk]}" if pk in held else name)
        for pk, name in people
        if pk not in known
    ]
    form = AskExpertForm(typed_of(request), experts=experts)
    details = row.diagnosis if experts else _("All experts were asked.")
    if not people:
        details = _("No account has the role of an expert yet.")
    question = Question(_("Which expert is asked?"), details=details, label=_("Ask the expert"))

    def run(typed: Values) -> None:
        ask_expert(
            actor,
            case_id=case_id,
            expert_id=typed["expert"],
            question=typed["question"],
            now=timezone.now(),
        )

    return asked(request, form, run, question, to=("abroad:case", case_id))


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, task_id: int) -> HttpResponse:
    """Ask an expert no longer."""
    actor = actor_of(request)
    actor.need(CHECK)
    case_id, number = find_case_of_task(actor, task_id)
    question = Question(_("Release this expert?"), details=number)

    def run(_typed: Values) -> None:
        release_task(actor, task_id=task_id, now=timezone.now())

    form = NothingForm(typed_of(request))
    return asked(request, form, run, question, to=("abroad:case", case_id))


@require_http_methods(["GET", "POST"])
def clinic(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask a clinic: its desk shows the request."""
    actor = actor_of(request)
    actor.need(CHECK)
    row = case_row(actor, case_id)
    clinics = clinics_to_ask(_asked(request, "clinic", clinics_asked(case_id)))
    form = AskClinicForm(typed_of(request), clinics=clinics)
    details = row.diagnosis if clinics else _("All clinics of the register were asked.")
    label = _("Ask a clinic")
    question = Question(_("Which clinic is to be asked?"), details=details, label=label)

    def run(typed: Values) -> None:
        ask_clinic(
            actor,
            case_id=case_id,
            clinic_id=typed["clinic"],
            now=timezone.now(),
        )

    return asked(request, form, run, question, to=("abroad:case", case_id))


@require_http_methods(["GET", "POST"])
def quote(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Take down what a clinic offers."""
    actor = actor_of(request)
    actor.need(CHECK)
    case_id, name = find_case_of_offer(actor, offer_id)
    form = QuoteForm(typed_of(request), initial=QuoteForm.told(_offer(case_id, offer_id)))
    question = Question(_("What does the clinic offer?"), details=name, label=_("Enter the offer"))

    def run(_typed: Values) -> None:
        quote_offer(actor, offer_id=offer_id, quote=form.quote(), now=timezone.now())

    return asked(request, form, run, question, to=("abroad:case", case_id))


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Take down what a clinic offers instead of what it did."""
    actor = actor_of(request)
    actor.need(CHECK)
    case_id, name = find_case_of_offer(actor, offer_id)
    told = CorrectForm.told(_offer(case_id, offer_id))
    form = CorrectForm(typed_of(request), initial=told)
    label = OFFER.move("correct").label
    question = Question(_("What does the clinic offer?"), details=name, label=label)

    def run(typed: Values) -> None:
        correct_offer(
            actor, offer_id=offer_id, quote=form.quote(), reason=typed["reason"],
            now=timezone.now(),
        )  # fmt: skip

    return asked(request, form, run, question, to=("abroad:case", case_id))


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Note that a clinic does not take the patient."""
    actor = actor_of(request)
    actor.need(CHECK)
    case_id, name = find_case_of_offer(actor, offer_id)
    question = Question(_("Does the clinic decline?"), details=name, label=_("The clinic declines"))

    def run(typed: Values) -> None:
        decline_offer(actor, offer_id=offer_id, note=typed["note"], now=timezone.now())

    return asked(request, NoteForm(typed_of(request)), run, question, to=("abroad:case", case_id))


def _asked(request: HttpRequest, field: str, known: set[int]) -> set[int]:
    """Return who is not offered: whoever is sent twice is asked once."""
    return {one for one in known if str(one) != request.POST.get(field)}


def _offer(case_id: int, offer_id: int) -> OfferRow:
    return next(one for one in offers_of(case_id) if one.id == offer_id)


@require_GET
def other_act(request: HttpRequest, case_id: int, act: str) -> HttpResponse:
    """Put a case to another order than its own, and say why they differ."""
    actor, now = actor_of(request), timezone.now()
    actor.need(SEE)
    record = case_record(actor, case_id, now)
    other, found = get_act(act), replay_by(actor, case_id, act, now)
    sides = [
        _side(record.act, found.own, is_listed=found.is_listed[0]),
        _side(other, found.other, is_listed=found.is_listed[1]),
    ]
    context: Values = {
        "row": record.row,
        "line": line_of(record.row, now),
        "found": found,
        "is_outcome_same": found.own.outlook == found.other.outlook,
        "sides": sides,
        "differences": [
            (word, sides[0][name], sides[1][name])
            for name, word in SIDES.items()
            if sides[0][name] != sides[1][name]
        ],
        "only_own": [AGAINST[why] for why in found.only_own],
        "only_other": [AGAINST[why] for why in found.only_other],
        "more": [paper_words(other).get(code, code) for code in found.papers_more],
        "less": [paper_words(record.act).get(code, code) for code in found.papers_less],
        "others": [one for one in ACTS if one.code != record.act.code],
    }
    return page(request, REPLAY, context)


def _side(act: Act, finding: Finding, *, is_listed: bool) -> Values:
    """Return what one act says of a case."""
    order = [one.code for one in act.priorities]
    first = min((order.index(code) + 1 for code in finding.priorities), default=0)
    categories = {one.code: local(one.label) for one in act.categories}
    return {
        "number": act.number,
        "outlook": OUTLOOKS[finding.outlook],
        "category": categories.get(finding.category, ""),
        "class": class_words(act, first),
        "against": [AGAINST[why] for why in finding.against],
        "listed": _("yes") if is_listed else _("no"),
    }
