"""Charts as SVG made on the server: they print, mail and need no JavaScript."""

from qanat.web.charts.bars import Bar, Stack, bars, stacked
from qanat.web.charts.lines import Norm, Series, line, multiples
from qanat.web.charts.schedule import Lane, Span, schedule
from qanat.web.charts.svg import Chart

__all__ = [
    "Bar", "Chart", "Lane", "Norm", "Series", "Span", "Stack",
    "bars", "line", "multiples", "schedule", "stacked",
]  # fmt: skip
