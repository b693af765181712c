"""What was declined before: the same need offered again to somebody else.

Who decides or commits is told that others said no, and why: the next one must not learn of the
weather from the air. Told are also declines of requests which the reader may not open, without
their number: the warning is for the patient's safety. An airline reads why other airlines would not
fly, but neither why a physician said no nor where the patient of another request lies.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import SYSTEM_ID, Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.texts import local
from qanat.registry.terminology.queries import reason_names
from qanat.response.dispatch.models import Mission, MissionRequest, Request, RequestPatient, Review
from qanat.response.dispatch.models.clinical import Decision
from qanat.response.dispatch.parameters import ASSUMED, OFFERED_AGAIN_WITHIN
from qanat.response.dispatch.permissions import CONDITION, SEE
from qanat.response.dispatch.states import MissionState, RequestState
from qanat.web.wording import moment, number

CATEGORY: Final = 3
"""Characters of a code which name its category."""
MOST: Final = 20
NEED: Final = ("sending_facility", "icd10", "is_exercise")
WHERE: Final = ("request__settlement", "request__sending_facility")
LONGEST_WAIT: Final = timedelta(days=3)
"""A request which is declined within the time that counts was received this much before it."""


@dataclass(frozen=True, slots=True)
class Declined:
    """Somebody said no to a need.

    Attributes:
        who: the physician or the airline.
        place: where the patient lies.
        tail: the aircraft which the airline was asked to fly with; "" to another airline.
        request_id: the request, None where it is this one or the reader may not open it.
    """

    at: datetime
    who: str
    reason: str
    place: str
    aircraft_id: int | None = None
    tail: str = ""
    request_id: int | None = None
    request_number: str = ""


@dataclass(frozen=True, slots=True)
class OfferedAgain:
    """All who said no within the time that counts, the last first."""

    rows: tuple[Declined, ...]
    within_h: float
    source: str

    @property
    def headline(self) -> str:
        """Say it in a sentence: how often, and by whom last."""
        words = ngettext(
            "Declined once within %(hours)s h; by %(who)s.",
            "Declined %(count)s times within %(hours)s h; the last time by %(who)s.",
            len(self.rows),
        )
        return words % {
            "count": number(len(self.rows)),
            "hours": number(self.within_h),
            "who": self.rows[0].who,
        }

    def of_aircraft(self) -> dict[int, str]:
        """Say of each aircraft which was refused why and when, the last time."""
        words = _("%(tail)s was refused at %(time)s: %(reason)s")
        return {
            row.aircraft_id: words
            % {"tail": row.tail, "time": moment(row.at, "time"), "reason": row.reason}
            for row in reversed(self.rows)
            if row.aircraft_id is not None and row.tail
        }

    @property
    def told(self) -> str:
        """Say it in a few lines of plain text, reasons included."""
        reasons = [f"{moment(row.at, 'time')}: {row.reason}, {row.place}" for row in self.rows]
        return f"{self.headline} {'; '.join(reasons)}"


def offered_again(
    actor: Actor, request_id: int, now: datetime, *, others: Collection[int] = ()
) -> OfferedAgain | None:
    """Tell who declined the need of a request before, ``None`` if nobody did.

    With ``others``, requests of the same mission, theirs too: each decline with its place.

    The need is the same when the request is, or the patient; where nobody is named yet, when
    the hospital and the category of the diagnosis are. The caller has checked that the actor
    may see the request. At most nine queries, three where nobody did.
    """
    norm = parameter(OFFERED_AGAIN_WITHIN, on=now.date())
    since = now - timedelta(hours=norm.number)
    asked = Request.objects.filter(pk__in={request_id, *others}).only(*NEED).order_by("id")
    same = _same_need(list(asked), since) if asked else set()
    if not _is_any(same, since):
        return None
    refused, declined = _refused(same, since), _reviewed(same, since)
    if not refused and not declined:
        return None
    wanted = {one.request_id for one in refused} | {one.request_id for one in declined}
    open_to = set(
        Request.objects.visible_to(actor)
        .filter(pk__in=wanted - {request_id})
        .values_list("pk", flat=True)
    )
    rows = [*_by_airlines(refused, actor), *_by_physicians(declined, actor)]
    reads = actor.may(CONDITION)
    shown = [_as_seen(one, about, request_id, open_to, reads=reads) for one, about in rows]
    shown.sort(key=lambda one: one.at, reverse=True)
    source = "" if norm.verified else ASSUMED
    return OfferedAgain(tuple(shown[:MOST]), norm.number, source)


def _same_need(asked: Collection[Request], since: datetime) -> set[int]:
    """Return the requests of the same need; each way to be alike is looked up by its own index."""
    ids = {row.pk for row in asked}
    counted = Request.objects.filter(is_exercise__in={row.is_exercise for row in asked})
    counted = counted.exclude(state=RequestState.MERGED).order_by()
    links = RequestPatient.objects.order_by()
    people = links.filter(request__in=ids).values("patient__resolved")
    with_them = links.filter(patient__resolved__in=people).values("request")
    ways = [counted.filter(pk__in=with_them).values_list("pk")]
    ways += [
        counted.filter(
            people__isnull=True,
            sending_facility=row.sending_facility_id,
            icd10__startswith=row.icd10[:CATEGORY],
            received_at__gte=since - LONGEST_WAIT,
        ).values_list("pk")
        for row in asked
        if row.sending_facility_id and row.icd10
    ]
    alike = ways[0].union(*ways[1:], all=True) if ways[1:] else ways[0]
    return ids.union(pk for (pk,) in alike)


def _no_of_airlines(same: set[int], since: datetime) -> QuerySet[MissionRequest]:
    return MissionRequest.objects.filter(
        request__in=same,
        mission__state=MissionState.REFUSED,
        mission__ended_at__gte=since,
    )


def _no_of_physicians(same: set[int], since: datetime) -> QuerySet[Review]:
    return Review.objects.filter(request__in=same, decision=Decision.DECLINE, at__gte=since)


def _is_any(same: set[int], since: datetime) -> bool:
    """Tell whether anybody said no: seldom, so that this is asked first and briefly."""
    airlines = _no_of_airlines(same, since).order_by().values("pk")
    return airlines.union(_no_of_physicians(same, since).order_by().values("pk"), all=True).exists()


def _refused(same: set[int], since: datetime) -> list[MissionRequest]:
    rows = _no_of_airlines(same, since).select_related(
        "mission__operator", "mission__aircraft", *WHERE
    )
    newest = rows.order_by("-mission__ended_at", "-id")[:MOST]
    return list({one.mission_id: one for one in newest}.values())  # one "no" for all it was to fly


def _reviewed(same: set[int], since: datetime) -> list[Review]:
    rows = _no_of_physicians(same, since).select_related(*WHERE)
    return list(rows.order_by("-at", "-id")[:MOST])


About = tuple[Declined, Request]


def _by_airlines(rows: Collection[MissionRequest], actor: Actor) -> list[About]:
    reasons = reason_names() if rows else {}
    return [
        (
            Declined(
                at=one.mission.ended_at,
                who=_operator(one.mission, actor),
                reason=reasons.get(one.mission.end_reason, one.mission.end_reason),
                place=_place(one.request),
                aircraft_id=one.mission.aircraft_id,
                tail=_tail(one.mission, actor),
            ),
            one.request,
        )
        for one in rows
        if one.mission.ended_at is not None
    ]


def _operator(mission: Mission, actor: Actor) -> str:
    """Name the airline; to another airline it is just another one."""
    if mission.operator is None or _is_rival(mission, actor):
        return _("another airline")
    return local(mission.operator.name)


def _tail(mission: Mission, actor: Actor) -> str:
    return mission.aircraft.tail if mission.aircraft and not _is_rival(mission, actor) else ""


def _is_rival(mission: Mission, actor: Actor) -> bool:
    scope = actor.scope_of(SEE)
    return bool(scope.operators) and mission.operator_id not in scope.operators


def _by_physicians(rows: Collection[Review], actor: Actor) -> list[About]:
    reasons = reason_names() if rows else {}
    reads = actor.may(CONDITION)
    names = names_of({one.by_id for one in rows}) if rows else {}
    return [
        (
            Declined(
                at=one.at,
                who=_physician(one.by_id, names),
                reason=reasons.get(one.reason, one.reason) if reads else "",
                place=_place(one.request),
            ),
            one.request,
        )
        for one in rows
    ]


def _physician(account_id: int, names: Mapping[int | None, str]) -> str:
    known = "" if account_id == SYSTEM_ID else names.get(account_id)
    return known or _("the physician on duty")


def _place(row: Request) -> str:
    if row.settlement:
        return local(row.settlement.name)
    facility = local(row.sending_facility.name) if row.sending_facility else ""
    return facility or row.place or row.sending_name


def _as_seen(
    one: Declined, about: Request, request_id: int, open_to: set[int], *, reads: bool
) -> Declined:
    if about.pk == request_id:
        return one
    if about.pk in open_to:
        return replace(one, request_id=about.pk, request_number=about.number)
    return one if reads else replace(one, place="")
