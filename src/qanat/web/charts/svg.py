"""Drawing SVG as text: elements, nice scales, and the chart as a page shows it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from zlib import crc32

from django.utils.safestring import SafeString

from qanat.foundation.refusals import Text

FONT: Final = "Inter, sans-serif"
LETTER_PX: Final = 7.2
CAPITAL: Final = 1.3
"""A capital letter is so many times as wide."""
WIDE_PX: Final = 600
INK: Final = "#172026"
INK2: Final = "#4c5b64"
LINE: Final = "#dde3e6"
SERIES: Final = ("#0b5d8a", "#c77700", "#37956f", "#b06fd0", "#6b7780")
STEPS: Final = ("#e9eef1", "#bcd6e6", "#86b8d6", "#3f87b3", "#0b4a6f")
HATCH: Final = "hatch"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the same numbers as a table.

    Attributes:
        svg: stands alone; on a page its classes take the colours of the theme.
    """

    title: Text
    svg: SafeString
    heads: tuple[Text, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Area:
    """The part of a picture inside its axes, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top


def tag(name: str, attributes: dict[str, object] | None = None, *inside: str) -> SafeString:
    """Write an element; a name's underscores become hyphens, texts are escaped."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escaped(value)}"'
        for key, value in (attributes or {}).items()
        if value is not None
    )
    end = f">{join(inside)}</{name}>" if inside else "/>"
    return SafeString(f"<{name}{written}{end}")


def join(parts: Sequence[str]) -> SafeString:
    """Put elements and texts one after the other; texts are escaped."""
    return SafeString("".join(map(_escaped, parts)))


def text(x: float, y: float, words: object, **attributes: object) -> SafeString:
    """Write words at a place."""
    given: dict[str, object] = {"fill": INK2, "font_size": 12} | attributes
    return tag("text", {"x": x, "y": y} | given, str(words))


def picture(
    width: float, height: float, title: Text, description: Text, parts: Sequence[str]
) -> SafeString:
    """Put parts into a picture with its title and description for those who can't see it."""
    number = crc32(f"{title} {description}".encode())
    head = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {_plain(width)} {_plain(height)}",
        "width": width,
        "height": height,
        "role": "group" if any("<a " in part for part in parts) else "img",
        "aria-labelledby": f"chart-{number}-t chart-{number}-d",
        "font-family": FONT,
        "font-size": 12,
        "class": "wide" if width >= WIDE_PX else None,
    }
    names = (
        tag("title", {"id": f"chart-{number}-t"}, str(title)),
        tag("desc", {"id": f"chart-{number}-d"}, str(description)),
    )
    drawing = tag("svg", head, *names, *parts)
    own = f"{HATCH}-{number}"
    return SafeString(
        drawing.replace(f"url(#{HATCH})", f"url(#{own})").replace(f'id="{HATCH}"', f'id="{own}"')
    )


def hatch() -> SafeString:
    """Define the hatching of "no data"."""
    ground = tag("rect", {"width": 6, "height": 6, "class": "nd-ground", "fill": "#f7f8f9"})
    stroke = tag(
        "path", {"d": "M0 0V6", "class": "nd-line", "stroke": "#c2cbd0", "stroke-width": 2}
    )
    turned = {
        "id": HATCH,
        "width": 6,
        "height": 6,
        "patternUnits": "userSpaceOnUse",
        "patternTransform": "rotate(45)",
    }
    return tag("defs", None, tag("pattern", turned, ground, stroke))


def link(url: str, *inside: str) -> SafeString:
    """Make a part of a picture lead somewhere."""
    return tag("a", {"href": url}, *inside) if url else join(inside)


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Return round numbers that span a range, 1, 2 or 5 times a power of ten apart."""
    raw = (high - low) / max(1, wanted)
    if not raw > 0:
        high = low + 1
        raw = 1 / max(1, wanted)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw * 0.999)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def width_of(words: object, size: float = 12) -> float:
    """Estimate how wide words are; generous, since Kazakh and Russian letters are wide."""
    letters = sum(CAPITAL if letter.isupper() else 1 for letter in str(words))
    return letters * LETTER_PX * size / 12


def shortened(words: object, room: float, size: float = 12) -> str:
    """Cut words to the room there is; the whole belongs in a title beside them."""
    whole = cut = str(words)
    while width_of(cut, size) > room and len(whole) > 1:
        whole = whole[:-1]
        cut = whole.rstrip() + "…"
    return cut


def _escaped(value: object) -> str:
    """Write a value; what is safe already stays as it is."""
    plain = str(_plain(value))
    return plain if isinstance(value, SafeString | int | float) else escape(plain)


def _plain(value: object) -> object:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
