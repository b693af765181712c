"""``qanat demo``: a demonstration with synthetic data, live around now."""

import argparse
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qanat.ops.demo.year.loading import Tallies
    from qanat.ops.serving import Place

TRY_FIRST: Final = """\
Try first:
  1. Sign in as a dispatcher: the page shows the accounts, the password and the second factor.
  2. Open a request of the queue, read how its patient can be brought to care, and accept it.
  3. Plan the mission, follow it on the map, and see it counted in the report of the day.
All persons and events here are synthetic."""


BEGINS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to serve and where to keep the data."""
    from qanat.ops.serving import add_place

    add_place(parser)
    parser.add_argument("--data", type=Path, help="data folder of the demonstration")
    parser.add_argument(
        "--year", action="store_true", help="make years of the past too, in about two minutes"
    )
    parser.add_argument(
        "--seed", type=int, help="make other years than the published one; goes with --year"
    )
    parser.add_argument("--load-only", action="store_true", help="load the data and end")


def prepare(options: argparse.Namespace) -> None:
    """Name the data folder before the settings are read."""
    from qanat.ops.serving import address_of, refuse_busy
    from qanat.ops.troubles import UsageError

    if options.seed is not None and not options.year:
        raise UsageError("--seed goes with --year.")
    refuse_busy(options.host, options.port)
    os.environ["QANAT_DEMO"] = "1"
    os.environ.setdefault("QANAT_ADDRESS", address_of(options.host, options.port))
    if options.data is not None:
        os.environ["QANAT_HOME"] = str(Path.cwd() / options.data.expanduser())


def check(options: argparse.Namespace) -> None:
    """Refuse a busy folder or port before anything is started; have the pages load meanwhile."""
    from qanat.ops.home import data_folder
    from qanat.ops.occupancy import occupy
    from qanat.ops.serving import begin, place_of

    occupy(data_folder(), options.port)
    options.place = place_of(options)
    if not options.load_only:
        options.begun = begin(options.place, data_folder() / "log")


def run(options: argparse.Namespace) -> int:
    """Bring the shift up to now and serve until Ctrl-C."""
    from qanat.ops import installing, serving
    from qanat.ops.compiling import compile_first
    from qanat.ops.progress import spoken

    compile_first(spoken)
    installing.open_demo(spoken)
    if options.year:
        _load_years(options.seed)
    if options.load_only:
        return 0
    serving.serve(options.place, spoken, lambda: _welcome(options.place), options.begun)
    spoken("Stopping")
    return 0


def _load_years(seed: int | None) -> None:
    """Make the years before the shift, those of treatment abroad beside; say what was made."""
    from django.utils import timezone

    from qanat.foundation.audit.sealing import seal, sign_heads
    from qanat.foundation.bulk import take_stock
    from qanat.ops.demo.sent.loading import load_sent, prepare_sent
    from qanat.ops.demo.year.loading import load_years
    from qanat.ops.demo.year.totals import SEED
    from qanat.ops.progress import spoken
    from qanat.ops.side_by_side import side_by_side

    wanted, now = SEED if seed is None else seed, timezone.now()
    sent = [
        partial(load_sent, spoken, now, totals, seed=wanted)
        for totals in prepare_sent(now, seed=wanted)
    ]
    flown, *treated = side_by_side([partial(load_years, spoken, now, seed=wanted), *sent])
    if flown or treated:
        spoken("Sealing the audit trail")
        seal(now)
        sign_heads(now)
        take_stock()
    _tell(flown, "")
    for made in treated:
        _tell(made, ", treatment abroad")


def _tell(made: "Tallies", of: str) -> None:
    """Say what was made in each year."""
    for year, counts in made.items():
        sys.stdout.write(f"\n{year}{of}, synthetic:\n")
        width = max(map(len, counts))
        sys.stdout.writelines(f"  {key:<{width}} {count:>7,}\n" for key, count in counts.items())


def _welcome(place: "Place") -> None:
    """Say where it is, who may come in and what to look at."""
    from qanat.foundation.access.roles import role_label
    from qanat.foundation.access.sign_in.demo import PASSWORD, demo_rows

    rows = demo_rows()
    lines = [f"\nQanat answers at {place.address}   (Ctrl-C stops it)\n"]
    if rows:
        lines.append(f"Accounts, all with the password {PASSWORD}:")
        width = max(len(row.user_name) for row in rows)
        lines += [f"  {row.user_name:<{width}}  {role_label(row.role)}" for row in rows]
    sys.stdout.write("\n".join([*lines, "", TRY_FIRST, ""]))
    sys.stdout.flush()
