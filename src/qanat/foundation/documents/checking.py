"""Look at what somebody hands in, and say what is wrong with it in his words."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.documents.kinds import Kind, kind_of
from qanat.foundation.refusals import Invalid

MOST_BYTES: Final = 50 * 2**20
MEGABYTE: Final = 2**20
WAIT_S: Final = 40


class FileRefused(Invalid):
    """What was handed in is not taken."""

    code = "file_refused"
    field = "file"


class FileEmpty(FileRefused):
    """Nothing was handed in."""

    code = "file_empty"
    text = _("The file is empty. Choose it again.")


class FileTooLarge(FileRefused):
    """More than is taken."""

    code = "file_too_large"
    text = _("The file has %(size)s MB; at most %(most)s MB are taken. Scan it in parts.")


class FileUnknown(FileRefused):
    """Not a kind which is taken."""

    code = "file_unknown"
    text = _("This is no PDF, JPEG, PNG or DICOM file. Save or scan it as one of these.")


class FileMisnamed(FileRefused):
    """The name says something else than the content."""

    code = "file_misnamed"
    text = _(
        "The name ends in “%(ending)s”, but the file is %(kind)s. Check that it is the right one."
    )


class FileBroken(FileRefused):
    """It can't be read to its end."""

    code = "file_broken"
    text = _("The file is damaged and can't be read. Scan or export it again.")


class FileLocked(FileRefused):
    """It asks for a password."""

    code = "file_locked"
    text = _("The file is locked with a password. Save it without one.")


class FileActive(FileRefused):
    """It does something by itself, or carries another file."""

    code = "file_active"
    text = _(
        "The file holds a script, a form or another file. Print it to a new PDF and send that."
    )


class FileMixed(FileRefused):
    """It is two kinds of file at once."""

    code = "file_mixed"
    text = _("The file holds more than one kind of content. Scan or print it to a new file.")


class FileBomb(FileRefused):
    """It unpacks to far more than it is."""

    code = "file_bomb"
    text = _("The file unpacks to more than can be shown. Scan it with fewer dots or in parts.")


class FileLong(FileRefused):
    """More pages than anybody reads."""

    code = "file_long"
    text = _("The file has no pages, or too many. Send it in parts.")


WRONG: Final[dict[str, type[FileRefused]]] = {
    "broken": FileBroken,
    "locked": FileLocked,
    "active": FileActive,
    "mixed": FileMixed,
    "bomb": FileBomb,
    "too_many": FileLong,
}


@dataclass(frozen=True, slots=True)
class Looked:
    """A file which may be taken.

    Attributes:
        pages: of a document, or frames of a study.
        about_name: of whom a study says it is; "" where it does not.
        about_number: under which number.
    """

    kind: Kind
    pages: int
    about_name: str = ""
    about_number: str = ""


def look(content: bytes, name: str) -> Looked:
    """Look at a file which is handed in under a name.

    Raises:
        FileRefused: one of the refusals of this module, saying what to do.
    """
    if not content:
        raise FileEmpty
    if len(content) > MOST_BYTES:
        size = -(-len(content) // MEGABYTE)
        raise FileTooLarge(size=size, most=MOST_BYTES // MEGABYTE)
    kind = kind_of(content)
    if kind is None:
        raise FileUnknown
    ending = PurePath(name).suffix.lower()
    if ending not in kind.endings:
        raise FileMisnamed(ending=ending, kind=kind.code.upper())
    found = _looked_at(content, kind)
    if wrong := found.get("wrong"):
        raise WRONG[wrong]
    return Looked(kind, found["pages"], found.get("name", ""), found.get("number", ""))


def _looked_at(content: bytes, kind: Kind) -> dict[str, Any]:
    """Return what the process which looks has found; one that dies was killed by the file."""
    words = [sys.executable, "-I", "-m", "qanat.foundation.documents.looking", kind.code]
    try:
        told = subprocess.run(  # noqa: S603 (our own interpreter and module)
            words, input=content, capture_output=True, timeout=WAIT_S, check=True, env={}
        )
        found: dict[str, Any] = json.loads(told.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"wrong": "bomb"}
    return found
