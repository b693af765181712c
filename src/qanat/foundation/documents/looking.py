"""Look into a file in a process of its own, with little time and memory, which writes nothing.

``python -m qanat.foundation.documents.looking KIND`` reads the file from standard input and writes
what it found as JSON: ``{"pages": 3}`` or ``{"wrong": "active"}``. Whoever reads hostile files may
be led astray by one: this process holds no key, no connection, and ends with its one file.
"""

import io
import json
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

MEMORY_BYTES: Final = 2 * 2**30
CPU_S: Final = 20
MOST_PAGES: Final = 3_000
MOST_OBJECTS: Final = 500_000
MOST_DEPTH: Final = 50
MOST_PIXELS: Final = 200_000_000
UNPACKED_BYTES: Final = 512 * 2**20
"""What all streams of a PDF together may unpack to; of its pictures the size alone is looked at."""
HOLLOW_BYTES: Final = 32 * 2**20
HOLLOW_TIMES: Final = 200
"""A long stream of a PDF which unpacks to so many times its length holds nothing but emptiness."""
TAIL: Final = 70_000
"""Where a reader of ZIP archives looks for the end of one."""
ZIP_END: Final = b"PK\x05\x06"
SCRIPTED: Final = frozenset(
    {"/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFiles", "/XFA", "/RichMedia"}
)
ACTIONS: Final = frozenset(
    {
        "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie",
        "/Sound", "/RichMediaExecute",
    }
)  # fmt: skip
"""Actions by which a document does something by itself; going to a page or a link is none."""
WITHIN: Final = frozenset({"1.2.840.10008.5.1.4.1.1.104.1", "1.2.840.10008.5.1.4.1.1.104.2"})
"""DICOM objects which are a PDF or a CDA in a wrapper."""


class Wrong(Exception):  # noqa: N818 (a finding, not a fault of ours)
    """What is wrong with the file: one of the codes of ``checking``."""


def look_at_pdf(content: bytes) -> dict[str, Any]:
    """Return how many pages a PDF has, if it is nothing but a document."""
    import pikepdf

    end = content.rstrip(b"\x00\t\n\f\r ")
    if b"%%EOF" not in content:
        raise Wrong("broken")
    if (
        not end.endswith(b"%%EOF")
        or ZIP_END in content[-TAIL:]
        or b"<html" in content[:1024].lower()
    ):
        raise Wrong("mixed")
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            pages = len(document.pages)
            if not 1 <= pages <= MOST_PAGES:
                raise Wrong("too_many")
            _see_objects(document)
            return {"pages": pages}
    except pikepdf.PasswordError:
        raise Wrong("locked") from None
    except (pikepdf.PdfError, TypeError, ValueError):
        raise Wrong("broken") from None


def _see_objects(document: Any) -> None:
    import pikepdf

    unpacked = 0
    for number, one in enumerate(document.objects):
        if number > MOST_OBJECTS:
            raise Wrong("too_many")
        for known in _dictionaries(one, depth=0):
            _see_action(known)
        if not isinstance(one, pikepdf.Stream):
            continue
        if one.get("/Subtype") == "/Image":
            _see_size(int(one.get("/Width", 0)), int(one.get("/Height", 0)))
        else:
            unpacked += _unpacked(one, UNPACKED_BYTES - unpacked)


def _dictionaries(one: Any, depth: int) -> Iterator[Any]:
    """Yield a dictionary and those which stand within it, not those it refers to."""
    import pikepdf

    if depth > MOST_DEPTH:
        raise Wrong("broken")
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        yield one
        values: list[Any] = [value for _key, value in one.items()]
    elif isinstance(one, pikepdf.Array):
        values = list(one)
    else:
        return
    for value in values:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _dictionaries(value, depth + 1)


def _see_action(known: Any) -> None:
    if SCRIPTED & {str(key) for key in known.keys()}:  # noqa: SIM118 (no mapping of Python)
        raise Wrong("active")
    if str(known.get("/S", "")) in ACTIONS or str(known.get("/Type", "")) == "/EmbeddedFile":
        raise Wrong("active")
    if str(known.get("/URI", "")).strip().lower().startswith("javascript:"):
        raise Wrong("active")


def _unpacked(stream: Any, most: int) -> int:
    """Return how long a stream is when unpacked, however often it was packed.

    Raises:
        Wrong: if that is more than may be.
    """
    import pikepdf

    packed = len(stream.read_raw_bytes())
    try:
        unpacked = len(stream.read_bytes())
    except pikepdf.PdfError:
        return packed
    is_hollow = unpacked > HOLLOW_BYTES and unpacked > HOLLOW_TIMES * packed
    if unpacked > most or is_hollow:
        raise Wrong("bomb")
    return unpacked


def _see_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Wrong("bomb")


def look_at_picture(content: bytes) -> dict[str, Any]:
    """Return the size of a picture which is whole and nothing else."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    ends = {b"\xff\xd8": b"\xff\xd9", b"\x89P": b"IEND\xaeB`\x82"}
    if not content.rstrip(b"\x00").endswith(ends[content[:2]]):
        raise Wrong("mixed")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            width, height = picture.size
            _see_size(width, height)
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Wrong("bomb") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Wrong("broken") from None
    return {"pages": 1, "width": width, "height": height}


def look_at_dicom(content: bytes) -> dict[str, Any]:
    """Return of whom a DICOM object is, so that a stranger's is noticed."""
    import pydicom
    from pydicom.errors import InvalidDicomError

    if content[:128].strip(b"\x00"):
        raise Wrong("mixed")
    try:
        found = pydicom.dcmread(io.BytesIO(content), stop_before_pixels=True)
        kind = str(found.SOPClassUID)
        about = (str(found.get("PatientName", "")), str(found.get("PatientID", "")))
        frames = int(found.get("NumberOfFrames", 1) or 1)
    except (InvalidDicomError, AttributeError, ValueError, EOFError, OSError, TypeError):
        raise Wrong("broken") from None
    if kind in WITHIN:
        raise Wrong("active")
    return {"pages": frames, "name": about[0], "number": about[1]}


LOOK: Final[Mapping[str, Callable[[bytes], dict[str, Any]]]] = {
    "pdf": look_at_pdf,
    "jpeg": look_at_picture,
    "png": look_at_picture,
    "dicom": look_at_dicom,
}


def main() -> int:
    """Look at the one file of standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        found = LOOK[sys.argv[1]](content)
    except Wrong as wrong:
        found = {"wrong": str(wrong)}
    except (MemoryError, RecursionError):
        found = {"wrong": "bomb"}
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
