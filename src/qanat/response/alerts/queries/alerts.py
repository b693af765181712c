"""Alerts as lines: the open ones by urgency, those of a shift newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.response.alerts.models import Alert, AlertQuerySet
from qanat.response.alerts.permissions import ACKNOWLEDGE, CLOSE, SEE
from qanat.response.alerts.queries.ways import best_way_told, way_told
from qanat.response.alerts.rules import Shift
from qanat.response.alerts.sources import added_page
from qanat.response.alerts.states import OPEN, AlertState, Cause
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.following.permissions import SEE as FOLLOWING

MOST: Final = 100
PAGES: Final = {
    "request": "dispatch:request",
    "mission": "dispatch:mission",
    "callout": "callout:show",
}


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert as its viewer sees it.

    Attributes:
        number: what it is about, as people call that.
        url: the page of what it is about; "" if there is none.
        late: number of the flight which is late, where another one suffers from it.
        replan_url: where what can't go on as it was planned is planned anew; "" if nowhere.
        way: what has changed of the ways of the mission or the request, in words.
        sheet_url: the emergency plan of the flight which does not report; "" where there is none.
    """

    id: int
    cause: str
    urgency: int
    state: str
    number: str
    vehicle: str
    url: str
    late: str
    late_url: str
    replan_url: str
    sheet_url: str
    misses: str
    way: str
    region: str
    onset_at: datetime
    raised_at: datetime
    escalations: int
    acknowledged_at: datetime | None
    acknowledged_by: str
    ended_at: datetime | None
    ended_by: str
    end_reason: str
    may_acknowledge: bool
    may_close: bool
    is_exercise: bool
    is_synthetic: bool

    @property
    def title(self) -> str:
        """What has happened, in words."""
        return str(Cause(self.cause).label)

    @property
    def is_raised(self) -> bool:
        """Tell whether nobody has acknowledged it."""
        return self.state == AlertState.RAISED


def open_alerts(actor: Actor) -> list[AlertRow]:
    """Return the open alerts the actor may see: not acknowledged first, then by urgency and age."""
    actor.need(SEE)
    rows = Alert.objects.visible_to(actor).open()
    ordered = sorted(
        rows.order_by("urgency", "raised_at", "id")[:MOST],
        key=lambda r: (r.state != AlertState.RAISED, r.urgency, r.raised_at, r.pk),
    )
    return _rows(actor, ordered)


def alerts_of_mission(actor: Actor, mission_id: int) -> list[AlertRow]:
    """Return the open alerts about a mission which the actor may see, the most urgent first."""
    rows = Alert.objects.visible_to(actor).open()
    mine = rows.filter(subject_kind="mission", subject_id=mission_id)
    return _rows(actor, list(mine.order_by("urgency", "raised_at", "id")))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An emergency which nobody has acknowledged."""

    cause: str
    number: str
    is_exercise: bool


def waiting_alerts(actor: Actor) -> list[Waiting]:
    """Return the emergencies which wait for somebody like the actor, the longest first."""
    rows = (
        Alert.objects.within(actor, ACKNOWLEDGE).open().filter(state=AlertState.RAISED, urgency=1)
    )
    return [
        Waiting(r.cause, r.about_text, r.is_exercise)
        for r in rows.order_by("raised_at", "id")[:MOST]
    ]


def shift_alerts(actor: Actor, shift: Shift, *, first: int = 0, count: int = 50) -> list[AlertRow]:
    """Return the alerts raised in a shift which the actor may see, newest first."""
    rows = _of_shift(actor, shift).order_by("-raised_at", "-id")
    return _rows(actor, list(rows[first : first + count]))


def shift_count(actor: Actor, shift: Shift, *, of_dispatch: bool = False) -> int:
    """Return how many alerts were raised in a shift, all the actor may see or of dispatch alone."""
    rows = _of_shift(actor, shift)
    return (rows.of_dispatch() if of_dispatch else rows).count()


def alert_row(actor: Actor, alert_id: int) -> AlertRow:
    """Return one alert.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = Alert.objects.visible_to(actor).filter(pk=alert_id).first()
    if row is None:
        raise NotFound
    return _rows(actor, [row])[0]


def _of_shift(actor: Actor, shift: Shift) -> AlertQuerySet:
    actor.need(SEE)
    rows = Alert.objects.visible_to(actor)
    return rows.filter(raised_at__gte=shift.start_at, raised_at__lt=shift.end_at)


def _rows(actor: Actor, rows: list[Alert]) -> list[AlertRow]:
    names = names_of(one for r in rows for one in (r.acknowledged_by, r.ended_by))
    may_acknowledge, may_close = actor.may(ACKNOWLEDGE), actor.may(CLOSE)
    may_replan, may_follow = actor.may(COMMIT), actor.may(FOLLOWING)
    return [
        AlertRow(
            id=r.pk,
            cause=r.cause,
            urgency=r.urgency,
            state=r.state,
            number=r.about_text,
            vehicle=str(r.values.get("vehicle", "")),
            url=_url(r),
            late=str(r.values.get("late", "")),
            late_url=_page("mission", r.values.get("late_id")),
            replan_url=_replan(r) if may_replan else "",
            sheet_url=_remedy(r, Cause.LOST_CONTACT, "following:flight") if may_follow else "",
            misses=str(r.values.get("misses", "")),
            way=_way(r),
            region=r.region,
            onset_at=r.onset_at,
            raised_at=r.raised_at,
            escalations=r.escalations,
            acknowledged_at=r.acknowledged_at,
            acknowledged_by=names[r.acknowledged_by] if r.acknowledged_by is not None else "",
            ended_at=r.ended_at,
            ended_by=names[r.ended_by] if r.ended_by is not None else "",
            end_reason=r.end_reason,
            may_acknowledge=may_acknowledge and r.state == AlertState.RAISED,
            may_close=may_close and r.state in OPEN,
            is_exercise=r.is_exercise,
            is_synthetic=r.is_synthetic,
        )
        for r in rows
    ]


def _url(r: Alert) -> str:
    if r.cause == Cause.CALL_EXHAUSTED and "about" in r.values:
        return _page(str(r.values.get("about", "")), r.values.get("about_id"))
    return _page(r.subject_kind, r.subject_id)


def _way(r: Alert) -> str:
    if r.cause == Cause.BEST_WAY:
        return best_way_told(r.values)
    return way_told(r.values, r.onset_at) if r.cause == Cause.WAY else ""


def _replan(r: Alert) -> str:
    return (
        _remedy(r, Cause.ENDANGERED, "dispatch:replan")
        or _remedy(r, Cause.WAY, "dispatch:replan")
        or ("" if "stage" in r.values else _remedy(r, Cause.UNFIT, "dispatch:replan"))
        or _remedy(r, Cause.REFUSED, "dispatch:plans")
        or _remedy(r, Cause.BEST_WAY, "dispatch:plans")
    )


def _remedy(r: Alert, cause: Cause, page: str) -> str:
    """Return the page on which something is done about an open alert of a cause."""
    return reverse(page, args=(r.subject_id,)) if r.cause == cause and r.state in OPEN else ""


def _page(kind: str, record_id: object) -> str:
    name = PAGES.get(kind) or added_page(kind)
    return reverse(name, args=(record_id,)) if name and isinstance(record_id, int) else ""
