"""Synthetic ambulance calls: taken, crewed and led to their end by the same commands."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.refusals import Refusal
from qanat.ops.demo.call_reasons import REASONS, STREETS
from qanat.ops.progress import Progress
from qanat.registry.facilities.queries import facilities_with
from qanat.registry.fleet.queries.ambulances import ambulance_rows
from qanat.registry.places.queries import settlement_rows
from qanat.response.commitments.queries import taken
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands.calls import (
    PROMISED_FOR,
    CallDraft,
    assign_call,
    move_call,
    take_call,
)
from qanat.response.dispatch.queries.synthetic import PlayedCall, played_calls
from qanat.response.dispatch.states import CallState

OPEN_AGES_MIN: Final = (1, 2, 4, 7, 11, 15, 20, 26, 32, 39, 47, 55)
CLOSED_AGES_MIN: Final = (95, 120, 150, 185, 220, 260, 310)
OPEN: Final = len(OPEN_AGES_MIN)
REGIONS: Final = ("KZ-19", "KZ-75", "KZ-19", "KZ-71", "KZ-19", "KZ-79", "KZ-19", "KZ-35")
"""Where calls come from; every other one from the region of the demonstration's 103."""
NEXT: Final = {
    CallState.ASSIGNED: ("set_out", (1, 2)),
    CallState.EN_ROUTE: ("reach", (4, 11)),
    CallState.TRANSPORTING: ("arrive", (9, 24)),
    CallState.AT_HOSPITAL: ("complete", (8, 16)),
}
"""The step from each state, and the minutes until it is made."""
CREWED_WITHIN: Final = {1: (1, 1), 2: (1, 2), 3: (3, 5), 4: (8, 14)}
ON_SCENE: Final = (12, 28)
STAYS_AT_HOME: Final = 3
"""One patient of so many is treated on the spot."""
VANS_OFFERED: Final = 40
TRIES: Final = 3
"""Some calls go to a polyclinic at once: others are taken in their place."""


def fill_calls(progress: Progress, chance: random.Random, now: datetime) -> None:
    """Bring the calls up to a dozen open ones in several states, and some that are over."""
    play_calls(now)
    ages = () if played_calls() else CLOSED_AGES_MIN
    for _try in range(TRIES):
        missing = OPEN - len(played_calls())
        if missing <= 0:
            return
        progress("Making ambulance calls")
        for number, age in enumerate([*ages, *reversed(OPEN_AGES_MIN[:missing])]):
            take(SYSTEM, chance, number, now - timedelta(minutes=age))
        play_calls(now)
        ages = ()


def take(actor: Actor, chance: random.Random, number: int, at: datetime) -> int:
    """Take a call at a moment."""
    category, reason = chance.choice(REASONS)
    region = REGIONS[number % len(REGIONS)]
    town = chance.choice(settlement_rows(region, limit=6))
    draft = CallDraft(
        category=category,
        region=region,
        reason=reason,
        called_at=at,
        settlement_id=town.id,
        address=f"{chance.choice(STREETS)}, {chance.randint(1, 140)}",
        is_synthetic=True,
    )
    return take_call(actor, draft=draft, now=at)


def play_calls(now: datetime) -> None:
    """Let every synthetic call go on as far as it would be by now."""
    for call in played_calls():
        try:
            _play(call, now)
        except Refusal:
            continue


def _play(call: PlayedCall, now: datetime) -> None:
    chance = random.Random(call.number)  # noqa: S311 (to be repeatable, not secret)
    state, at = CallState(call.state), call.changed_at
    while (step := _step(chance, state, call.category)) is not None:
        move, minutes = step
        at += timedelta(minutes=minutes)
        if at > now:
            return
        if move == "assign":
            if not _send_crew(call, at):
                return
        else:
            hospital = _hospital(call.region) if move == "carry" else None
            move_call(SYSTEM, call_id=call.id, move=move, now=at, hospital_id=hospital)
        state = AFTER[move]


AFTER: Final = {
    "assign": CallState.ASSIGNED,
    "give_to_polyclinic": CallState.HANDED_TO_POLYCLINIC,
    "set_out": CallState.EN_ROUTE,
    "reach": CallState.ON_SCENE,
    "carry": CallState.TRANSPORTING,
    "arrive": CallState.AT_HOSPITAL,
    "complete": CallState.COMPLETED,
}


def _step(chance: random.Random, state: CallState, category: int) -> tuple[str, int] | None:
    if state == CallState.RECEIVED:
        waits = chance.randint(*CREWED_WITHIN[category])
        is_light = category == max(CREWED_WITHIN) and not chance.randrange(2)
        return ("give_to_polyclinic" if is_light else "assign"), waits
    if state == CallState.ON_SCENE:
        stays = not chance.randrange(STAYS_AT_HOME)
        return ("complete" if stays else "carry"), chance.randint(*ON_SCENE)
    if state not in NEXT:
        return None
    move, within = NEXT[state]
    return move, chance.randint(*within)


def _send_crew(call: PlayedCall, at: datetime) -> bool:
    """Promise the first free crew of the region; tell whether there was one."""
    for ambulance_id in _free_crews(call.region, at):
        try:
            assign_call(SYSTEM, call_id=call.id, ambulance_id=ambulance_id, now=at)
        except Refusal:
            continue
        return True
    return False


def _free_crews(region: str, at: datetime) -> Iterator[int]:
    rows = ambulance_rows(SYSTEM, region=region, only_serviceable=True)[:VANS_OFFERED]
    busy = taken(ResourceKind.AMBULANCE, [r.id for r in rows], at, at + PROMISED_FOR)
    return (row.id for row in rows if row.id not in busy)


@cache
def _hospital(region: str) -> int | None:
    found = facilities_with("trauma", region=region)
    return found[0].id if found else None
