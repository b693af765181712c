"""A small line of one value over time, drawn on the server, on paper as on the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

WIDTH: Final = 180.0
HEIGHT: Final = 32.0
EDGE: Final = 3.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spark:
    """A line in a frame of ``WIDTH`` by ``HEIGHT``.

    Attributes:
        points: of the line, as SVG writes them; "" with fewer than two values.
        last: where its end stands.
        odd: where values stand which are marked.
    """

    points: str
    last: Point
    least: float
    most: float
    odd: tuple[Point, ...] = ()


def spark(
    values: Sequence[tuple[datetime, float]],
    span: tuple[datetime, datetime],
    odd: Sequence[bool] = (),
) -> Spark:
    """Return the line of values over a span of time; ``odd`` says which of them are marked."""
    least, most = min(v for _at, v in values), max(v for _at, v in values)
    places = [place(one, span, (least, most)) for one in values]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places) if len(places) > 1 else ""
    marked = tuple(at for at, is_odd in zip(places, odd, strict=False) if is_odd)
    return Spark(points, places[-1], least, most, marked)


def place(
    point: tuple[datetime, float], span: tuple[datetime, datetime], bounds: tuple[float, float]
) -> Point:
    """Return where a value stands; what does not change runs through the middle."""
    (at, value), (start, end), (low, high) = point, span, bounds
    long = (end - start).total_seconds()
    share = (at - start).total_seconds() / long if long > 0 else 1.0
    rise = (value - low) / (high - low) if high > low else 0.5
    x = EDGE + share * (WIDTH - 2 * EDGE)
    return round(x, 1), round(HEIGHT - EDGE - rise * (HEIGHT - 2 * EDGE), 1)
