"""Requests as a physician-coordinator sees them: what waits for him, and what he decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.response.dispatch.models import Assessment, Request, Review
from qanat.response.dispatch.models.clinical import Decision
from qanat.response.dispatch.models.requests import RequestQuerySet
from qanat.response.dispatch.queries.requests import RequestRow, requests_by_id, with_turns
from qanat.response.dispatch.states import RequestState
from qanat.web.wording import moment


class Cases(StrEnum):
    """Which requests a physician-coordinator looks at."""

    WAITING = "waiting"
    """They wait for his decision: new ones, and those on which a specialist has concluded."""
    CONSULTED = "consulted"
    """They wait for the conclusion of a specialist."""
    DECIDED = "decided"
    """Decided since a moment, with what became of them."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A request with what a decision needs to know at a glance.

    Attributes:
        scores: of the newest assessment, as ``rules.scoring`` writes them.
        measured_at: when that was; None where nothing was measured.
        advised_at: when a specialist concluded and nobody has decided since.
        decided_by: name; "" where nobody has decided.
    """

    request: RequestRow
    caller_name: str
    caller_role: str
    owner: str
    scores: Mapping[str, Mapping[str, Any]]
    measured_at: datetime | None
    advised_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    decision: str
    decision_reason: str


CONDITIONS: Final = {
    Cases.WAITING: Q(state=RequestState.REGISTERED)
    | Q(state=RequestState.REMOTE_ONLY, advised_at__isnull=False),
    Cases.CONSULTED: Q(state=RequestState.REMOTE_ONLY, advised_at=None),
}
ORDERS: Final = {
    Cases.WAITING: ("can_wait", "due_at", "urgency", "received_at", "id"),
    Cases.CONSULTED: ("urgency", "decided_at", "id"),
    Cases.DECIDED: ("-decided_at", "-id"),
}


def case_counts(actor: Actor, region: str, since: datetime) -> dict[str, int]:
    """Return how many requests the actor may see of each kind; ``since`` is for the decided."""
    conditions = {kind: _condition(kind, since) for kind in Cases}
    rows = _of_region(actor, region).filter(
        Q(state__in=(RequestState.REGISTERED, RequestState.REMOTE_ONLY)) | conditions[Cases.DECIDED]
    )
    counts = {kind.value: Count("pk", filter=condition) for kind, condition in conditions.items()}
    return rows.aggregate(**counts)


def case_rows(
    actor: Actor,
    kind: Cases,
    now: datetime,
    *,
    region: str = "",
    since: datetime,
    first: int = 0,
    count: int = 50,
) -> list[CaseRow]:
    """Return requests of a kind: the waiting ones by the time left, the decided newest first."""
    rows = _of_region(actor, region).filter(_condition(kind, since))
    ordered = with_turns(rows, now).order_by(*ORDERS[kind])
    return _cases(actor, list(ordered.values_list("pk", flat=True)[first : first + count]), now)


def case_row(actor: Actor, request: RequestRow, now: datetime) -> CaseRow:
    """Return one request, which was read before, as a case."""
    return _cases(actor, [request.id], now, {request.id: request})[0]


def last_decision(actor: Actor, request_id: int) -> str:
    """Return the newest decision on a request, by whom and when, in words; "" if there is none.

    Who sends a decision too late reads what another has decided meanwhile.
    """
    rows = Review.objects.filter(
        request__in=Request.objects.visible_to(actor).filter(pk=request_id)
    )
    if (row := rows.order_by("-at", "-id").first()) is None:
        return ""
    return _("%(decision)s (%(who)s, %(at)s)") % {
        "decision": Decision(row.decision).label,
        "who": names_of([row.by_id])[row.by_id],
        "at": moment(row.at, "short"),
    }


def _condition(kind: Cases, since: datetime) -> Q:
    return CONDITIONS.get(kind, Q(decided_at__gte=since))


def _of_region(actor: Actor, region: str) -> RequestQuerySet:
    rows = Request.objects.visible_to(actor)
    return rows.filter(region=region) if region else rows


def _cases(
    actor: Actor,
    ids: Sequence[int],
    now: datetime,
    known: Mapping[int, RequestRow] | None = None,
) -> list[CaseRow]:
    described = known or requests_by_id(actor, ids, now)
    newest = Assessment.objects.filter(request=OuterRef("pk")).order_by("-at", "-id")
    review = Review.objects.filter(request=OuterRef("pk")).order_by("-at", "-id")
    found = Request.objects.filter(pk__in=ids).annotate(
        newest_scores=Subquery(newest.values("scores")[:1]),
        newest_at=Subquery(newest.values("at")[:1]),
        reviewer_id=Subquery(review.values("by_id")[:1]),
    )
    about = {row.pk: row for row in found}
    people = {pk for row in about.values() for pk in (row.reviewer_id, row.owner_id)}  # type: ignore[attr-defined] # annotated
    names = names_of(pk for pk in people if pk is not None)
    return [_case(described[pk], about[pk], names) for pk in ids if pk in described and pk in about]


def _case(request: RequestRow, row: Request, names: Mapping[int | None, str]) -> CaseRow:
    return CaseRow(
        request=request,
        caller_name=row.caller_name,
        caller_role=row.caller_role,
        owner=names.get(row.owner_id, "") if row.owner_id else "",
        scores=getattr(row, "newest_scores", None) or {},
        measured_at=getattr(row, "newest_at", None),
        advised_at=row.advised_at,
        decided_at=row.decided_at,
        decided_by=names.get(getattr(row, "reviewer_id", None), "") if row.decision else "",
        decision=row.decision,
        decision_reason=row.decision_reason,
    )
