"""Papers which were signed, and how they are set in type."""

import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import qrcode
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage

from qanat.care.commission.models import Item, Paper, Sitting
from qanat.care.commission.rules.codes import read_code, written
from qanat.foundation.actors import Actor
from qanat.foundation.made_up import made_up_mark
from qanat.foundation.printing import pdf_bytes
from qanat.foundation.refusals import NotFound
from qanat.foundation.signing import is_trial_signer, signer_name
from qanat.web import wording

_LAYOUT: Final = Path(__file__).parent.parent / "layouts/paper.typ"
LANGUAGES: Final = ("kk", "ru", "en")
"""The languages in which papers are made."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A signed paper, as anybody may know it who holds it."""

    id: int
    code: str
    kind: str
    number: str
    language: str
    made_at: datetime
    digest: str
    signer: str
    is_trial: bool
    is_synthetic: bool

    @property
    def code_written(self) -> str:
        """The code in groups."""
        return written(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a paper: facts, text and a table, each of which may be missing."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    text: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    new_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A paper before it is set in type.

    Attributes:
        to: to whom it goes, line by line.
        sign: who signs it on paper, each with his place.
    """

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    to: tuple[str, ...] = ()
    sign: tuple[str, ...] = ()
    source: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def find_paper(typed: str) -> PaperRow | None:
    """Return a paper by its code as somebody typed it: open to everybody."""
    code = read_code(typed)
    row = Paper.objects.filter(code=code).first() if code else None
    return _row(row) if row else None


def papers_of_sitting(actor: Actor, sitting_id: int) -> list[PaperRow]:
    """Return the minutes of a sitting the actor may see."""
    sittings = Sitting.objects.visible_to(actor).filter(pk=sitting_id)
    return _rows(Paper.objects.filter(sitting__in=sittings))


def papers_of_item(actor: Actor, item_id: int) -> list[PaperRow]:
    """Return the letters made about a matter the actor may see."""
    items = Item.objects.visible_to(actor).filter(pk=item_id)
    return _rows(Paper.objects.filter(item__in=items))


def file_of(actor: Actor, paper_id: int) -> tuple[PaperRow, bytes, bytes]:
    """Return kept minutes and their signature.

    Raises:
        NotFound: if there are none which the actor sees.
    """
    sittings = Sitting.objects.visible_to(actor)
    row = Paper.objects.filter(pk=paper_id, sitting__in=sittings).first()
    if row is None or row.content is None:
        raise NotFound
    return _row(row), bytes(row.content), bytes(row.signature)


def address_of(code: str) -> str:
    """Return the public address at which a paper is checked."""
    base: str = getattr(settings, "QANAT_ADDRESS", "")
    return f"{base.rstrip('/')}{reverse('commission:verify', args=(code,))}"


def pdf_of(sheet: Sheet, *, at: datetime, code: str = "") -> bytes:
    """Set a paper in type; with a code it says how it is checked."""
    data: dict[str, Any] = {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "language": get_language(),
        "mark": made_up_mark(),
        "source": sheet.source,
        "as_of": wording.moment(at),
        "facts": sheet.facts,
        "to": sheet.to,
        "sign": sheet.sign,
        "parts": [_part(part) for part in sheet.parts],
    }
    if code:
        data["proof"] = {
            "qr": _qr(address_of(code)),
            "code": written(code),
            "address": address_of(code),
            "trial": _("Signed by a trial certificate: not valid.") if is_trial_signer() else "",
            "signed": _("Signed electronically (CMS): %(signer)s") % {"signer": signer_name()},
            "check": _("Whether it is genuine: scan, or open the address and type the code."),
        }
    return pdf_bytes(_LAYOUT, data, at=at)


def digest_of(content: bytes) -> str:
    """Return the fingerprint of a file."""
    return hashlib.sha256(content).hexdigest()


def _part(part: Part) -> dict[str, Any]:
    return {
        "title": part.title,
        "facts": part.facts,
        "text": part.text,
        "heads": part.heads,
        "rows": part.rows,
        "new_page": part.new_page,
    }


def _qr(text: str) -> str:
    image = qrcode.make(text, image_factory=SvgPathImage, border=0)
    stream = io.BytesIO()
    image.save(stream)
    return stream.getvalue().decode()


def _rows(rows: QuerySet[Paper]) -> list[PaperRow]:
    return [_row(row) for row in rows.defer("content", "signature").order_by("id")]


def _row(row: Paper) -> PaperRow:
    return PaperRow(
        id=row.pk,
        code=row.code,
        kind=row.kind,
        number=row.number,
        language=row.language,
        made_at=row.made_at,
        digest=row.digest,
        signer=row.signer,
        is_trial=row.is_test,
        is_synthetic=row.is_synthetic,
    )


def lines(*rows: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Return facts without those which say nothing."""
    return tuple((label, value) for label, value in rows if value)


def joined(words: Iterable[str]) -> str:
    """Return words in one line."""
    return ", ".join(word for word in words if word)
