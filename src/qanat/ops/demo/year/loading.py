"""Load the years before the live shift, each once and as a whole."""

from datetime import datetime
from typing import Final

from django.utils import translation

from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.sealing import seal
from qanat.foundation.commands import intention
from qanat.foundation.days import national_day
from qanat.ops import facts
from qanat.ops.demo.year.plan import plan_year
from qanat.ops.demo.year.reading import LANGUAGE, read_world
from qanat.ops.demo.year.storing import Writer
from qanat.ops.demo.year.tally import tally
from qanat.ops.demo.year.totals import SEED, years
from qanat.ops.progress import Progress
from qanat.ops.troubles import TroubleError

Tallies = dict[int, dict[str, int]]
FACT: Final = "demo.year"


def load_years(progress: Progress, now: datetime, *, seed: int = SEED, scale: int = 1) -> Tallies:
    """Make the years that are not there yet; return what was made in each.

    A year is one transaction, so that one which was interrupted is made anew.

    Raises:
        TroubleError: if a year is not over yet, or was made with another seed.
    """
    made: Tallies = {}
    for totals in years(seed, scale):
        mark = f"seed {seed}, scale 1/{scale}"
        known = facts.fact(f"{FACT}.{totals.year}")
        if known:
            refuse_other(totals.year, known, mark)
            progress(f"Year {totals.year}: here already ({known})")
            continue
        if national_day(now).year <= totals.year:
            raise TroubleError(f"The year {totals.year} is not over by this machine's clock.")
        progress(f"Year {totals.year}: making it up ({mark})")
        with translation.override(LANGUAGE):
            year = plan_year(totals, read_world(now), seed)
            with intention(SYSTEM, "load_demo_year"):
                Writer(totals, year, now, progress).write()
                facts.note(f"{FACT}.{totals.year}", mark)
        made[totals.year] = tally(year)
        progress(f"Year {totals.year}: sealing the audit trail")
        seal(now)
    return made


def refuse_other(year: int, known: str, wanted: str) -> None:
    """Refuse a year which was made otherwise.

    Raises:
        TroubleError: if it was.
    """
    if known != wanted:
        raise TroubleError(
            f"The year {year} is here with {known}, not with {wanted}."
            " Name another folder: qanat demo --year --data FOLDER."
        )
