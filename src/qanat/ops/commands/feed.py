"""``qanat feed``: play the missions of a demonstration through the API, as a tracker would."""

import argparse
import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from qanat.ops.troubles import TroubleError

SPEEDS: Final = (1, 10, 60)
STEP_S: Final = 5.0
"""Between two batches, of the clock on the wall."""
MOST_MINUTES: Final = 720


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how fast, how much, and who keeps silent."""
    parser.add_argument("--data", type=Path, help="data folder of the demonstration")
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="where Qanat answers")
    parser.add_argument(
        "--speed", type=int, choices=SPEEDS, default=1, help="times as fast as the clock"
    )
    parser.add_argument(
        "--minutes",
        type=_minutes,
        default=0,
        help="play so many minutes of what has happened, then stop; 0: report now, until Ctrl-C",
    )
    parser.add_argument(
        "--silent", default="", metavar="TAIL", help="an aircraft that says nothing"
    )


def prepare(options: argparse.Namespace) -> None:
    """Name the data folder before the settings are read."""
    os.environ["QANAT_DEMO"] = "1"
    if options.data is not None:
        os.environ["QANAT_HOME"] = str(Path.cwd() / options.data.expanduser())


def check(options: argparse.Namespace) -> None:
    """Refuse a speed that would run ahead of now."""
    if options.speed > 1 and not options.minutes:
        raise TroubleError(
            "Positions ahead of now are not taken: say how many minutes of the past are played "
            "faster, such as --minutes 60."
        )


def run(options: argparse.Namespace) -> int:
    """Send where the missions' vehicles are, batch by batch."""
    from django.utils import timezone

    from qanat.ops.demo.feed import NoDoor, Sender, fixes_at, new_key
    from qanat.ops.installing import is_demo

    if not is_demo():
        raise TroubleError("Only the missions of a demonstration are played.")
    silent = _silent(options.silent)
    begun = timezone.now()
    sender = Sender(options.address, new_key(begun))
    clock = _Clock(begun, options.speed, options.minutes)
    try:
        sender.begin()
        while (at := clock.at(timezone.now())) is not None:
            taken = sender.send(fixes_at(at, silent))
            told = f"{at:%H:%M:%S}  {taken['new']} new, last batch {sender.sequence}\n"
            sys.stdout.write(told)
            sys.stdout.flush()
            time.sleep(STEP_S)
    except NoDoor as trouble:
        raise TroubleError(f"{options.address} does not take positions: {trouble}") from trouble
    return 0


class _Clock:
    """Which moment is played: the past faster, up to now."""

    def __init__(self, begun: datetime, speed: int, minutes: int) -> None:
        self._begun, self._speed = begun, speed
        self._past = timedelta(minutes=minutes)

    def at(self, now: datetime) -> datetime | None:
        """Return the moment to play; None when what was wanted is played."""
        if not self._past:
            return now
        played = (now - self._begun) * self._speed
        at = self._begun - self._past + played
        return at if played < self._past and at <= now else None


def _silent(tail: str) -> frozenset[int]:
    from qanat.foundation.actors import SYSTEM
    from qanat.registry.fleet.queries.aircraft import aircraft_choices

    if not tail:
        return frozenset()
    found = frozenset(pk for pk, name in aircraft_choices(SYSTEM) if name == tail)
    if not found:
        raise TroubleError(f"No aircraft is called {tail}.")
    return found


def _minutes(text: str) -> int:
    minutes = int(text) if text.isascii() and text.isdecimal() else -1
    if not 0 <= minutes <= MOST_MINUTES:
        raise argparse.ArgumentTypeError(f"a number from 0 to {MOST_MINUTES} is needed")
    return minutes
