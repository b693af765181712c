"""A case as the members of the commission have it before them: without names."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from qanat.care.abroad.commands.papers import open_brief_paper
from qanat.care.abroad.forms.examining import INCLUDES
from qanat.care.abroad.pages.carried import why_more
from qanat.care.abroad.pages.labels import decided_words, file_words, ground_words, how_much_more
from qanat.care.abroad.pages.papers import handed_out
from qanat.care.abroad.pages.standing import standing_of
from qanat.care.abroad.pages.words import AGAINST, MISSING, OUTLOOKS
from qanat.care.abroad.queries.brief import Wish, brief_of
from qanat.care.abroad.states import OfferState, Verdict
from qanat.care.commission.permissions import SEE
from qanat.foundation.access.session import actor_of
from qanat.foundation.days import national_day
from qanat.foundation.texts import local
from qanat.registry.terminology.queries import names_of
from qanat.web.reply import Values, page

PAGE: Final = "abroad/brief.html"


@require_GET
def brief(request: HttpRequest, matter: UUID) -> HttpResponse:
    """Show the case behind a matter."""
    actor, now = actor_of(request), timezone.now()
    actor.need(SEE)
    found = brief_of(actor, matter, now)
    categories = {one.code: local(one.label) for one in found.act.categories}
    context = {
        "brief": found,
        "matter": matter,
        "act_title": local(found.act.title),
        "outlook": OUTLOOKS[found.finding.outlook],
        "category": categories.get(found.finding.category, ""),
        "against": [AGAINST[why] for why in found.finding.against],
        "missing": [MISSING[why] for why in found.finding.missing],
        "verdicts": dict(Verdict.choices),
        "offer_states": dict(OfferState.choices),
        "why_corrected": names_of("reason.correct_offer"),
        "includes": dict(INCLUDES),
        "offers": found.offers,
        "standing": standing_of(found.offers, matter, found.file.icd10),
        "more": _more(found.wish),
        "decisions": decided_words(found.earlier),
        "grounds": ground_words(found.act),
        **file_words(found.file, national_day(now)),
    }
    return page(request, PAGE, context)


def _more(wish: Wish | None) -> Values | None:
    if wish is None:
        return None
    much = how_much_more(wish.days, wish.amount_minor, wish.currency)
    return {"why": why_more(wish.why), "much": much, "text": wish.text}


@require_GET
def brief_paper(request: HttpRequest, matter: UUID, paper_id: int) -> HttpResponse:
    """Hand out a paper without names; the look at it is on record."""
    actor, now = actor_of(request), timezone.now()
    actor.need(SEE)
    case_id = brief_of(actor, matter, now).case_id
    return handed_out(open_brief_paper(actor, case_id=case_id, paper_id=paper_id, now=now))
