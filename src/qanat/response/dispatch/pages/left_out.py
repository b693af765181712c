"""Why the plans do not use the rest: what is nearest first, some of it at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from qanat.engine.planning.plans import Code, Exclusion, Family, Reason, Subject
from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import Text
from qanat.foundation.texts import search_key
from qanat.response.dispatch.forms.ranking import LeftOutFilter, Ranking
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.pages.reasons import reason_detail
from qanat.response.dispatch.permissions import COMMIT, PLAN
from qanat.response.dispatch.queries.reason_words import reason_head
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.suggest import Proposals, Wider
from qanat.response.dispatch.suggest.proposals import propose_for
from qanat.response.dispatch.suggest.replanning import propose_again
from qanat.response.dispatch.suggest.wanting import PlaceUnknown
from qanat.response.dispatch.templatetags.dispatch import FAMILIES
from qanat.web.figures import Tab
from qanat.web.paging import one_page
from qanat.web.reply import Values, page

PAGE: Final = "dispatch/left_out.html"
PART: Final = "dispatch/parts/left_out.html"
ROWS: Final = 20
AIRCRAFT_ROWS: Final = 10
"""Of each of them it is asked what keeps it."""
TITLES: Final[dict[Subject, Text]] = {
    Subject.AIRCRAFT: _("Aircraft"),
    Subject.HOSPITAL: _("Hospitals"),
    Subject.PLACE: _("Landing places"),
    Subject.AMBULANCE: _("Ambulances"),
}
FAMILIES_OF: Final = {
    Subject.AIRCRAFT: (Family.DIRECT, Family.RELAY, Family.SPECIALIST),
    Subject.HOSPITAL: (Family.GROUND, Family.DIRECT, Family.RELAY, Family.SPECIALIST),
    Subject.PLACE: (Family.DIRECT, Family.RELAY, Family.SPECIALIST),
    Subject.AMBULANCE: (Family.GROUND,),
}
"""Where a thing has a plan of its own; ambulances that only meet aircraft are no plan of theirs."""
STRENGTH: Final[dict[Code, int]] = {
    code: place for place, code in enumerate(Code) if code is not Code.NO_TEAM
}
"""The codes are declared in the order in which a dispatcher asks; the team comes last."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a thing has no plan of some kinds; of none at all where no kind is named."""

    words: str
    families: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A thing that no plan uses."""

    name: str
    told: tuple[Why, ...]


@require_safe
def of_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show why the plans of a request do not use the rest."""
    actor, now = actor_of(request), timezone.now()
    actor.need(PLAN)
    row = get_request(actor, request_id)
    ranking = Ranking(request.GET, now)
    back = reverse("dispatch:plans", args=(row.pk,))
    wider = Wider(policy=ranking.policy) if ranking.is_adjusted else None
    try:
        answer = propose_for(actor, row, now, wider=wider)
    except PlaceUnknown as refusal:
        context: Values = {"row": row, "back": back, "problem": refusal.message()}
        return page(request, PAGE, context, fragment=PART)
    asked = ranking.fields if ranking.is_adjusted else {}
    return _shown(request, row, answer, {"back": back, "ranking": asked})


@require_safe
def of_mission(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Show why the other ways of a mission which has not left do not use the rest."""
    actor = actor_of(request)
    actor.need(COMMIT)
    row, answer = propose_again(actor, mission_id, timezone.now())
    return _shown(request, row, answer, {"back": reverse("dispatch:replan", args=(mission_id,))})


def _shown(request: HttpRequest, row: Request, answer: Proposals, context: Values) -> HttpResponse:
    form = LeftOutFilter(request.GET)
    form.full_clean()
    subject = next((one for one in TITLES if one == request.GET.get("of")), Subject.AIRCRAFT)
    text = form.cleaned_data.get("text", "")
    asked = context.pop("ranking", {}) | {"of": subject.value}
    ids = answer.left_out.names(subject)
    wanted = search_key(text)
    found = [key for key in ids if wanted in search_key(answer.names.of(key))]
    size = AIRCRAFT_ROWS if subject is Subject.AIRCRAFT else ROWS
    rows = one_page(request, found, size=size)
    context |= {
        "row": row,
        "answer": answer,
        "form": form,
        "asked": asked,
        "here": f"{request.path}?{urlencode(asked | {'text': text})}",
        "rows": rows,
        "lines": _lines(answer, subject, rows.items),
        "impossible": [
            (FAMILIES[family], reason_head(reason.code))
            for family, reason in answer.left_out.impossible().items()
        ],
        "tabs": [
            Tab(
                title,
                f"{request.path}?{urlencode(asked | {'of': one.value})}",
                current=one is subject,
            )
            for one, title in TITLES.items()
        ],
    }
    return page(request, PAGE, context, fragment=PART)


def _lines(answer: Proposals, subject: Subject, ids: Sequence[str]) -> list[Line]:
    """Return what is told of some things, in their order."""
    own: defaultdict[str, list[Exclusion]] = defaultdict(list)
    for one in answer.left_out.of(subject, frozenset(ids)):
        own[one.id].append(one)
    none = answer.left_out.impossible() if subject is Subject.AIRCRAFT else {}
    possible = [f for f in FAMILIES_OF[subject] if f in answer.searched and f not in none]
    return [Line(answer.names.of(key), tuple(_told(answer, own[key], possible))) for key in ids]


def _told(
    answer: Proposals, own: Iterable[Exclusion], possible: Collection[Family]
) -> Iterator[Why]:
    """Yield the strongest reason of each kind of plan; one that holds for all is told once."""
    of_words: defaultdict[str, set[Family]] = defaultdict(set)
    for one in own:
        if one.reasons:
            strongest = min(one.reasons, key=lambda r: STRENGTH.get(r.code, len(STRENGTH)))
            of_words[_words(answer, one.id, strongest)] |= {*one.families}
    for words, families in of_words.items():
        is_all = families.issuperset(possible)
        yield Why(words, () if is_all else tuple(FAMILIES[f] for f in possible if f in families))


def _words(answer: Proposals, key: str, reason: Reason) -> str:
    """Return a reason with what it says of the thing, unless that is its name again."""
    is_itself = reason.values.get("place") == key
    detail = "" if is_itself else reason_detail(reason, answer.names, answer.at)
    head = reason_head(reason.code)
    return f"{head} ({detail})" if detail else head
