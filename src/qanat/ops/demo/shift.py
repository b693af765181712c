"""A live shift around now: open requests, missions under way; and its going on."""

import os
import random
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_noop

from qanat.foundation.access.session import actor_of_account
from qanat.foundation.access.sign_in.demo import demo_account
from qanat.foundation.actors import SYSTEM
from qanat.foundation.periodic import every
from qanat.foundation.presence.commands import be_present
from qanat.foundation.refusals import Refusal
from qanat.ops.demo import requests
from qanat.ops.demo.abroad import fill_evacuations
from qanat.ops.demo.accounts import HOSPITAL, REGION
from qanat.ops.demo.airline import WAITING, airline_aircraft, fill_airline, keep_waiting
from qanat.ops.demo.calls import OPEN as OPEN_CALLS
from qanat.ops.demo.calls import fill_calls, play_calls
from qanat.ops.demo.calls import take as take_call
from qanat.ops.demo.feed import NoDoor, Sender, fixes_at, new_key
from qanat.ops.demo.handed import fill_hand_ins
from qanat.ops.demo.leading import lead_requests
from qanat.ops.demo.missions import DRIVEN, commit_best, decision_for, play
from qanat.ops.progress import Progress
from qanat.registry.facilities.queries import FacilityRow, find_facility
from qanat.response.dispatch.commands.clinical import close_request
from qanat.response.dispatch.commands.intake import withdraw_request
from qanat.response.dispatch.queries.requests import Wanted, request_rows
from qanat.response.dispatch.queries.synthetic import (
    count_played,
    open_synthetic_requests,
    played_calls,
    played_missions,
    synthetic_requests,
)
from qanat.response.dispatch.states import RequestState
from qanat.response.tracking.commands import report_positions

OPEN: Final = 30
MISSIONS: Final = 12
TRIES: Final = 30
MOST_BY_ROAD: Final = 3
UNDECIDED: Final = frozenset({1, 5})
"""Of every eight requests those of the region whose physician-coordinator has an account."""
STALE_AFTER: Final = timedelta(hours=20)
DECIDED: Final = frozenset({2, 3, 6})
"""Of every eight requests those about which a physician has decided."""
TO_OWN: Final = 3
"""So many flights go to the hospital whose coordinator has an account, one if the shift is full."""
HANDED_OVER_KEPT: Final = timedelta(hours=6)


def fill(progress: Progress, now: datetime, seed: int) -> None:
    """Bring the shift up to thirty requests, twelve missions and twelve ambulance calls."""
    chance = random.Random(seed)  # noqa: S311 (to be repeatable, not secret)
    play_all(now)
    close_old(now)
    hospitals = requests.sending_hospitals()
    far = requests.far_away(hospitals)
    fill_evacuations(progress, chance, now)
    if receiver := find_facility(HOSPITAL):
        _fly_to(receiver.id, progress, chance, far, now)
    missions = count_played()
    for number in range(TRIES):
        if missions >= MISSIONS:
            break
        progress(f"Mission {missions + 1} of {MISSIONS}")
        at = now - timedelta(minutes=75 + 10 * (number % 14))
        missions += _mission(chance, far, at)
    own = [one for one in hospitals if one.region_code == REGION] or hospitals
    waiting = open_synthetic_requests()
    for number in range(max(0, OPEN - waiting)):
        progress(f"Request {waiting + number + 1} of {OPEN}")
        undecided = own if number % 8 in UNDECIDED else hospitals
        places = far if number % 8 in DECIDED else undecided
        _request(chance, places, number, now)
    fill_calls(progress, chance, now)
    fill_hand_ins(progress, now)
    play_missions(now)  # what has left by now does not wait for the airline any more
    fill_airline(progress, chance, hospitals, now)
    play_all(now)


def _fly_to(
    receiver_id: int,
    progress: Progress,
    chance: random.Random,
    hospitals: list[FacilityRow],
    now: datetime,
) -> None:
    """Have patients fly to a hospital which took them: one at least, however small the shift is.

    Who is helped sooner by another way finds it himself.
    """
    for number in range(TRIES):
        flights = _flights_to(receiver_id)
        if flights >= (TO_OWN if count_played() < MISSIONS else 1):
            return
        progress(f"Flight {flights + 1} of {TO_OWN}")
        at = now - timedelta(minutes=75 + 10 * (number % TO_OWN))
        made = requests.take(SYSTEM, chance, hospitals, at)
        decided_at = at + timedelta(minutes=chance.randint(5, 12))
        if made.vignette["need"] == "transport":
            requests.accept(SYSTEM, made, str(receiver_id), decided_at)
        decision, reason = decision_for(SYSTEM, made.request_id, decided_at)
        if decision == "fly_patient" and made.vignette["need"] == "transport":
            requests.decide(SYSTEM, made, decision, reason, decided_at)
            if commit_best(SYSTEM, made.request_id, decided_at + timedelta(minutes=2)):
                continue
        _find_another_way(made, decided_at)


def _flights_to(receiver_id: int) -> int:
    """Return how many flights bring a hospital somebody."""
    return sum(
        one.aircraft_id is not None
        and any(row.accepting_facility_id == receiver_id for row in one.requests)
        for one in played_missions()
    )


def _mission(chance: random.Random, hospitals: list[FacilityRow], at: datetime) -> int:
    """Help a request made for this; return how many missions it has.

    By air where that is soonest, else by road, and only so often: others found a way themselves.
    """
    made = requests.take(SYSTEM, chance, hospitals, at)
    decision, reason = decision_for(SYSTEM, made.request_id, at)
    decided_at = at + timedelta(minutes=chance.randint(5, 12))
    if (decision, reason) == DRIVEN and _by_road() >= MOST_BY_ROAD:
        _find_another_way(made, decided_at)
        return 0
    requests.decide(SYSTEM, made, decision, reason, decided_at)
    planned_at = decided_at + timedelta(minutes=2)
    committed = commit_best(SYSTEM, made.request_id, planned_at)
    if committed is None:
        _find_another_way(made, planned_at)
        return 0
    mission_id, hospital = committed
    if hospital:
        requests.accept(SYSTEM, made, hospital, planned_at + timedelta(minutes=3))
    return count_played(pk=mission_id)


def _find_another_way(made: requests.Made, at: datetime) -> None:
    withdraw_request(SYSTEM, request_id=made.request_id, reason="other_transport", now=at)


def _by_road() -> int:
    return count_played(mode="road")


def _request(
    chance: random.Random, hospitals: list[FacilityRow], number: int, now: datetime
) -> None:
    """Take a request which waits: for a decision, a plan, or a consultation."""
    age = timedelta(minutes=chance.randint(2, 26) if number % 2 else chance.randint(28, 90))
    made = requests.take(SYSTEM, chance, hospitals, now - age)
    for later in (0.4, 0.75):  # the sender measures again while it waits
        requests.measure(SYSTEM, chance, made, now - age * (1 - later), now)
    decided_at = now - age + timedelta(minutes=min(age.total_seconds() / 120, 20))
    if number % 8 in DECIDED:
        requests.decide(SYSTEM, made, *decision_for(SYSTEM, made.request_id, now), decided_at)
    elif number % 4 == 0:
        requests.decide(SYSTEM, made, "remote", "opinion_asked", decided_at)


def play_all(now: datetime) -> int:
    """Let every synthetic mission happen up to now; report where the vehicles are."""
    play_missions(now)
    fixes = fixes_at(now)
    report_positions(SYSTEM, fixes=fixes, source=gettext_noop("simulation"), now=now)
    return len(fixes)


def play_missions(now: datetime) -> None:
    """Let every synthetic mission happen up to now."""
    own = airline_aircraft()
    for mission in played_missions():
        with suppress(Refusal):
            play(SYSTEM, mission, now, answered_by_hand=mission.aircraft_id in own)


def close_old(now: datetime) -> None:
    """Close what is handed over, and what nobody has touched since long ago."""
    over = synthetic_requests((RequestState.HANDED_OVER,), now - HANDED_OVER_KEPT)
    idle = (RequestState.REMOTE_ONLY, RequestState.GROUND_ONLY)
    for request_id in [*over, *synthetic_requests(idle, now - STALE_AFTER)]:
        close_request(SYSTEM, request_id=request_id, as_unknown=True, now=now)
    waiting = (RequestState.REGISTERED, RequestState.APPROVED)
    for request_id in synthetic_requests(waiting, now - STALE_AFTER):
        withdraw_request(SYSTEM, request_id=request_id, reason="other_transport", now=now)


@every(seconds=5)
def move_on(now: datetime) -> None:
    """Move the demonstration's missions on; nothing at all outside the demonstration."""
    if settings.QANAT_DEMO:
        play_missions(now)


_senders: list[Sender] = []


@every(seconds=5, lane="feed")
def feed_goes_on(now: datetime) -> None:
    """Send where the demonstration's vehicles are through the API, as a tracker would."""
    address = os.environ.get("QANAT_PAGES_URL", "")
    if not (settings.QANAT_DEMO and address):
        return
    try:
        if not _senders:
            sender = Sender(address, new_key(now))
            sender.begin()
            _senders.append(sender)
        _senders[0].send(fixes_at(now))
    except NoDoor:
        _senders.clear()  # with a new key, when the pages answer again


@every(seconds=15)
def calls_go_on(now: datetime) -> None:
    """Lead the demonstration's ambulance calls on."""
    if settings.QANAT_DEMO:
        play_calls(now)


@every(seconds=20)
def colleague_looks(now: datetime) -> None:
    """Let the second dispatcher have open what stands first in the queue."""
    if not (settings.QANAT_DEMO and (colleague := demo_account("dispatcher2"))):
        return
    actor = actor_of_account(colleague)
    for row in request_rows(actor, Wanted(), now, count=1):
        be_present(actor, kind="request", record_id=row.id, now=now)


@every(seconds=240)
def something_new(now: datetime) -> None:
    """Take a new request now and then, as long as the shift is not full."""
    if not settings.QANAT_DEMO:
        return
    close_old(now)
    if dispatcher := demo_account("dispatcher"):
        lead_requests(dispatcher, now)
    chance = random.Random(int(now.timestamp()))  # noqa: S311 (synthetic data)
    if (calls := len(played_calls())) < OPEN_CALLS:
        take_call(SYSTEM, chance, calls, now)
    hospitals = requests.sending_hospitals()
    if open_synthetic_requests() < OPEN + WAITING:
        keep_waiting(chance, hospitals, now)
    if open_synthetic_requests() < OPEN:
        requests.take(SYSTEM, chance, hospitals, now)
