"""What colours are to the eye: contrast, distance, and how people see them who see fewer.

Sources:
    Contrast: WCAG 2.2, "relative luminance" and "contrast ratio", https://www.w3.org/TR/WCAG22/
    Linear light and its way to XYZ (D65): IEC 61966-2-1:1999 (sRGB).
    CIELAB: ISO/CIE 11664-4:2019, white of D65 (2 degrees).
    CIEDE2000: G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference formula:
    implementation notes, supplementary test data, and mathematical observations", Color Research
    & Application 30(1), 2005, equations 2 to 22; its test data stand in ``test_colours.py``.
    Dichromacy: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A physiologically-based model
    for simulation of color vision deficiency", IEEE TVCG 15(6), 2009, table of severity 1.0.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SIGHTS: Final = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
XYZ: Final = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE: Final = np.array([0.95047, 1.0, 1.08883])
SMALL: Final = (6 / 29) ** 3


def linear(code: str) -> Floats:
    """Return the linear light of ``#rrggbb`` in red, green and blue."""
    channels = np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    dark, light = sorted(float(linear(code) @ weights) for code in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(code: str, sight: str = "normal") -> Floats:
    """Return L*, a* and b* of a colour as somebody sees it."""
    seen = np.clip(np.array(SIGHTS[sight]) @ linear(code), 0, 1)
    part = XYZ @ seen / WHITE
    f = np.where(part > SMALL, np.cbrt(part), part / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: str, other: str, sight: str = "normal") -> float:
    """Return how far apart two colours are to somebody: about 1 is just seen."""
    return ciede2000(lab(one, sight), lab(other, sight))


def ciede2000(one: Floats, other: Floats) -> float:
    """Return the CIEDE2000 difference of two colours in CIELAB."""
    (l1, a1, b1), (l2, a2, b2) = one.tolist(), other.tolist()
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    chroma = (c1 + c2) / 2
    hue = _middle(h1, h2) if c1 * c2 else h1 + h2
    weigh = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    level = ((l1 + l2) / 2 - 50) ** 2
    dl = (l2 - l1) / (1 + 0.015 * level / np.sqrt(20 + level))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * weigh)
    bend = 60 * np.exp(-(((hue - 275) / 25) ** 2))
    cross = -np.sin(np.radians(bend)) * 2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + cross * dc * dh))


def _middle(one: float, other: float) -> float:
    """Return the hue between two hues, by the shorter way."""
    half = (one + other) / 2
    if abs(one - other) <= 180:
        return half
    return half + 180 if one + other < 360 else half - 180
