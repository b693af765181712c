"""Files that were given: kept for their next step, and no longer than a day."""

import base64
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.db.models import Q
from django.utils.translation import get_language

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.periodic import every
from qanat.foundation.refusals import NotFound
from qanat.foundation.secrets import decrypt, encrypt
from qanat.readiness.statistics.commands.outcomes import Outcome, sealed, unsealed
from qanat.readiness.statistics.models import CheckedFile
from qanat.readiness.statistics.permissions import IMPORT
from qanat.readiness.statistics.states import Wish

KEPT_FOR: Final = timedelta(days=1)
UNFULFILLED: Final = ~Q(wish="") & Q(outcome=None)
"""The worker has still to do something with the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it came, with what was said about it.

    Attributes:
        name: its name as people know it.
        journal: name of the journal, "" to have it found.
        mapping: text of a mapping file, "" for none.
    """

    name: str
    content: bytes
    journal: str = ""
    mapping: str = ""


@command(needs=IMPORT)
def keep_checked(
    actor: Actor,
    *,
    upload: Upload,
    now: datetime,
    wish: Wish | None = None,
    outcome: Outcome | None = None,
) -> int:
    """Keep a file for its next step in place of the person's last one; return its id.

    With a ``wish`` it waits for the worker, who tells the outcome in the language of now; one
    that waits is not given up for the next.
    """
    CheckedFile.objects.filter(by_id=actor.id).exclude(UNFULFILLED).delete()
    said = asdict(upload) | {"content": base64.b64encode(upload.content).decode()}
    return CheckedFile.objects.create(
        by_id=actor.id,
        checked_at=now,
        file_name=upload.name[-200:],
        sealed=encrypt(msgspec.json.encode(said).decode()),
        wish=wish or "",
        language=get_language() or "",
        outcome=sealed(outcome) if outcome else None,
    ).pk


@command(needs=IMPORT)
def wish_for(actor: Actor, *, checked_id: int, wish: Wish) -> None:
    """Have the worker do something with a file of one's own; what was wished before is over."""
    CheckedFile.objects.filter(by_id=actor.id, pk=checked_id).update(
        wish=wish, language=get_language() or "", rows_read=0, beat_at=None, outcome=None
    )


@command(needs=IMPORT)
def drop_checked(actor: Actor, *, checked_id: int) -> None:
    """Forget a file of one's own."""
    CheckedFile.objects.filter(by_id=actor.id, pk=checked_id).delete()


def wished_files(actor: Actor) -> list[CheckedFile]:
    """Return one's own files with the worker, the newest first, without their content."""
    actor.need(IMPORT)
    wished = CheckedFile.objects.filter(~Q(wish=""), by_id=actor.id)
    return list(wished.defer("sealed", "outcome").order_by("-id"))


def checked_row(actor: Actor, checked_id: int) -> CheckedFile:
    """Return how it stands with a file of one's own.

    Raises:
        NotFound: if it is not kept any more, or is another person's.
    """
    actor.need(IMPORT)
    mine = CheckedFile.objects.filter(by_id=actor.id, pk=checked_id)
    found = mine.defer("sealed").first()  # up to some megabytes
    if found is None:
        raise NotFound
    return found


def outcome_in(checked: CheckedFile) -> Outcome | None:
    """Return what became of a file, None while it waits."""
    return None if checked.outcome is None else unsealed(bytes(checked.outcome))


def opened(checked: CheckedFile) -> Upload:
    """Return the file that is kept."""
    said = msgspec.json.decode(decrypt(bytes(checked.sealed)))
    return Upload(**{**said, "content": base64.b64decode(said["content"])})


@command(needs=IMPORT)
def drop_old_checked(_actor: Actor, *, now: datetime) -> None:
    """Forget files which nobody took further."""
    CheckedFile.objects.filter(checked_at__lt=now - KEPT_FOR).delete()


@every(seconds=3600)
def forget(now: datetime) -> None:
    """Forget old files from time to time."""
    drop_old_checked(SYSTEM, now=now)
