"""Stamp the times of a mission; correct them by new stamps."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from qanat.response.commitments.commands import release_purpose
from qanat.response.dispatch.commands.costs import write_costs
from qanat.response.dispatch.commands.finding import (
    locked_mission,
    locked_request,
    touch_mission,
    touch_request,
)
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.commands.plausible import check_plausible, check_speed
from qanat.response.dispatch.commands.receiving import confirm_receiver
from qanat.response.dispatch.commands.turns import check_turn, is_served_otherwise
from qanat.response.dispatch.models import Mission, MissionRequest, Request, Stamp
from qanat.response.dispatch.permissions import CORRECT, FLY
from qanat.response.dispatch.queries.ways import way_of
from qanat.response.dispatch.rules import flights
from qanat.response.dispatch.rules.stamps import (
    AHEAD,
    MOVES,
    Made,
    first_before,
    is_behind,
    out_of_place,
)
from qanat.response.dispatch.rules.way import step_of
from qanat.response.dispatch.states import MISSION, REQUEST, MissionState, RequestState
from qanat.response.dispatch.states.missions import HAS_LEFT
from qanat.response.dispatch.states.requests import SERVED
from qanat.response.dispatch.states.stamps import STAMP_LABELS

ENDING = frozenset({"return", "land_aborted"})
"""The moves by which a stamp ends a mission: what was promised to it is free then."""
NEXT = "load_next"
ENDED = frozenset({MissionState.REFUSED, MissionState.CANCELLED})

FLYING = frozenset({Kind.TAKE_OFF, Kind.LANDING})
NEAR = timedelta(seconds=59)
"""Two people who stamp the same so near to each other agree."""


class UnknownStamp(Invalid):
    """There is no such kind of stamp."""

    code = "unknown_stamp"
    text = _("“%(kind)s” is not a time of a mission.")


class WrongOrder(Conflict):
    """A time can't be before or after another one."""

    status = 422
    code = "wrong_order"
    text = _("This time does not fit: “%(other)s” was stamped at %(at)s. Correct one of them.")


class BeforeTheCall(Conflict):
    """A mission has no times before its request was received."""

    status = 422
    code = "before_the_call"
    text = _("This time lies before the request of mission “%(number)s” was received.")


class AlreadyCorrected(Conflict):
    """A stamp is corrected once; then the correction is."""

    code = "already_corrected"
    text = _("This time was corrected already. Correct the newer one.")


class AlreadyStamped(Conflict):
    """Somebody stamped the same time of the same leg before."""

    code = "already_stamped"
    text = _("“%(stamp)s” is stamped already: %(at)s, by %(who)s. Keep that time, or correct it.")


class NotOfThisMission(Invalid):
    """A stamp is about a leg or request of its own mission."""

    code = "not_of_this_mission"
    text = _("This leg or request does not belong to mission “%(number)s”.")


class NotYours(NotAllowed):
    """Who may not correct everything corrects what he has stamped himself."""

    code = "not_yours"
    text = _("Somebody else stamped this time. The centre or the team corrects it.")


class NeverLeft(Conflict):
    """A mission which was refused or cancelled has no times under way."""

    code = "never_left"
    text = _("Mission “%(number)s” never left. Its times can't be stamped.")


@command(needs=FLY)
def stamp_mission(  # noqa: PLR0913 (what, when it was, when it is said, from where, about which)
    actor: Actor,
    *,
    mission_id: int,
    kind: str,
    at: datetime,
    now: datetime,
    source: str = "person",
    request_id: int | None = None,
    leg_id: int | None = None,
    place: str = "",
    confirm: str = "",
    receiver_id: int | None = None,
    only: bool = False,
) -> int:
    """Stamp a time of a mission and make the move that goes with it; return the stamp.

    At the hand-over ``receiver_id`` is the hospital which has the patient, if not that of the
    plan. The same stamp sent twice (same kind and time) is stored once. Without a place it happened
    where the plan has it. With ``only`` another time which somebody stamped before is a refusal:
    whoever was without a connection could not see it. Within a minute it is the same time.

    Raises:
        UnknownStamp: if the kind does not exist.
        FromTheFuture: if the time lies ahead of now.
        WrongOrder: if it contradicts another stamp.
        BeforeTheCall: if it lies before the request was received.
        AlreadyStamped: if it is to be the only one of its leg, and another stands.
        NeverLeft: if the mission was refused or cancelled.
        NotAccepted, OnWeatherHold, NotDeparted, AloftAlready, NotAloft, NotGiven: if it is not
            its turn.
        NotOfThisMission: if the leg or the request belongs to another mission.
        Implausible: if it seems impossible, and nothing confirms it.
    """
    known = _kind(kind)
    if at > now + AHEAD:
        raise FromTheFuture(field=_("Time"))
    requests = _locked_requests(mission_id)
    row = locked_mission(actor, mission_id)
    if row.state in ENDED:
        raise NeverLeft(number=row.number)
    _check_own(row, requests, request_id, leg_id)
    _check_call(row, requests, at)
    if same := row.stamps.valid().filter(kind=known.value, at=at, leg=leg_id).first():
        return same.pk
    if only and (near := _agreed(row, known, at, leg_id, request_id)):
        return near.pk
    stood = [Made(Kind(s.kind), s.at) for s in row.stamps.valid()]
    _refuse(first_before(known, at, stood))
    _refuse(_of_another_leg(row, known, at, leg_id))
    check_turn(row, requests, known, at, stood)
    made = Stamp(
        mission=row,
        leg_id=leg_id,
        request_id=request_id,
        kind=known.value,
        place=place or _planned_place(row, known, leg_id),
        at=at,
        by_id=actor.id,
        source=source,
        confirmed=confirm,
    )
    check_plausible(row, made, stood)
    made.save(force_insert=True)
    if known is Kind.CARE_TRANSFERRED:
        for request in requests:
            if request_id in (None, request.pk):
                confirm_receiver(request, receiver_id, at)
                touch_request(request)
    _move(actor, row, known, is_late=is_behind(at, stood))
    _follow(row, requests, made)
    _derive(row)
    touch_mission(row)
    return made.pk


@command(needs=FLY)
def correct_stamp(
    actor: Actor,
    *,
    stamp_id: int,
    at: datetime | None,
    reason: str,
    confirm: str = "",
    now: datetime,
) -> int:
    """Correct a stamp by a new one which names it; with no time the old one is void.

    Who may not correct everything may correct what he has stamped himself.

    Raises:
        NotYours: if somebody else stamped it, and the actor may not correct everything.
        AlreadyCorrected: if it was corrected before.
        BeforeTheCall: if it would lie before the request was received.
        WrongOrder: if it would pass the stamp before it or the one after it.
        Implausible: if the vehicle would have been too fast, and nothing confirms it.
    """
    old = Stamp.objects.select_related("mission").filter(pk=stamp_id).first()
    if old is None:
        raise NotFound
    requests = _locked_requests(old.mission_id)
    row = locked_mission(actor, old.mission_id)
    if not may_correct(actor, old):
        raise NotYours
    if Stamp.objects.filter(corrects=old).exists():
        raise AlreadyCorrected
    made = Stamp(
        mission=row,
        leg_id=old.leg_id,
        request_id=old.request_id,
        kind=old.kind,
        place=old.place,
        at=at or old.at,
        by_id=actor.id,
        source="person",
        corrects=old,
        reason=reason,
        confirmed=confirm,
        is_void=at is None,
    )
    if at is not None:
        if at > now + AHEAD:
            raise FromTheFuture(field=_("Time"))
        _check_call(row, requests, at)
        _check_neighbours(row, old, at)
        check_speed(row, made, without=old.pk)
    made.save(force_insert=True)
    _derive(row)
    touch_mission(row)
    return made.pk


def may_correct(actor: Actor, stamp: Stamp) -> bool:
    """Tell whether somebody may correct a stamp: his own, or any with the right to correct."""
    return actor.may(CORRECT) or stamp.by_id == actor.id


def _kind(kind: str) -> Kind:
    try:
        return Kind(kind)
    except ValueError:
        raise UnknownStamp(kind=kind[:40]) from None


def _locked_requests(mission_id: int) -> list[Request]:
    """Return every request a mission serves: who may stamp it need not see all of them."""
    served = MissionRequest.objects.filter(mission_id=mission_id).order_by("request_id")
    return [locked_request(SYSTEM, pk) for pk in served.values_list("request_id", flat=True)]


def _check_own(
    row: Mission, requests: list[Request], request_id: int | None, leg_id: int | None
) -> None:
    is_served = request_id is None or any(request.pk == request_id for request in requests)
    is_flown = leg_id is None or row.legs.filter(pk=leg_id).exists()
    if not (is_served and is_flown):
        raise NotOfThisMission(number=row.number)


def _agreed(
    row: Mission, kind: Kind, at: datetime, leg_id: int | None, request_id: int | None
) -> Stamp | None:
    """Return the same time as another stamped it; another time for it is refused."""
    alike = row.stamps.valid().filter(kind=kind.value, leg=leg_id, request=request_id)
    if near := alike.filter(at__range=(at - NEAR, at + NEAR)).order_by("at", "id").first():
        return near
    if leg_id is None and kind in FLYING:
        return None  # a flight over another way than planned has as many of them as it takes
    if other := alike.order_by("at", "id").first():
        who = names_of({other.by_id}).get(other.by_id, "")
        raise AlreadyStamped(stamp=STAMP_LABELS[kind], at=_written(other.at), who=who)
    return None


def _planned_place(row: Mission, kind: Kind, leg_id: int | None) -> str:
    steps, made = way_of(row)
    step = step_of(steps, made, kind, leg_id)
    return step.place if step else ""


def _check_call(row: Mission, requests: list[Request], at: datetime) -> None:
    if requests and at < min(request.received_at for request in requests):
        raise BeforeTheCall(number=row.number)


def _check_neighbours(row: Mission, old: Stamp, at: datetime) -> None:
    stamps = list(row.stamps.valid().order_by("at", "id"))
    here = stamps.index(old) if old in stamps else len(stamps)
    made = [Made(Kind(s.kind), s.at) for s in stamps]
    before, after = made[:here][-1:], made[here + 1 :][:1]
    _refuse(out_of_place(at, next(iter(before), None), next(iter(after), None)))


def _of_another_leg(row: Mission, kind: Kind, at: datetime, leg_id: int | None) -> Made | None:
    """Return a take-off or landing of a leg before, which was later, or of one after, or None."""
    if leg_id is None or kind not in FLYING:
        return None
    flown = row.stamps.valid().filter(kind__in=[one.value for one in FLYING], leg__ambulance=None)
    position = row.legs.filter(pk=leg_id).values("position")
    wrong = flown.filter(
        Q(leg__position__lt=position, at__gt=at) | Q(leg__position__gt=position, at__lt=at)
    )
    found = wrong.order_by("at", "id").first()
    return Made(Kind(found.kind), found.at) if found else None


def _refuse(other: Made | None) -> None:
    if other is not None:
        name = STAMP_LABELS.get(other.kind, other.kind.value)
        raise WrongOrder(other=name, at=_written(other.at))


def _written(at: datetime) -> str:
    return f"{localtime(at):%d.%m.%Y %H:%M}"


def _move(actor: Actor, row: Mission, kind: Kind, *, is_late: bool) -> None:
    """Make the move of a time; who boarded before somebody was brought boards no more."""
    for name in MOVES.get(kind, ()):
        if row.state in MISSION.move(name).sources and not (name == NEXT and is_late):
            if name in ENDING:
                row.ended_at = row.stamps.valid().filter(kind=kind.value).latest("at").at
                make_move(actor, row, MISSION, name, also=("ended_at",))
                release_purpose(SYSTEM, purpose_kind="mission", purpose_id=row.pk)
            else:
                make_move(actor, row, MISSION, name)
            return


def _follow(row: Mission, requests: list[Request], made: Stamp) -> None:
    """Let the requests follow the mission, whoever stamped it, also where it is stamped late."""
    for request in requests:
        before = request.state
        if row.state in HAS_LEFT and before == RequestState.TASKED:
            make_move(SYSTEM, request, REQUEST, "depart")
        if request.state in SERVED and _is_given(row, request, made):
            make_move(SYSTEM, request, REQUEST, "hand_over")
        if request.state != before:
            touch_request(request)


def _is_given(row: Mission, request: Request, made: Stamp) -> bool:
    """Tell whether a time says that the patient of a request is handed over."""
    if made.kind != Kind.CARE_TRANSFERRED or made.request_id not in (None, request.pk):
        return False
    is_late = row.state == MissionState.IN_SERVICE and not is_served_otherwise(request, row)
    return is_late or row.state in HAS_LEFT


def _derive(row: Mission) -> None:
    """Repeat on the mission what follows from its stamps: take-off, landing, hours, cost."""
    stamps = list(row.stamps.valid().order_by("at", "id"))
    offs = [s.at for s in stamps if s.kind == _departure(row)]
    ons = [s.at for s in stamps if s.kind == _arrival(row)]
    row.took_off_at = min(offs, default=None)
    row.landed_at = max((on for on in ons if offs and on >= min(offs)), default=None)
    row.flown_s = flights.flown_s(offs, ons)
    row.save(update_fields=["took_off_at", "landed_at", "flown_s"])
    if row.mode == "air":
        write_costs(row)


def _departure(row: Mission) -> str:
    return Kind.TAKE_OFF.value if row.mode == "air" else Kind.UNIT_EN_ROUTE.value


def _arrival(row: Mission) -> str:
    return Kind.LANDING.value if row.mode == "air" else Kind.PATIENT_ARRIVED.value
