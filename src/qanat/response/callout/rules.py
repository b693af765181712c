"""Decisions about call-outs: plain functions of values."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

MINUTES: Final = (5, 10, 15, 30)
"""How much later one may offer to answer."""


def step_after(states: Collection[str], *, all_needed: bool) -> str:
    """Return the move which a call-out has to make: ``confirm``, ``exhaust`` or none.

    Args:
        states: how each who is asked stands to it.
        all_needed: all of them have to come, or one is enough.
    """
    if all_needed:
        if states and all(state == "accepted" for state in states):
            return "confirm"
        return "exhaust" if {"declined", "silent"} & set(states) else ""
    if "accepted" in states:
        return "confirm"
    return "" if "waiting" in states else "exhaust"


def waits_until(now: datetime, minutes: int, first_at: datetime, most_min: float) -> datetime:
    """Return until when somebody who answers later is waited for, however often he says so."""
    return min(now + timedelta(minutes=minutes), first_at + timedelta(minutes=most_min))


def is_shown(ended_at: datetime | None, now: datetime, hours: float) -> bool:
    """Tell whether a link still shows what it was about."""
    return ended_at is None or now - ended_at <= timedelta(hours=hours)


def share_in_time(in_time: int, due: int) -> float | None:
    """Return the share of call-outs answered within the norm; None where there were none."""
    return in_time / due if due else None


def stands_in(state: str, title: str, answered_by: str, people: Iterable[tuple[str, str]]) -> bool:
    """Tell whether a colleague has said yes in place of a member of a crew.

    Args:
        state: how the member who is asked stands to it.
        title: the member.
        answered_by: who said yes.
        people: who is called in turn, each with the rung; a head of service travels with nobody.
    """
    return state == "accepted" and answered_by != title and (answered_by, "second") in set(people)
