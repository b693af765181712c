"""The national report on paper."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qanat.foundation.printing import pdf_bytes
from qanat.readiness.nation.queries.document import Document
from qanat.readiness.nation.queries.wording import plain
from qanat.web import wording
from qanat.web.charts import Chart

_LAYOUT: Final = Path(__file__).parent.parent / "layouts/report.typ"
_LINK: Final = re.compile(r"</?a\b[^>]*>")
_SIZE: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_WHOLE_PX: Final = 760.0
"""A picture of this width fills the paper."""
_HIGHEST: Final = 0.575
"""The height of a picture to the width of the paper, so that two stand on a page."""
_MONTHS: Final = 12


def pdf_file(document: Document) -> bytes:
    """Return the report set in type."""
    return pdf_bytes(_LAYOUT, told_on_paper(document), at=document.at)


def without_links(chart: Chart) -> str:
    """Return a picture that leads nowhere."""
    return _LINK.sub("", chart.svg)


def figure_rows(document: Document) -> list[list[str]]:
    """Return the table of figures without its head."""
    rows = []
    for one in document.lines:
        row = [str(one.label), wording.number(one.now)]
        if document.base:
            row += [wording.number(one.before), one.grown]
        rows.append(row)
    return rows


def told_on_paper(document: Document) -> dict[str, Any]:
    """Return everything the layout shows."""
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "language": get_language(),
        "mark": document.mark,
        "source": document.source,
        "as_of": document.as_of,
        "is_empty": document.is_empty,
        "nothing": _("Nothing in this period"),
        "sections": [
            {"title": heading, "text": " ".join(plain(one) for one in sentences)}
            for heading, sentences in document.sections
        ],
        "charts": [_drawn(chart) for chart in document.charts],
        "figures": {
            "title": _("Figures"),
            "heads": list(document.heads),
            "rows": figure_rows(document),
        },
    }


def _drawn(chart: Chart) -> dict[str, Any]:
    svg = without_links(chart)
    found = _SIZE.search(svg)
    wide, high = (float(found[1]), float(found[2])) if found else (_WHOLE_PX, 0.0)
    width = min(1.0, wide / _WHOLE_PX, _HIGHEST * wide / high if high else 1.0)
    return {
        "title": str(chart.title),
        "note": str(chart.note),
        "svg": svg,
        "width": width * 100,
        "tables": [] if _says_all(chart, svg) else _turned(chart.rows),
    }


def _says_all(chart: Chart, svg: str) -> bool:
    """Tell whether every number of a picture is written in it."""
    return all(f"{cell}<" in svg for row in chart.rows for cell in row[1:])


def _turned(rows: Sequence[Sequence[str]]) -> list[list[list[str]]]:
    """Lay a long narrow table down, a year of months in a line."""
    parts = [rows[at : at + _MONTHS] for at in range(0, len(rows), _MONTHS)]
    return [[list(line) for line in zip(*part, strict=True)] for part in parts]
