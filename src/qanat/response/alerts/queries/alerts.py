"""Alerts as lines: the open ones by urgency, those of a shift newest first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.response.alerts.models import Alert, AlertQuerySet
from qanat.response.alerts.permissions import ACKNOWLEDGE, CLOSE, SEE
from qanat.response.alerts.queries.ways import best_way_told, common_told, way_told
from qanat.response.alerts.rules import MANY, Shift, numbers_told
from qanat.response.alerts.sources import added_page
from qanat.response.alerts.states import OPEN, AlertState, Cause
from qanat.response.dispatch.permissions import COMMIT, PLAN
from qanat.response.following.permissions import SEE as FOLLOWING

MOST: Final = 100
PAGES: Final = {
    "request": "dispatch:request",
    "mission": "dispatch:mission",
    "callout": "callout:show",
}


PLANNED_TOGETHER: Final = 2
"""From so many requests of one cause on they are planned on one page."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of several which an alert names, as they have their cause in common."""

    number: str
    url: str
    urgency: int
    misses: str
    way: str
    replan_url: str


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert as its viewer sees it.

    Attributes:
        about: the kind of what it is about; of several the same kind.
        number: what it is about, as people call that.
        url: the page of what it is about; "" if there is none.
        late: number of the flight which is late, where another one suffers from it.
        replan_url: where what can't go on as it was planned is planned anew; "" if nowhere.
        way: what has changed of the ways of the mission or the request, in words.
        common: what all its members have in common, in words; "" where it is about one alone.
        members: what it is about, where several have one cause.
        sheet_url: the emergency plan of the flight which does not report; "" where there is none.
    """

    id: int
    cause: str
    urgency: int
    state: str
    about: str
    number: str
    vehicle: str
    url: str
    late: str
    late_url: str
    replan_url: str
    sheet_url: str
    misses: str
    way: str
    common: str
    members: tuple[Member, ...]
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
    def has_deadline(self) -> bool:
        """Tell whether ``onset_at`` is when something is missed, which may lie ahead."""
        return self.cause == Cause.PLAN_BREACH or self.misses == "crew"

    @property
    def misses_window(self) -> bool:
        """Tell whether the window of one of several patients closes before help is there."""
        return any(one.misses == "window" for one in self.members)

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


def raised_alert_ids(actor: Actor, cause: str) -> list[int]:
    """Return the ids of the alerts of a cause which the actor may see and nobody acknowledged."""
    actor.need(SEE)
    rows = Alert.objects.visible_to(actor).filter(cause=cause, state=AlertState.RAISED)
    return list(rows.order_by("id").values_list("pk", flat=True))


def alerts_of_mission(actor: Actor, mission_id: int) -> list[AlertRow]:
    """Return the open alerts about a mission which the actor may see, the most urgent first."""
    rows = Alert.objects.visible_to(actor).open()
    named = Q(subject_kind="missions", values__members__contains=[{"id": mission_id}])
    mine = rows.filter(Q(subject_kind="mission", subject_id=mission_id) | named)
    return _rows(actor, list(mine.order_by("urgency", "raised_at", "id")), only=mission_id)


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


def _rows(actor: Actor, rows: list[Alert], only: int = 0) -> list[AlertRow]:
    names = names_of(one for r in rows for one in (r.acknowledged_by, r.ended_by))
    may_acknowledge, may_close = (_owned(actor, rows, right) for right in (ACKNOWLEDGE, CLOSE))
    return [
        AlertRow(
            id=r.pk,
            cause=r.cause,
            urgency=r.urgency,
            state=r.state,
            about=r.subject_kind.removesuffix(MANY),
            number=numbers_told([one.number for one in members]) or about.number,
            vehicle=str(about.values.get("vehicle", "")),
            url=about.url,
            late=str(about.values.get("late", "")),
            late_url=_page("mission", about.values.get("late_id")),
            replan_url=_together(actor, r, members) or about.replan_url(actor),
            sheet_url=about.sheet_url(actor),
            misses=str(about.values.get("misses", "")),
            way=about.way,
            common=common_told(r.values) if members else "",
            members=members,
            region=r.region,
            onset_at=r.onset_at,
            raised_at=r.raised_at,
            escalations=r.escalations,
            acknowledged_at=r.acknowledged_at,
            acknowledged_by=names[r.acknowledged_by] if r.acknowledged_by is not None else "",
            ended_at=r.ended_at,
            ended_by=names[r.ended_by] if r.ended_by is not None else "",
            end_reason=r.end_reason,
            may_acknowledge=r.pk in may_acknowledge and r.state == AlertState.RAISED,
            may_close=r.pk in may_close and r.state in OPEN,
            is_exercise=r.is_exercise,
            is_synthetic=r.is_synthetic,
        )
        for r in rows
        for about, members in (_told(actor, r, only),)
    ]


def _owned(actor: Actor, rows: Sequence[Alert], permission: str) -> Collection[int]:
    """Return the alerts of which a permission of the actor reaches all that they name."""
    if not actor.may(permission):
        return ()
    if any(len(r.values.get("regions", ())) > 1 for r in rows):
        own = Alert.objects.within(actor, permission).filter(pk__in=[r.pk for r in rows])
        return set(own.values_list("pk", flat=True))
    return [r.pk for r in rows]


def _told(actor: Actor, r: Alert, only: int) -> tuple["_About", tuple[Member, ...]]:
    """Return what an alert is about; of several each, or only the one that is wanted."""
    scope = actor.scope_of(SEE)
    operators = {str(one) for one in scope.operators}
    told = [
        one
        for one in r.values.get("members", ())
        if only in (0, one["id"])
        and (scope.nation or one["region"] in scope.regions or one["operator"] in operators)
    ]
    if not told:
        return _About(r, r.subject_kind, r.subject_id, r.onset_at, r.values), ()
    kind = r.subject_kind.removesuffix(MANY)
    parts = [_About(r, kind, one["id"], datetime.fromisoformat(one["since"]), one) for one in told]
    if len(parts) == 1:
        return parts[0], ()
    members = tuple(
        Member(
            number=one.number,
            url=one.url,
            urgency=one.values["urgency"],
            misses=str(one.values.get("misses", "")),
            way=one.way_alone,
            replan_url=one.replan_url(actor),
        )
        for one in parts
    )
    return _About(r, "", 0, r.onset_at, {}), members


def _together(actor: Actor, r: Alert, members: Sequence[Member]) -> str:
    """Return the page on which all the requests of an open alert are planned at once."""
    is_open = r.cause == Cause.BEST_WAY and r.state in OPEN
    if is_open and len(members) >= PLANNED_TOGETHER and actor.may(PLAN):
        return reverse("crisis:waiting")
    return ""


@dataclass(frozen=True, slots=True)
class _About:
    """One thing an alert is about: a record, since when, and what is said of it."""

    alert: Alert
    kind: str
    id: int
    since: datetime
    values: Mapping[str, Any]

    @property
    def number(self) -> str:
        told = self.values.get("number", "")
        return local(told) if isinstance(told, dict) else str(told)

    @property
    def url(self) -> str:
        if self.alert.cause == Cause.CALL_EXHAUSTED and "about" in self.values:
            return _page(str(self.values["about"]), self.values.get("about_id"))
        return _page(self.kind, self.id)

    @property
    def way(self) -> str:
        if "way" not in self.values:
            return ""
        if self.alert.cause == Cause.BEST_WAY:
            return best_way_told(self.values)
        return way_told(self.values, self.since)

    @property
    def way_alone(self) -> str:
        """What has become of its way, without the reason which all have in common."""
        is_request = self.alert.cause == Cause.BEST_WAY
        return best_way_told({**self.values, "why": ""}) if is_request else self.way

    def replan_url(self, actor: Actor) -> str:
        if not actor.may(COMMIT):
            return ""
        can_wait = "stage" not in self.values
        return (
            self._remedy(Cause.ENDANGERED, "dispatch:replan")
            or self._remedy(Cause.WAY, "dispatch:replan")
            or self._remedy(Cause.UNANSWERED, "dispatch:replan")
            or (self._remedy(Cause.UNFIT, "dispatch:replan") if can_wait else "")
            or self._remedy(Cause.REFUSED, "dispatch:plans")
            or self._remedy(Cause.BEST_WAY, "dispatch:plans")
        )

    def sheet_url(self, actor: Actor) -> str:
        return self._remedy(Cause.LOST_CONTACT, "following:flight") if actor.may(FOLLOWING) else ""

    def _remedy(self, cause: Cause, page: str) -> str:
        """Return the page on which something is done about an open alert of a cause."""
        is_open = self.alert.cause == cause and self.alert.state in OPEN
        return reverse(page, args=(self.id,)) if self.id and is_open else ""


def _page(kind: str, record_id: object) -> str:
    name = PAGES.get(kind) or added_page(kind)
    return reverse(name, args=(record_id,)) if name and isinstance(record_id, int) else ""
