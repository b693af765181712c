"""Colours: legible in both modes, told apart by people who see colours differently.

Pairs of ink and ground are read from the style sheets themselves, so that a new rule is tested
the day it is written; what is mixed or inherited across rules the scans of pages look at.
"""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.web.colours import SIGHTS, contrast, distance, lab

import qanat
from qanat.web.charts.svg import INK, INK2, LINE, SERIES, STEPS

SRC = Path(qanat.__file__).parent
FOLDER = SRC / "web/static/web"
CSS = (FOLDER / "qanat.css").read_text()
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS
    )
}
MODES = {"light": 0, "dark": 1}
PAPER = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3});", (FOLDER / "css/print.css").read_text()))
SHEETS = [path for path in SRC.rglob("*.css") if "vendor" not in path.parts]
URGENCIES = ("u1", "u2", "u3", "u4")
SERIES_TOKENS = ("s1", "s2", "s3", "s4", "s5")
GROUNDS = ("bg", "surface", "raised")
INKS = ("ink", "ink2", "ink3", "accent", "breach", "warn", "ok")
WORDS_OF_THE_MAP = (("ink", "land"), ("ink2", "land"))
# What is drawn on the map or a chart, upon what: filled signs, hollow ones by their outline.
MARKS = [
    *itertools.product((f"{u}-line" for u in URGENCIES), (*GROUNDS, "land", "sea")),
    *itertools.product(("ink", "ink2", "ink3", "accent"), ("land", "sea")),
    *itertools.product(SERIES_TOKENS, GROUNDS),
    *itertools.product(("breach", "warn", "ok", "control"), GROUNDS),
]
TOLD_APART = 20  # urgencies, by colour alone; their shape, number and word tell as well
SIDE_BY_SIDE = 14  # series of a chart; their dashes and the names at their ends tell as well
NEXT_STEP = 7  # steps of a map; its legend and its table tell as well
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
INK_OF = re.compile(r"(?<![\w-])color: var\(--([\w-]+)\)")
GROUND_OF = re.compile(r"(?<![\w-])background(?:-color)?: var\(--([\w-]+)\)")


def rules() -> Iterator[tuple[str | None, str | None]]:
    """Yield the ink and the ground each rule sets."""
    for sheet in SHEETS:
        for _selector, declared in RULE.findall(sheet.read_text()):
            ink, ground = INK_OF.search(declared), GROUND_OF.search(declared)
            yield ink and ink[1], ground and ground[1]


def text_pairs() -> list[tuple[str, str]]:
    """Return every ink with every ground it is set on."""
    found = {*itertools.product(INKS, GROUNDS), *WORDS_OF_THE_MAP}
    for ink, ground in rules():
        if ink and ground:
            found.add((ink, ground))
        elif ground and ground.endswith("-soft"):
            found |= {("ink", ground), ("ink2", ground)}
        elif ink and not ink.startswith("on-"):
            found |= {(ink, ground) for ground in GROUNDS}
    found |= {(f"on-{u}", u) for u in URGENCIES}
    return sorted(found)


def colour(name: str, mode: str) -> str:
    found: str = TOKENS[name][MODES[mode]]
    return found


def nearest(one: str, other: str, mode: str) -> float:
    """Return how far apart two colours are to whom they are the most alike."""
    return min(distance(colour(one, mode), colour(other, mode), sight) for sight in SIGHTS)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("ink", "ground"), text_pairs())
def test_every_ink_is_legible_on_its_ground(ink: str, ground: str, mode: str) -> None:
    assert contrast(colour(ink, mode), colour(ground, mode)) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_every_mark_and_edge_of_a_control_is_seen(mark: str, ground: str, mode: str) -> None:
    assert contrast(colour(mark, mode), colour(ground, mode)) >= 3


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(URGENCIES, 2)])
def test_urgencies_are_told_apart_by_every_kind_of_sight(one: str, other: str, mode: str) -> None:
    assert nearest(one, other, mode) >= TOLD_APART


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(SERIES_TOKENS, 2)])
def test_series_of_a_chart_are_told_apart_by_every_kind_of_sight(
    one: str, other: str, mode: str
) -> None:
    assert nearest(one, other, mode) >= SIDE_BY_SIDE


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("one", "other"), [("accent", "warn"), ("accent", "ink3"), ("warn", "ink3")]
)
def test_legs_by_air_by_road_and_waiting_are_told_apart(one: str, other: str, mode: str) -> None:
    assert nearest(one, other, mode) >= 10


@pytest.mark.parametrize("mode", MODES)
def test_the_steps_of_a_map_go_steadily_from_little_to_much(mode: str) -> None:
    steps = [f"q{n}" for n in range(5)]
    lightness = [lab(colour(step, mode))[0] for step in steps]
    assert min(np.diff(lightness) * (1 if mode == "dark" else -1)) > 5
    assert min(nearest(one, other, mode) for one, other in itertools.pairwise(steps)) >= NEXT_STEP


def test_a_line_of_a_chart_is_known_by_its_dashes_too() -> None:
    screens = (FOLDER / "css/screens.css").read_text()
    dashes = dict(re.findall(r"\.line\.(s\d) \{ stroke-dasharray: ([\d ]+);", screens))
    assert set(dashes) == {"s2", "s3", "s4", "s5"}
    assert len(set(dashes.values())) == 4


def test_a_picture_which_stands_alone_has_the_colours_of_the_light_page() -> None:
    assert tuple(colour(f"s{n}", "light") for n in range(1, 6)) == SERIES
    assert tuple(colour(f"q{n}", "light") for n in range(5)) == STEPS
    assert tuple(colour(name, "light") for name in ("ink", "ink2", "line")) == (INK, INK2, LINE)


def test_paper_is_black_on_white() -> None:
    pairs = [*itertools.product(INKS, GROUNDS), *((f"on-{u}", u) for u in URGENCIES)]
    for ink, ground in pairs:
        dark, light = ("#" + "".join(2 * c for c in PAPER[name][1:]) for name in (ink, ground))
        assert contrast(dark, light) >= 7, (ink, ground)


def test_there_are_tokens_for_both_modes() -> None:
    assert len(TOKENS) > 40


def test_colours_stand_only_among_the_tokens_and_on_paper() -> None:
    for path in (FOLDER / "css").glob("*.css"):
        if path.name not in {"print.css", "sheets.css"}:
            found = list(re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text()))
            assert found in ([], ["#ffffff", "#08131a", "#172026", "#e6edf0"]), path.name
