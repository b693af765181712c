"""The national report as files: a PDF, a page that stands alone, a text document, a spreadsheet."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qanat.foundation.printing import PDF, png_bytes
from qanat.foundation.tabular.writing import Line, as_count, xlsx_bytes
from qanat.readiness.nation.queries.document import Document
from qanat.readiness.nation.queries.office import docx_bytes, paragraph, picture, table
from qanat.readiness.nation.queries.paper import figure_rows, pdf_file, without_links
from qanat.readiness.nation.queries.wording import locale, plain
from qanat.web.reply import XLSX

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML: Final = "text/html; charset=utf-8"
ALONE: Final = "nation/alone.html"
STYLES: Final = "nation/alone.css"


def html_text(document: Document) -> str:
    """Return the report as a page that stands alone: its links lead nowhere outside."""
    charts = [(chart, SafeString(without_links(chart))) for chart in document.charts]
    found = finders.find(STYLES)
    text = Path(found).read_text(encoding="utf-8") if isinstance(found, str) else ""
    context = {
        "document": document,
        "charts": charts,
        "language": get_language(),
        "styles": SafeString(f"<style>{text}</style>"),  # our own file
    }
    return render_to_string(ALONE, context)


def docx_file(document: Document) -> bytes:
    """Return the report as a text document; below each picture stand its numbers as a table."""
    parts = [paragraph(document.title, "Title"), paragraph(document.subtitle, "Subtitle")]
    if document.mark:
        parts.append(paragraph(document.mark))
    for heading, sentences in document.sections:
        parts.append(paragraph(heading, "Heading1"))
        parts.append(paragraph(" ".join(plain(one) for one in sentences)))
    parts += [
        paragraph(_("Figures"), "Heading1"),
        table([list(document.heads), *figure_rows(document)]),
    ]
    drawn = [png_bytes(without_links(chart)) for chart in document.charts]
    for number, (chart, png) in enumerate(zip(document.charts, drawn, strict=True), 1):
        parts.append(paragraph(str(chart.title), "Heading1"))
        parts.append(picture(png, str(chart.title), number))
        if chart.note:
            parts.append(paragraph(str(chart.note)))
        parts.append(table([[str(head) for head in chart.heads], *map(list, chart.rows)]))
    if document.is_empty:
        parts.append(paragraph(_("Nothing in this period")))
    parts += [paragraph(document.source), paragraph(document.as_of)]
    return docx_bytes(parts, locale().replace("_", "-"), drawn, foot=document.mark)


def xlsx_file(document: Document) -> bytes:
    """Return the report as a spreadsheet: text, figures, and a sheet for each picture."""
    text: list[Line] = [[document.title, document.subtitle]]
    if document.mark:
        text.append([document.mark])
    text += [
        [heading, " ".join(plain(one) for one in sentences)]
        for heading, sentences in document.sections
    ]
    text.append([document.source, document.as_of])
    figures: list[Line] = [list(document.heads)]
    for one in document.lines:
        line: Line = [str(one.label), one.now]
        if document.base:
            line += [one.before, one.change.percent if one.change else None]
        figures.append(line)
    sheets: list[tuple[str, list[Line]]] = [(_("Text"), text), (_("Figures"), figures)]
    for number, chart in enumerate(document.charts, 1):
        rows: list[Line] = [[str(head) for head in chart.heads]]
        rows += [[name, *map(as_count, told)] for name, *told in chart.rows]
        sheets.append((f"{number}. {chart.title}", rows))
    return xlsx_bytes(sheets)


WRITERS: Final[Mapping[str, tuple[str, Callable[[Document], str | bytes]]]] = {
    "pdf": (PDF, pdf_file),
    "docx": (DOCX, docx_file),
    "xlsx": (XLSX, xlsx_file),
    "html": (HTML, html_text),
}
