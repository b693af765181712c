"""Refuse times for which it is not the turn, and say what is to be stamped first."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.refusals import Conflict
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.models.missions import Mode
from qanat.response.dispatch.rules.stamps import (
    AFTER_DEPARTURE,
    ON_HOLD,
    PREPARING,
    Made,
    aloft_since,
)
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import HAS_LEFT, SERVING
from qanat.response.dispatch.states.requests import SERVED
from qanat.response.dispatch.states.stamps import STAMP_LABELS

READY: Final = frozenset({MissionState.ACCEPTED, MissionState.CREW_CALLED})


class NotAccepted(Conflict):
    """Nothing moves before the operator has accepted."""

    code = "not_accepted"
    text = _(
        "The operator has not accepted mission “%(number)s” yet. It has to be accepted before "
        "this time can be stamped."
    )


class OnWeatherHold(Conflict):
    """Nothing moves while a mission waits for the weather."""

    code = "on_weather_hold"
    text = _(
        "Mission “%(number)s” waits for the weather. Say that the weather allows it before this "
        "time is stamped."
    )


class NotDeparted(Conflict):
    """What comes at the end of a way has no time before its beginning."""

    code = "not_departed"
    text = _(
        "Mission “%(number)s” has not left yet. Stamp its departure, or the patient on board, "
        "before “%(stamp)s”."
    )


class AloftAlready(Conflict):
    """What is in the air can't take off."""

    code = "aloft_already"
    text = _("It took off at %(at)s and has not landed since. Stamp the landing first.")


class NotAloft(Conflict):
    """What has not taken off can't land."""

    code = "not_aloft"
    text = _("There is no take-off before this landing. Stamp the take-off first.")


class NotGiven(Conflict):
    """A mission is not back in service while its patient is in nobody else's hands."""

    code = "not_given"
    text = _(
        "The patient of request “%(number)s” is not handed over yet. Stamp the hand-over first, "
        "or abort the mission and say why."
    )


def check_turn(
    row: Mission, requests: Iterable[Request], kind: Kind, at: datetime, made: Sequence[Made]
) -> None:
    """Refuse a time which can't be in the state of a mission, or not after its other times.

    Raises:
        NotAccepted: if something moves which the operator has not accepted.
        OnWeatherHold: if something moves while the mission waits for the weather.
        NotDeparted: if something ends which has not begun.
        AloftAlready, NotAloft: if it takes off from the air, or lands from the ground.
        NotGiven: if it ends while a patient is not handed over.
    """
    if row.state == MissionState.PLANNED and kind not in PREPARING:
        raise NotAccepted(number=row.number)
    if row.state == MissionState.WEATHER_HOLD and kind not in ON_HOLD:
        raise OnWeatherHold(number=row.number)
    if row.state in READY and kind in AFTER_DEPARTURE:
        raise NotDeparted(number=row.number, stamp=STAMP_LABELS[kind])
    if row.mode == Mode.AIR:
        _check_flight(row, kind, at, made)
    if kind is Kind.BACK_IN_SERVICE and row.state in HAS_LEFT:
        _check_given(row, requests)


def is_served_otherwise(request: Request, row: Mission) -> bool:
    """Tell whether another mission than this one is still to help a request."""
    return request.missions.exclude(pk=row.pk).filter(state__in=SERVING).exists()


def _check_flight(row: Mission, kind: Kind, at: datetime, made: Sequence[Made]) -> None:
    off = aloft_since(at, made)
    if kind is Kind.TAKE_OFF and off is not None:
        raise AloftAlready(at=f"{localtime(off.at):%d.%m.%Y %H:%M}")
    if kind is Kind.LANDING and off is None and row.state != MissionState.ABORTED_ALOFT:
        raise NotAloft


def _check_given(row: Mission, requests: Iterable[Request]) -> None:
    for request in requests:
        if request.state in SERVED and not is_served_otherwise(request, row):
            raise NotGiven(number=request.number)
