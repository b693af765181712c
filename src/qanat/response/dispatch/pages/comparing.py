"""Two plans of a request side by side: times, legs, cost, hand-overs, what the country loses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from qanat.engine.planning.plans import LegKind, Plan
from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import Text
from qanat.response.dispatch.forms.ranking import Ranking
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.pages.bars import axis_of
from qanat.response.dispatch.pages.plans import SIGNER, option_of, readiness
from qanat.response.dispatch.permissions import PLAN
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.suggest import Proposal, Proposals, Wider
from qanat.response.dispatch.suggest.proposals import propose_for
from qanat.response.dispatch.suggest.shared_flights import Offer
from qanat.response.dispatch.suggest.shared_plans import SHARED, as_proposal, shared_key
from qanat.response.dispatch.suggest.sharing import share_flights
from qanat.response.dispatch.suggest.wanting import PlaceUnknown
from qanat.web.marks import clock, moment
from qanat.web.reply import Values, page
from qanat.web.wording import DASH, duration, number, whole_tenge

COMPARE: Final = "dispatch/compare.html"
TWO: Final = 2
DRIVEN: Final = (LegKind.DRIVE_WITH_PATIENT, LegKind.DRIVE_WITH_TEAM)
FLOWN: Final = (LegKind.FLY_WITH_PATIENT, LegKind.FLY_WITH_TEAM)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in which two plans are compared; ``better`` is the column which has less of it."""

    label: Text
    cells: tuple[Text | SafeString, ...]
    better: int | None


@require_safe
def compare(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show two of the plans for a request side by side."""
    actor, now = actor_of(request), timezone.now()
    actor.need(PLAN)
    row = get_request(actor, request_id)
    ranking = Ranking(request.GET, now)
    context: Values = {"row": row, "ranking": ranking, **readiness(actor, row)}
    try:
        answer = propose_for(actor, row, now, wider=Wider(policy=ranking.policy))
    except PlaceUnknown as refusal:
        return page(request, COMPARE, context | {"problem": refusal.message()})
    marked = list(dict.fromkeys(request.GET.getlist("compare")))
    chosen = [one for one in answer.proposals if one.key in marked]
    shared: dict[str, Offer] = {}
    if any(key.startswith(SHARED) for key in marked):
        offers = share_flights(actor, row, now, ranking.policy).offers
        shared = {key: one for one in offers if (key := shared_key(one)) in marked}
        chosen += [as_proposal(one, key, answer) for key, one in shared.items()]
    if len(chosen) != TWO:
        is_gone = len(marked) == TWO
        return page(request, COMPARE, context | {"is_gone": is_gone, "marked": len(marked)})
    plans = [one.plan for one in chosen]
    axis = axis_of(plans, answer.at, answer.window_closes_at)
    options = [option_of(one, answer, axis, n, {}) for n, one in enumerate(chosen, start=1)]
    for option in options:
        if offer := shared.get(option["key"]):
            legs = [
                {"leg": one, "unit": one.name, "start": one.start.name, "end": one.end.name}
                for one in offer.flight.moves
            ]
            option |= {"shared": offer, "is_as_decided": False, "companion": "", "legs": legs}
    context |= {
        "answer": answer,
        "options": options,
        "lines": [*_times(plans, answer, row), *_lines(chosen, answer.lose()), *_beside(options)],
        "proposed_at": SIGNER.sign(now.isoformat()),
    }
    return page(request, COMPARE, context)


def _times(plans: Sequence[Plan], answer: Proposals, row: Request) -> list[Line]:
    """Return when help comes and when care begins, as the list of plans calls it."""
    begun, care = _("At the patient"), _("Definitive care")
    if answer.organ:
        begun, care = _("At the donor"), _("With the recipient")
    elif row.is_for_abroad:
        care = _("Taken over abroad")
    lines = [
        _least(begun, [p.contact_at.timestamp() for p in plans],
               [moment(p.contact_at, "time") for p in plans]),
        _least(care, [_care(p) for p in plans],
               [moment(p.definitive_at, "time") for p in plans]),
    ]  # fmt: skip
    if any(p.slack_s is not None for p in plans):
        late = [-(p.slack_s or 0) for p in plans]
        told = [duration(p.slack_s) if p.slack_s is not None else DASH for p in plans]
        lines.append(_least(_("Left of the window"), late, told))
    return lines


def _lines(chosen: list[Proposal], lost: Mapping[str, float]) -> list[Line]:
    plans = [one.plan for one in chosen]
    lines = [
        _least(_("Flown with whoever is carried"), [_lasting(p, FLOWN) for p in plans],
               [duration(_lasting(p, FLOWN)) for p in plans]),
        _least(_("Driven with whoever is carried"), [_lasting(p, DRIVEN) for p in plans],
               [duration(_lasting(p, DRIVEN)) for p in plans]),
        _least(_("Hand-overs"), [p.hand_overs for p in plans], [str(p.hand_overs) for p in plans]),
        _costs(chosen),
    ]  # fmt: skip
    people = [sum(lost.get(unit, 0.0) for unit in p.units) for p in plans]
    told = [number(round(each, -2)) for each in people]
    lines.append(_least(_("People reached no more in time meanwhile"), people, told))
    until = [one.works_until for one in chosen]
    last = [-u.timestamp() if u else -float("inf") for u in until]
    clocks = [clock(u) if u else _("any time") for u in until]
    lines.append(_least(_("Can still be begun"), last, clocks))
    return lines


def _costs(chosen: Sequence[Proposal]) -> Line:
    """Return what each costs; a shared flight costs what both patients' care does."""
    told = [whole_tenge(one.plan.cost_tiyn) for one in chosen]
    shared = [one.key.startswith(SHARED) for one in chosen]
    if not any(shared):
        return _least(_("Cost"), [one.plan.cost_tiyn for one in chosen], told)
    cells = zip(told, shared, strict=True)
    both = (gettext("%(cost)s for both") % {"cost": cost} if many else cost for cost, many in cells)
    return Line(_("Cost"), tuple(both), None)


def _beside(options: Sequence[Values]) -> list[Line]:
    """Return who else is on board, a specialist or another patient, and when nothing moves."""
    lines = [Line(_("Comes along"), tuple(one["companion"] or DASH for one in options), None)]
    waits = [one["wait"]["words"] if one["wait"] else DASH for one in options]
    lines.append(Line(_("Stands still"), tuple(waits), None))
    others = [one["shared"].flight.rides[1] if "shared" in one else None for one in options]
    lines += [
        Line(_("Carries too"), tuple(one.number if one else DASH for one in others), None),
        Line(
            _("Definitive care of that patient"),
            tuple(moment(one.care_at, "time") if one else DASH for one in others),
            None,
        ),
        Line(
            _("Without sharing, that patient's care"),
            tuple(moment(one.alone_at, "time") if one and one.alone_at else DASH for one in others),
            None,
        ),
    ]
    return [line for line in lines if any(cell != DASH for cell in line.cells)]


def _least(label: Text, values: Sequence[float], told: Sequence[Text | SafeString]) -> Line:
    is_alike = values[0] == values[1] or told[0] == told[1]
    better = None if is_alike else int(values[1] < values[0])
    return Line(label, tuple(told), better)


def _care(plan: Plan) -> float:
    return plan.definitive_at.timestamp() if plan.definitive_at else float("inf")


def _lasting(plan: Plan, kinds: tuple[LegKind, ...]) -> float:
    own = (leg.arrive_at - leg.depart_at for leg in plan.legs if leg.kind in kinds)
    return sum(own, timedelta()).total_seconds()
