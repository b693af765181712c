"""Documents set in type: PDF for paper, pictures for other files.

A context brings a layout (``.typ``) and the data it shows. Data never becomes markup: the layout
reads it as JSON, so that a name with signs of the typesetter in it is printed as it stands. All
layouts share one look (``house.typ``), and the fonts come with Qanat: nothing depends on the
machine, and the same data makes the same bytes.

Source:
    Typst, https://typst.app/docs/reference
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

PDF: Final = "application/pdf"
_HERE: Final = Path(__file__).parent
_FONTS: Final = _HERE / "fonts"
_PICTURE: Final = b"""#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(json("data.json").svg), format: "svg")"""
_DOTS_AN_INCH: Final = 144.0


def pdf_bytes(layout: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Set a document in type.

    Args:
        layout: the context's layout; it imports ``house.typ`` and reads ``data.json``.
        data: what the layout shows, besides what ``house.typ`` asks for.
        at: the moment that the file carries as its own.
    """
    return _compiled(layout.read_bytes(), data, format="pdf", timestamp=at.replace(microsecond=0))


def png_bytes(svg: str) -> bytes:
    """Return a picture in dots, for files which can't hold a drawing."""
    return _compiled(_PICTURE, {"svg": svg}, format="png", ppi=_DOTS_AN_INCH)


def _compiled(layout: bytes, data: Mapping[str, Any], **options: Any) -> bytes:
    files = {
        "main.typ": layout,
        "house.typ": (_HERE / "house.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False, default=str).encode(),
    }
    made: bytes = typst.compile(
        files, font_paths=[str(_FONTS)], ignore_system_fonts=True, **options
    )
    return made
