"""What the data files say of sources is said in the reader's language."""

import csv
import re
from pathlib import Path

import pytest
from django.utils.translation import override

import qanat.registry
from qanat.registry.sources import OURS
from qanat.registry.telling import position
from qanat.web.wording import source

DATA = Path(qanat.registry.__file__).parent
FILES = (
    "facilities/data/capabilities.csv",
    "fleet/data/aircraft_types.csv",
    "fleet/data/operators.csv",
    "pathways/data/rules.csv",
    "pathways/data/targets.csv",
    "pathways/data/windows.csv",
    "places/data/airfields.csv",
    "places/data/pads.csv",
    "places/data/settlements.csv",
)
CITED = re.compile(r"AHA/ASA Target: Stroke III|[\w.-]+\.(?:kz|com|org)|[\d\s,.()-]")


def words(file: str) -> set[str]:
    """Return the notes and sources of a file which are more than a citation."""
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    said = {row[name] for row in rows for name in ("source", "note") if row.get(name)}
    return {text for text in said if CITED.sub("", text)}


@pytest.mark.parametrize("file", FILES)
def test_every_note_and_source_of_ours_is_marked_for_translation(file: str) -> None:
    assert words(file) <= set(OURS)


@pytest.mark.parametrize("language", ["kk", "ru", "uz", "uz-cyrl"])
def test_every_source_of_ours_is_translated(language: str) -> None:
    with override(language):
        assert not [text for text in OURS if source(text) == text]
        assert source("zakon.kz 2025-12-04") == "zakon.kz 2025-12-04"


def test_a_position_is_written_as_the_language_does() -> None:
    with override("ru"):
        assert position(76.9286, 43.2567) == "43,2567° с. ш., 76,9286° в. д."
    with override("en"):
        assert position(76.9286, 43.2567) == "43.2567° N, 76.9286° E"
        assert position(-0.5, 51) == "51.0000°, \N{MINUS SIGN}0.5000°"
