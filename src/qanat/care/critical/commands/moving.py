"""From "move the patient" to a request with its clock running; what becomes of it."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qanat.care.critical.commands.finding import locked_watch, tell
from qanat.care.critical.models import Findings, Watch
from qanat.care.critical.parameters import DATA_AGE
from qanat.care.critical.permissions import MOVE
from qanat.care.critical.queries.norms import hours_of
from qanat.care.critical.queries.persons import ages_of
from qanat.care.critical.states import SPECIALTIES, WATCH, Condition, Profile, WatchState
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, NotFound
from qanat.response.dispatch.commands.clinical import Vitals, assess_request
from qanat.response.dispatch.commands.intake import Intake, register_request
from qanat.response.dispatch.permissions import REGISTER
from qanat.response.dispatch.queries.requests import request_row, requests_by_id
from qanat.response.dispatch.queries.words import Support
from qanat.response.dispatch.states.requests import OPEN, RequestState

CHANNEL: Final = "consultation"
EMERGENCY, URGENT = 1, 2
IN_VAIN: Final = frozenset({RequestState.DECLINED, RequestState.WITHDRAWN, RequestState.MERGED})
"""A request in one of these has moved nobody."""
SHARED: Final = (
    "respiratory_rate", "spo2", "is_on_oxygen", "is_hypercapnic", "systolic", "diastolic",
    "heart_rate", "consciousness", "gcs_eye", "gcs_verbal", "gcs_motor", "fio2",
)  # fmt: skip
"""Findings which a request knows under the same name."""


class RequestOver(Conflict):
    """A patient is moved by a request which is open."""

    code = "request_over"
    text = _("Request “%(number)s” is over. Ask to move the patient anew.")


@command(needs=MOVE)
def move_patient(actor: Actor, *, watch_id: int, now: datetime) -> int:
    """Register the request by which a patient is moved; asked twice it is the same. Return its id.

    It takes over patient, place, diagnosis, what supports him and his newest findings; its clock
    runs from now. Who may not register requests himself has it registered by the watch, in his
    name.

    Raises:
        WatchEnded: if the watch is over.
    """
    watch = locked_watch(actor, watch_id, MOVE)
    if watch.state == WatchState.MOVING and watch.request_id is not None:
        return watch.request_id
    by = actor if actor.may(REGISTER) else SYSTEM
    request_id = register_request(
        by, intake=_intake(watch, now), patient_ids=(watch.patient_id,), now=now
    )
    _tell_findings(watch, request_id, now)
    moves_by(actor, watch, request_id)
    return request_id


@command(needs=MOVE)
def move_by_request(actor: Actor, *, watch_id: int, request_id: int, now: datetime) -> None:
    """Say by which request, registered already, a patient is moved.

    Raises:
        NotFound: if the actor may not see it, or it is an exercise and the watch is not.
        RequestOver: if it is over.
    """
    watch = locked_watch(actor, watch_id, MOVE)
    about = request_row(actor, request_id, now)
    if about.is_exercise != watch.is_exercise:
        raise NotFound
    if about.state not in OPEN:
        raise RequestOver(number=about.number)
    if watch.state == WatchState.MOVING and watch.request_id == request_id:
        return
    moves_by(actor, watch, request_id)


@command(needs=MOVE)
def keep_patient(actor: Actor, *, watch_id: int, note: str = "") -> None:
    """Say that a patient stays after all; his request is withdrawn where requests are led."""
    watch = locked_watch(actor, watch_id, MOVE)
    make_move(actor, watch, WATCH, "stay", note=note)
    tell(watch)


@command(needs=MOVE)
def follow_request(actor: Actor, *, request_id: int, now: datetime) -> None:
    """Bring a watch in line with its request: where that is over in vain, the patient stays."""
    rows = Watch.objects.filter(request=request_id, state=WatchState.MOVING)
    for pk in rows.order_by("id").values_list("pk", flat=True):
        watch = locked_watch(actor, pk, MOVE)
        about = requests_by_id(SYSTEM, [request_id], now).get(request_id)
        is_in_vain = about is not None and about.state in IN_VAIN
        if watch.state == WatchState.MOVING and watch.request_id == request_id and is_in_vain:
            make_move(actor, watch, WATCH, "stay", note=_now("The request is over."))
            tell(watch)


def moves_by(actor: Actor, watch: Watch, request_id: int) -> None:
    """Say, within a command, by which request a patient is moved."""
    watch.request_id = request_id
    if watch.state == WatchState.WATCHED:
        make_move(actor, watch, WATCH, "move", also=("request",))
    else:
        watch.save(update_fields=["request"])
    tell(watch)


def _intake(watch: Watch, now: datetime) -> Intake:
    wanted = SPECIALTIES[Profile(watch.profile)]
    return Intake(
        received_at=now,
        channel=CHANNEL,
        urgency=EMERGENCY if watch.condition >= Condition.GRAVE else URGENT,
        region=watch.region_id,
        sending_facility_id=watch.facility_id,
        diagnosis=watch.diagnosis,
        icd10=watch.icd10,
        specialty=wanted[0],
        age_years=ages_of([watch.patient_id], now).get(watch.patient_id),
        is_exercise=watch.is_exercise,
        is_synthetic=watch.is_synthetic,
    )


def _tell_findings(watch: Watch, request_id: int, now: datetime) -> None:
    """Record the newest findings with the request, as far as they are fresh."""
    since = now - hours_of(DATA_AGE, national_day(now))
    newest = watch.findings.filter(at__gte=since).order_by("-at", "-id").first()
    if newest is None:
        return
    vitals = _vitals(watch, newest, ages_of([watch.patient_id], now).get(watch.patient_id))
    if not vitals.is_measured():
        return
    assess_request(
        SYSTEM,
        request_id=request_id,
        patient_id=watch.patient_id,
        vitals=vitals,
        at=newest.at,
        now=now,
        note=watch.number,
    )


def _vitals(watch: Watch, newest: Findings, age_years: float | None) -> Vitals:
    temperature = newest.temperature_c
    support = newest.support if newest.support is not None else watch.support
    return Vitals(
        age_years=age_years,
        is_pregnant=watch.is_pregnant,
        temperature_c=None if temperature is None else float(temperature),
        support=tuple(one for one in support if one in Support.values),
        **{name: getattr(newest, name) for name in SHARED},
    )
