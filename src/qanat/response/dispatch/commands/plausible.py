"""Ask for a reason where a time seems impossible: too fast, from the air, from elsewhere."""

from collections.abc import Sequence
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.refusals import Conflict
from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.registry.terminology.queries import is_reason
from qanat.response.dispatch.models import Leg, Mission, Stamp
from qanat.response.dispatch.models.missions import Mode
from qanat.response.dispatch.models.requests import Origin
from qanat.response.dispatch.rules.speeds import Run, fastest_mps, pairs
from qanat.response.dispatch.rules.stamps import Made, aloft_since, given_aloft
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import SERVING, UNDER_WAY
from qanat.response.dispatch.states.stamps import STAMP_LABELS

CONFIRMING = "impossible_time"
"""The list of reasons why an impossible time is right all the same."""
KMH = 3.6
LEAVING: Final = frozenset({Kind.TAKE_OFF.value, Kind.UNIT_EN_ROUTE.value})


class Implausible(Conflict):
    """A time which seems impossible is stored only with a reason."""

    status = 422
    code = "implausible"


class TooFast(Implausible):
    """A time would mean an impossible speed."""

    text = _(
        "%(km)s km in %(minutes)s min would be %(kmh)s km/h; at most %(most)s km/h is plausible "
        "here. Correct the time, or say why it is right."
    )


class StillAloft(Implausible):
    """Nobody is handed over in the air, and nothing is back in service there."""

    text = _(
        "“%(stamp)s” can hardly be: the aircraft took off at %(at)s and has not landed since. "
        "Stamp the landing first. If this is right all the same, stamp “%(stamp)s” with the reason "
        "why."
    )


class InAnotherMission(Implausible):
    """A vehicle leaves for one mission at a time."""

    text = _(
        "%(vehicle)s is still in mission “%(number)s”: %(state)s. End that one first, or say why "
        "this is right."
    )


class NotConfirmed(Conflict):
    """The reason given is not one of the list."""

    status = 422
    code = "not_confirmed"
    text = _("This is not a reason of the list. Choose one.")


def check_plausible(row: Mission, stamp: Stamp, made: Sequence[Made]) -> None:
    """Refuse a time which seems impossible, unless its stamp says why it is right.

    What is entered from paper is asked about its speed alone.

    Raises:
        Implausible: if it seems so.
        NotConfirmed: if the reason for it is none of the list.
    """
    check_speed(row, stamp)
    if not stamp.confirmed and row.origin != Origin.PAPER:
        _check_ground(row, stamp, made)
        _check_vehicle(row, stamp)


def check_speed(row: Mission, stamp: Stamp, without: int = 0) -> None:
    """Refuse a time by which the vehicle would have been too fast, unless its stamp says why.

    Args:
        row: the locked mission.
        stamp: the one which is to be stored.
        without: the stamp which it corrects.

    Raises:
        TooFast: if the time would mean an impossible speed.
        NotConfirmed: if the reason for it is none of the list.
    """
    if stamp.confirmed:
        if not is_reason(CONFIRMING, stamp.confirmed):
            raise NotConfirmed
        return
    cruise = None
    if row.aircraft_id is not None:
        kind = aircraft_at(row.aircraft_id, stamp.at).type
        cruise = kind.cruise_mps if kind else None
    most = fastest_mps(cruise, is_by_air=row.mode == "air")
    for run in _runs(row, stamp, without):
        if run.speed_mps > most:
            raise _too_fast(run, most)


def _check_ground(row: Mission, stamp: Stamp, made: Sequence[Made]) -> None:
    asks = {Kind.CARE_TRANSFERRED.value: given_aloft, Kind.BACK_IN_SERVICE.value: aloft_since}
    if row.mode != Mode.AIR or stamp.kind not in asks:
        return
    if off := asks[stamp.kind](stamp.at, made):
        label = STAMP_LABELS[Kind(stamp.kind)]
        raise StillAloft(stamp=label, at=f"{localtime(off.at):%d.%m.%Y %H:%M}")


def _check_vehicle(row: Mission, stamp: Stamp) -> None:
    """Ask when a vehicle leaves, for the first time, which has not ended another mission."""
    if stamp.kind not in LEAVING or row.took_off_at is not None or row.state not in SERVING:
        return
    vehicle = {"aircraft": row.aircraft_id} if row.aircraft_id else {"ambulance": row.ambulance_id}
    others = Mission.objects.filter(**vehicle, state__in=UNDER_WAY).exclude(pk=row.pk)
    if other := others.select_related("aircraft", "ambulance").order_by("-id").first():
        name = other.aircraft.tail if other.aircraft else ""
        name = name or (other.ambulance.call_sign if other.ambulance else "")
        state = MissionState(other.state).label
        raise InAnotherMission(vehicle=name, number=other.number, state=state)


def _too_fast(run: Run, most: float) -> TooFast:
    seconds = (run.end - run.start).total_seconds()
    speed = round(run.speed_mps * KMH) if seconds else "∞"
    return TooFast(
        km=round(run.distance_m / 1000),
        minutes=round(seconds / 60),
        kmh=speed,
        most=round(most * KMH),
    )


def _runs(row: Mission, stamp: Stamp, without: int) -> list[Run]:
    """Return the runs of a mission which a stamp begins or ends."""
    away, back = (
        (Kind.TAKE_OFF, Kind.LANDING)
        if row.mode == "air"
        else (Kind.UNIT_EN_ROUTE, Kind.PATIENT_ARRIVED)
    )
    if stamp.kind not in {away.value, back.value}:
        return []
    others = row.stamps.valid().exclude(pk=without).filter(kind__in=[away.value, back.value])
    stamps = sorted([*others, stamp], key=lambda s: (s.at, s.pk or 0))
    starts = [s for s in stamps if s.kind == away.value]
    ends = [s for s in stamps if s.kind == back.value]
    legs = list(row.legs.filter(is_dropped=False, ambulance=None).order_by("position", "id"))
    runs = []
    for n, m in pairs([s.at for s in starts], [s.at for s in ends]):
        start, end = starts[n], ends[m]
        distance = _distance(row, legs, n, start, end)
        if distance is not None and stamp in (start, end):
            runs.append(Run(start.at, end.at, distance))
    return runs


def _distance(row: Mission, legs: list[Leg], n: int, start: Stamp, end: Stamp) -> float | None:
    """Return how far it is by plan; None where it went another way."""
    if row.mode != "air":
        return sum(leg.distance_m for leg in legs) if legs else None
    named = start.leg_id or end.leg_id
    leg = next((x for x in legs if x.pk == named), None) if named else None
    leg = leg or (legs[n] if n < len(legs) else None)
    if leg is None or (end.place and end.place != leg.to_name):
        return None
    return leg.distance_m
