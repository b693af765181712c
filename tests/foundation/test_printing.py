"""Documents set in type: repeatable, in own fonts, and data that never becomes markup."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Pdf

from qanat.foundation import printing
from qanat.foundation.printing import pdf_bytes, png_bytes

NOW: Final = datetime(2026, 1, 12, 9, tzinfo=UTC)
FONTS: Final = Path(printing.__file__).parent / "fonts"
FRAME: Final = {
    "title": "Report", "subtitle": "2025", "language": "kk", "mark": "Made up", "source": "Qanat",
    "as_of": "today",
}  # fmt: skip
HOSTILE: Final = (
    '#panic("taken over")', "*a _b", "$x", "@nobody", "<label>", "#import", '"]', "// gone", "\\",
)  # fmt: skip


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("printing") / "layout.typ"
    file.write_text(
        '#import "house.typ": *\n#let doc = json("data.json")\n#show: house.with(doc)\n'
        "= #doc.title\n#doc.text\n#figures((doc.text, doc.text), ((doc.text, doc.text),))\n"
    )
    return file


@settings(max_examples=25, deadline=None)
@given(text=st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8"), max_size=40))
def test_words_are_printed_as_they_stand_whatever_signs_they_hold(layout: Path, text: str) -> None:
    data = {**FRAME, "title": text, "mark": text, "text": text}
    assert pdf_bytes(layout, data, at=NOW).startswith(b"%PDF")


def test_the_same_data_makes_the_same_bytes(layout: Path) -> None:
    data = {**FRAME, "text": "Қазақстан"}
    assert pdf_bytes(layout, data, at=NOW) == pdf_bytes(layout, data, at=NOW)
    assert pdf_bytes(layout, data, at=NOW) != pdf_bytes(layout, FRAME | {"text": ""}, at=NOW)


@pytest.mark.parametrize("file", sorted(FONTS.glob("*.ttf")), ids=lambda file: file.stem)
def test_the_fonts_hold_every_letter_of_our_languages(file: Path) -> None:
    letters = "ӘәҒғҚқҢңӨөҰұҮүҺһІіЁёЎўҲҳЪъʻʼ‘’ŞşĞğİıƏəÇç№₸–—−«»±≥≤…"
    known = TTFont(file).getBestCmap()
    assert [one for one in letters if ord(one) not in known] == []
    assert (FONTS / "LICENSE.txt").read_text().count("SIL Open Font License")


def test_a_drawing_becomes_dots() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="72" height="36"><rect/></svg>'
    png = png_bytes(svg)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (108, 54)


def test_a_name_longer_than_a_line_goes_on_in_the_next_one(layout: Path) -> None:
    pages = Pdf.open(BytesIO(pdf_bytes(layout, {**FRAME, "text": "а" * 9000}, at=NOW))).pages
    assert len(pages) > 1
