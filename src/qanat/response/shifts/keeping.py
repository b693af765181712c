"""The pack for work on paper as one file, which needs nothing else to be read and printed."""

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation

from qanat.foundation.actors import SYSTEM
from qanat.response.shifts.queries.pack import pack_of

LINK: Final = '<link rel="stylesheet" href="pack.css">'
STYLES: Final = "web/css/sheets.css"


def write_pack(folder: Path, language: str, now: datetime) -> Path:
    """Write the pack of a moment into a folder and return its path; only its owner may read it."""
    zone = ZoneInfo(settings.QANAT_ZONE)
    path = folder / f"qanat-pack-{now.astimezone(zone):%Y%m%d-%H%M}.html"
    draft = folder / f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
    with translation.override(language), timezone.override(zone):
        text = _text(language, now)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        return draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _text(language: str, now: datetime) -> str:
    context = {"pack": pack_of(SYSTEM, now), "language": language, "is_demo": settings.QANAT_DEMO}
    text = render_to_string("shifts/pack_file.html", context)
    found = finders.find(STYLES)
    styles = Path(found).read_text(encoding="utf-8") if isinstance(found, str) else ""
    return text.replace(LINK, f"<style>@page {{ size: A4; margin: 14mm 12mm; }}\n{styles}</style>")
