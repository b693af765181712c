"""A text document of plain parts: headings, paragraphs, tables, pictures, for word processors.

Source:
    ECMA-376, Office Open XML, part 1: WordprocessingML, DrawingML.
"""

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape

_TYPES: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Default Extension="png" ContentType="image/png"/>\
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.\
wordprocessingml.document.main+xml"/>\
<Override PartName="/word/footer.xml" ContentType="application/vnd.openxmlformats-officedocument.\
wordprocessingml.footer+xml"/>\
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.\
wordprocessingml.styles+xml"/></Types>"""
_RELATIONS: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/\
officeDocument" Target="word/document.xml"/></Relationships>"""
_OWN_RELATIONS: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/\
styles" Target="styles.xml"/><Relationship Id="foot" Type="http://schemas.openxmlformats.org/\
officeDocument/2006/relationships/footer" Target="footer.xml"/>{}</Relationships>"""
_RELATION: Final = (
    '<Relationship Id="picture{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/image" Target="media/picture{0}.png"/>'
)
_SPACE: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_DRAWING: Final = (
    '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="{wide}" cy="{high}"/>'
    '<wp:docPr id="{number}" name="{title}" descr="{title}"/><a:graphic><a:graphicData'
    ' uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
    '<pic:cNvPr id="{number}" name="{title}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip r:embed="picture{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
    "</a:graphic></wp:inline></w:drawing></w:r></w:p>"
)
_EMU_A_DOT: Final = 6_350
"""At 144 dots an inch."""
_WIDEST_EMU: Final = 6_120_000
_HEAD: Final = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{{}} {_SPACE}>'
_STYLES: Final = (
    ("Title", "Title", 40), ("Subtitle", "Subtitle", 26), ("Heading1", "heading 1", 28),
)  # fmt: skip
_PAGE: Final = (
    '<w:sectPr><w:footerReference w:type="default" r:id="foot"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134"'
    ' w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
)
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="999999"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def paragraph(text: str, style: str = "") -> str:
    """Return a paragraph, a heading if a style is given."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{_run(text)}</w:p>"


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return a table, its first row bold; numbers stand on the right."""
    lines = "".join(
        "<w:tr>"
        + "".join(_cell(cell, n, is_bold=at == 0) for n, cell in enumerate(row))
        + "</w:tr>"
        for at, row in enumerate(rows)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_BORDERS}'
        f"</w:tblBorders></w:tblPr>{lines}</w:tbl>"
    )


def picture(png: bytes, title: str, number: int) -> str:
    """Return the place of a picture; ``number`` is its place, from 1, among those of the file."""
    wide, high = (dots * _EMU_A_DOT for dots in struct.unpack(">II", png[16:24]))
    scale = min(1.0, _WIDEST_EMU / wide)
    return _DRAWING.format(
        wide=int(wide * scale),
        high=int(high * scale),
        number=number,
        title=escape(title, {'"': "&quot;"}),
    )


def docx_bytes(
    parts: Iterable[str], language: str, pictures: Sequence[bytes] = (), *, foot: str = ""
) -> bytes:
    """Return a document of parts, to be opened by word processors; ``foot`` ends every page."""
    body = "".join(parts)
    document = f"{_HEAD.format('document')}<w:body>{body}{_PAGE}</w:body></w:document>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", _TYPES)
        book.writestr("_rels/.rels", _RELATIONS)
        book.writestr("word/document.xml", document)
        book.writestr("word/styles.xml", _styles(language))
        book.writestr("word/footer.xml", f"{_HEAD.format('ftr')}{paragraph(foot)}</w:ftr>")
        more = "".join(_RELATION.format(number) for number in range(1, len(pictures) + 1))
        book.writestr("word/_rels/document.xml.rels", _OWN_RELATIONS.format(more))
        for number, png in enumerate(pictures, 1):
            book.writestr(f"word/media/picture{number}.png", png)
    return out.getvalue()


def _run(text: str, *, is_bold: bool = False) -> str:
    look = "<w:rPr><w:b/></w:rPr>" if is_bold else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _cell(text: str, column: int, *, is_bold: bool) -> str:
    side = '<w:pPr><w:jc w:val="right"/></w:pPr>' if column else ""
    return f"<w:tc><w:p>{side}{_run(text, is_bold=is_bold)}</w:p></w:tc>"


def _styles(language: str) -> str:
    basic = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"'
        f' w:cs="Arial"/><w:sz w:val="21"/><w:lang w:val="{language}"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )
    own = "".join(
        f'<w:style w:type="paragraph" w:styleId="{code}"><w:name w:val="{name}"/><w:pPr>'
        f'<w:keepNext/></w:pPr><w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for code, name, size in _STYLES
    )
    return f"{_HEAD.format('styles')}{basic}{own}</w:styles>"
