"""Glyph files for the map, made from a font.

The map element draws its labels from signed distance fields in protocol buffers, 256 code
points a file. No font server is asked: the files are made once from the font of the page.
"""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

EM_PX: Final = 24
BORDER_PX: Final = 3
OVERSAMPLE: Final = 8
RADIUS_PX: Final = 8.0
CUT_OFF: Final = 0.25
BLOCKS: Final = (0, 256, 512, 1024, 8192, 8448, 8704)
VARINT, BYTES = 0, 2


def write_glyphs(font_file: bytes, stack: str, folder: Path) -> list[Path]:
    """Write the glyph files of one font and return their paths."""
    font = TTFont(io.BytesIO(font_file))
    font.flavor = None
    plain = io.BytesIO()
    font.save(plain)
    face = ImageFont.truetype(io.BytesIO(plain.getvalue()), EM_PX * OVERSAMPLE)
    known = set(font.getBestCmap())
    (folder / stack).mkdir(parents=True, exist_ok=True)
    return [_write_block(face, known, start, folder / stack, stack) for start in BLOCKS]


def _write_block(
    face: ImageFont.FreeTypeFont, known: set[int], start: int, folder: Path, stack: str
) -> Path:
    name = f"{start}-{start + 255}"
    points: Iterable[int] = (p for p in range(max(start, 32), start + 256) if p in known)
    body = _field(1, stack.encode()) + _field(2, name.encode())
    for point in points:
        body += _field(3, _glyph(face, point))
    path = folder / f"{name}.pbf"
    path.write_bytes(_field(1, body))
    return path


def _glyph(face: ImageFont.FreeTypeFont, point: int) -> bytes:
    char = chr(point)
    left, top, right, bottom = face.getbbox(char, anchor="ls")
    advance = round(face.getlength(char) / OVERSAMPLE)
    head = _number(1, point)
    if right <= left or bottom <= top:
        return head + b"".join(_number(n, 0) for n in (3, 4, 5, 6)) + _number(7, advance)
    x, y = int(left // OVERSAMPLE), int(top // OVERSAMPLE)
    width, height = -int(-right // OVERSAMPLE) - x, -int(-bottom // OVERSAMPLE) - y
    size = ((width + 2 * BORDER_PX) * OVERSAMPLE, (height + 2 * BORDER_PX) * OVERSAMPLE)
    image = Image.new("L", size, 0)
    at = ((BORDER_PX - x) * OVERSAMPLE, (BORDER_PX - y) * OVERSAMPLE)
    ImageDraw.Draw(image).text(at, char, 255, font=face, anchor="ls")
    field = _distances(np.asarray(image) > 127)
    ascent = round(EM_PX * 0.75)
    return (
        head
        + _field(2, field.tobytes())
        + _number(3, width)
        + _number(4, height)
        + _number(5, _zigzag(x))
        + _number(6, _zigzag(-y - ascent))
        + _number(7, advance)
    )


def _distances(ink: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the signed distance to the outline, scaled to a byte, one value a pixel."""
    signed = (_nearest(ink) - _nearest(~ink)) / OVERSAMPLE
    half = OVERSAMPLE // 2
    sampled = signed[half::OVERSAMPLE, half::OVERSAMPLE]
    levels = np.clip(255 - 255 * (sampled / RADIUS_PX + CUT_OFF), 0, 255)
    return levels.astype(np.uint8)


def _nearest(ink: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the distance of each pixel to the nearest ink, as far as it matters."""
    reach = int(RADIUS_PX * OVERSAMPLE) + 1
    far = float(2 * reach * reach)
    cost: Any = np.where(ink, 0.0, far)
    for axis in (0, 1):
        cost = _spread(cost, axis, reach, far)
    result: NDArray[np.float64] = np.sqrt(cost)
    return result


def _spread(cost: Any, axis: int, reach: int, far: float) -> Any:
    best = cost.copy()
    length = cost.shape[axis]
    rows = np.moveaxis(cost, axis, 0)
    target = np.moveaxis(best, axis, 0)
    for step in range(1, min(reach, length - 1) + 1):
        np.minimum(target[step:], rows[:-step] + step * step, out=target[step:])
        np.minimum(target[:-step], rows[step:] + step * step, out=target[:-step])
    return np.minimum(best, far)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def _number(key: int, value: int) -> bytes:
    return _varint(key << 3 | VARINT) + _varint(value)


def _field(key: int, value: bytes) -> bytes:
    return _varint(key << 3 | BYTES) + _varint(len(value)) + value


def _zigzag(number: int) -> int:
    return number * 2 if number >= 0 else -number * 2 - 1
