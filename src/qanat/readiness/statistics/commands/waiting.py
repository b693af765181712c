"""Large files wait for the worker, who takes them in while their person does something else."""

import tempfile
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import Actor
from qanat.foundation.periodic import every
from qanat.foundation.refusals import Refusal
from qanat.readiness.statistics.commands.checked import UNFULFILLED, Upload, opened
from qanat.readiness.statistics.commands.files import (
    FileWish,
    Progress,
    silent,
    take_file,
)
from qanat.readiness.statistics.commands.importing import ImportResult
from qanat.readiness.statistics.commands.outcomes import Outcome, outcome_of, sealed
from qanat.readiness.statistics.models import CheckedFile
from qanat.readiness.statistics.states import Wish

SILENCE: Final = timedelta(minutes=3)
"""A file on which nobody moved on for so long was left by a worker who is gone."""


def take_upload(
    actor: Actor, upload: Upload, *, is_dry: bool, now: datetime, progress: Progress = silent
) -> ImportResult:
    """Take a file in, or look at it, from the disk, where nobody else may read it.

    Raises:
        NotAJournal: if the file as a whole cannot be read.
    """
    with tempfile.NamedTemporaryFile(prefix="qanat-journal-") as copy:
        copy.write(upload.content)
        copy.flush()
        wish = FileWish(
            path=Path(copy.name),
            file_name=upload.name,
            mapping=upload.mapping,
            journal=upload.journal,
            is_dry=is_dry,
        )
        return take_file(actor, wish=wish, now=now, progress=progress)


@every(seconds=1, lane="journals")
def work_off(now: datetime) -> int:
    """Do what is wished of the oldest file that waits; return how many files there were."""
    free = Q(beat_at=None) | Q(beat_at__lt=now - SILENCE)
    waiting = CheckedFile.objects.filter(UNFULFILLED, free).order_by("id")
    for checked in waiting[:1]:
        mine = CheckedFile.objects.filter(pk=checked.pk)
        if not mine.filter(UNFULFILLED, free).update(beat_at=now):
            continue  # another worker was quicker
        with translation.override(checked.language or None):
            mine.update(outcome=sealed(_done(checked, now)))
        return 1
    return 0


def _done(checked: CheckedFile, now: datetime) -> Outcome:
    try:
        result = take_upload(
            actor_of_account(checked.by_id),
            opened(checked),
            is_dry=checked.wish != Wish.TAKE,
            now=now,
            progress=partial(_beat, checked.pk),
        )
    except Refusal as refusal:
        return Outcome(refused=refusal.message())
    except Exception:
        failed = Outcome(refused=_("The file could not be taken in. Try it once more."))
        CheckedFile.objects.filter(pk=checked.pk).update(outcome=sealed(failed))
        raise
    return outcome_of(result)


def _beat(checked_id: int, rows: int) -> None:
    CheckedFile.objects.filter(pk=checked_id).update(rows_read=rows, beat_at=timezone.now())
