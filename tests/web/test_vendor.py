"""Third-party files: unchanged, licensed, complete, and nothing from another origin."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from tools import vendor_assets

import qanat
import qanat.web

SOURCE = (
    Path(qanat.__file__ or "").parent if qanat.__file__ else Path(qanat.web.__file__).parents[1]
)
STATIC = Path(qanat.web.__file__).parent / "static/web"
VENDOR = STATIC / "vendor"
LETTERS = "ӘәҒғҚқҢңӨөҰұҮүҺһІіЎўҲҳЁёʻʼƏəĞğŞşİıÇçÑñŇňÝýŽžŐőŰűÖöÜü₸№→←↑↓−≤≥×₂°µ½«»“”„’–—…\u00a0"
PERMISSIVE = {"0BSD", "MIT", "BSD-3-Clause", "OFL-1.1", ""}


def test_vendored_files_are_what_their_checksums_say() -> None:
    assert vendor_assets.changed_files() == []


def test_every_vendored_part_has_a_permissive_licence_and_its_text() -> None:
    files = json.loads((VENDOR / "vendor.json").read_text())["files"]
    assert {f["licence"] for f in files} <= PERMISSIVE
    texts = {path.stem.replace("-", " ") for path in (VENDOR / "licences").iterdir()}
    assert {f["name"] for f in files if f["licence"]} <= texts


@pytest.mark.parametrize("weight", vendor_assets.WEIGHTS)
def test_the_font_has_every_letter_of_our_languages(weight: str) -> None:
    known = TTFont(VENDOR / f"fonts/Inter-{weight}.woff2").getBestCmap()
    assert [letter for letter in LETTERS if ord(letter) not in known] == []


@pytest.mark.parametrize("weight", vendor_assets.WEIGHTS)
def test_the_font_has_figures_of_equal_width(weight: str) -> None:
    font = TTFont(VENDOR / f"fonts/Inter-{weight}.woff2")
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert "tnum" in features


def test_the_map_has_a_glyph_for_every_letter() -> None:
    known = set()
    for path in (VENDOR / "glyphs/Inter").iterdir():
        known |= glyph_ids(path.read_bytes())
    assert [letter for letter in LETTERS if ord(letter) not in known] == []


def glyph_ids(pbf: bytes) -> set[int]:
    """Read the ids out of a glyph file: stack (1) > glyph (3) > id (1)."""
    stack = next(value for key, value in fields(pbf) if key == 1)
    glyphs = [value for key, value in fields(stack) if key == 3]
    return {next(value for key, value in fields(glyph) if key == 1) for glyph in glyphs}


def fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Read the fields of a protocol buffer: bytes or a number, as the wire says."""
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        if key & 7:
            length = varint()
            yield key >> 3, data[at : at + length]
            at += length
        else:
            yield key >> 3, varint()


def test_every_icon_that_is_used_is_vendored() -> None:
    there = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "icons.svg").read_text()))
    used = set()
    for path in SOURCE.rglob("*.html"):
        used |= set(re.findall(r'\{% icon "([\w-]+)"', path.read_text()))
    for path in SOURCE.rglob("*.py"):
        used |= set(re.findall(r'\bmarks\.icon\(\s*"([\w-]+)"', path.read_text()))
    assert used - there == set()


def test_nothing_is_loaded_from_another_origin() -> None:
    ours = [
        p
        for p in STATIC.rglob("*")
        if p.suffix in {".css", ".js", ".svg"} and VENDOR not in p.parents
    ]
    for path in [*ours, *(SOURCE / "web/templates").rglob("*")]:
        if path.is_file():
            found = re.findall(r"(?:https?:)?//[\w.-]+\.\w+", path.read_text())
            assert [f for f in found if "www.w3.org" not in f] == [], path.name


def test_no_vendored_script_points_to_a_source_map_we_do_not_ship() -> None:
    for path in VENDOR.glob("*.js"):
        assert "sourceMappingURL" not in path.read_text()
