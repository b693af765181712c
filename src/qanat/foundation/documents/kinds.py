"""What kind of file something is, by its first bytes, and by its name."""

from dataclasses import dataclass
from typing import Final

DICOM_AT: Final = 128
"""Bytes before the mark of a DICOM file."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file which is taken.

    Attributes:
        media_type: of IANA.
        endings: of names; the first is the one we give.
        mark: the bytes by which it is known.
        at: where they stand.
    """

    code: str
    media_type: str
    endings: tuple[str, ...]
    mark: bytes
    at: int = 0

    def is_of(self, content: bytes) -> bool:
        """Tell whether something begins like this kind."""
        return content[self.at : self.at + len(self.mark)] == self.mark


PDF: Final = Kind("pdf", "application/pdf", (".pdf",), b"%PDF-")
JPEG: Final = Kind("jpeg", "image/jpeg", (".jpg", ".jpeg", ".jpe"), b"\xff\xd8\xff")
PNG: Final = Kind("png", "image/png", (".png",), b"\x89PNG\r\n\x1a\n")
DICOM: Final = Kind("dicom", "application/dicom", (".dcm", ".dicom", ""), b"DICM", DICOM_AT)
KINDS: Final = (PDF, JPEG, PNG, DICOM)
BY_CODE: Final = {kind.code: kind for kind in KINDS}


def kind_of(content: bytes) -> Kind | None:
    """Return the kind by the first bytes, ``None`` for one which is not taken."""
    return next((kind for kind in KINDS if kind.is_of(content)), None)
