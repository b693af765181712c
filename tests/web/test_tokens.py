"""Colours: legible in both modes, told apart by people who see colours differently."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

import qanat.web

CSS = (Path(qanat.web.__file__).parent / "static/web/qanat.css").read_text()
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS
    )
}
MODES = {"light": 0, "dark": 1}

GROUNDS = ("bg", "surface", "raised")
TEXT_PAIRS = [
    *itertools.product(("ink", "ink2", "ink3", "accent", "breach", "warn", "ok"), GROUNDS),
    ("ink", "accent-soft"),
    ("ink2", "accent-soft"),
    ("accent", "accent-soft"),
    ("breach", "accent-soft"),
    ("warn", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("breach", "breach-soft"),
    ("ink", "breach-soft"),
    ("warn", "warn-soft"),
    ("ink", "warn-soft"),
    ("ok", "ok-soft"),
    *((f"on-u{n}", f"u{n}") for n in (1, 2, 3, 4)),
    ("surface", "ink"),
    ("ink2", "land"),
    ("ink", "land"),
]
CONTROL_PAIRS = [
    ("control", "surface"),
    ("accent", "surface"),
    ("accent", "bg"),
    *((f"u{n}-line", "surface") for n in (1, 2, 3, 4)),
]

MACHADO = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def colour(name: str, mode: str) -> str:
    found: str = TOKENS[name][MODES[mode]]
    return found


def linear(code: str) -> np.ndarray:
    channels = np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    light, dark = sorted(
        (float(linear(one) @ weights), float(linear(other) @ weights)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def lab(code: str, sight: str) -> np.ndarray:
    seen = np.clip(np.array(MACHADO[sight]) @ linear(code), 0, 1)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = to_xyz @ seen / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_every_ink_is_legible_on_its_ground(ink: str, ground: str, mode: str) -> None:
    assert contrast(colour(ink, mode), colour(ground, mode)) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("edge", "ground"), CONTROL_PAIRS)
def test_every_edge_of_a_control_or_mark_is_seen(edge: str, ground: str, mode: str) -> None:
    assert contrast(colour(edge, mode), colour(ground, mode)) >= 3


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sight", MACHADO)
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations((1, 2, 3, 4), 2)))
def test_urgencies_are_told_apart_by_every_kind_of_sight(
    one: int, other: int, sight: str, mode: str
) -> None:
    distance = np.linalg.norm(
        lab(colour(f"u{one}", mode), sight) - lab(colour(f"u{other}", mode), sight)
    )
    assert distance >= 20


@pytest.mark.parametrize("mode", MODES)
def test_the_steps_of_a_map_go_steadily_from_little_to_much(mode: str) -> None:
    lightness = [lab(colour(f"q{n}", mode), "normal")[0] for n in range(5)]
    steps = np.diff(lightness) * (1 if mode == "dark" else -1)
    assert min(steps) > 5


def test_there_are_tokens_for_both_modes() -> None:
    assert len(TOKENS) > 40


def test_colours_stand_only_among_the_tokens_and_on_paper() -> None:
    folder = Path(qanat.web.__file__).parent / "static/web/css"
    for path in folder.glob("*.css"):
        if path.name not in {"print.css", "sheets.css"}:
            found = list(re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text()))
            assert found in ([], ["#ffffff", "#08131a", "#172026", "#e6edf0"]), path.name
