"""Files that were looked at: kept for their next step, and no longer than a day."""

import base64
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.periodic import every
from qanat.foundation.refusals import NotFound
from qanat.foundation.secrets import decrypt, encrypt
from qanat.readiness.statistics.models import CheckedFile
from qanat.readiness.statistics.permissions import IMPORT

KEPT_FOR: Final = timedelta(days=1)


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
def keep_checked(actor: Actor, *, upload: Upload, now: datetime) -> int:
    """Keep a file for its next step in place of the person's last one; return its id."""
    CheckedFile.objects.filter(by_id=actor.id).delete()
    said = asdict(upload) | {"content": base64.b64encode(upload.content).decode()}
    sealed = encrypt(msgspec.json.encode(said).decode())
    return CheckedFile.objects.create(by_id=actor.id, checked_at=now, sealed=sealed).pk


@command(needs=IMPORT)
def drop_checked(actor: Actor, *, checked_id: int) -> None:
    """Forget a file of one's own."""
    CheckedFile.objects.filter(by_id=actor.id, pk=checked_id).delete()


def checked_upload(actor: Actor, checked_id: int) -> Upload:
    """Return a file of one's own.

    Raises:
        NotFound: if it is not kept any more, or is another person's.
    """
    actor.need(IMPORT)
    found = CheckedFile.objects.filter(by_id=actor.id, pk=checked_id).first()
    if found is None:
        raise NotFound
    said = msgspec.json.decode(decrypt(bytes(found.sealed)))
    return Upload(**{**said, "content": base64.b64decode(said["content"])})


@command(needs=IMPORT)
def drop_old_checked(_actor: Actor, *, now: datetime) -> None:
    """Forget files which nobody took further."""
    CheckedFile.objects.filter(checked_at__lt=now - KEPT_FOR).delete()


@every(seconds=3600)
def forget(now: datetime) -> None:
    """Forget old files from time to time."""
    drop_old_checked(SYSTEM, now=now)
