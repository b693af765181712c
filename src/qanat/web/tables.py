"""Tables of ready-made cells: columns, sorting by link, a row that leads somewhere."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from qanat.foundation.refusals import Text
from qanat.web.marks import icon

PARAMETER: Final = "sort"


@dataclass(frozen=True, slots=True)
class Sort:
    """The column by which rows are sorted."""

    key: str
    falling: bool = False

    @property
    def value(self) -> str:
        """The value of ``?sort=``."""
        return f"-{self.key}" if self.falling else self.key


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``key`` is its name in ``?sort=`` where it can be sorted.

    Attributes:
        whole: its cells are never broken into lines: numbers of records, times.
    """

    key: str
    label: Text
    numeric: bool = False
    sortable: bool = False
    hidden_label: bool = False
    whole: bool = False

    @property
    def css(self) -> str:
        """The class of the cells."""
        return "num" if self.numeric else "nowrap" if self.whole else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: one ready-made text for each column.

    Attributes:
        cells: texts; those which are not ``SafeString`` are escaped.
        url: where the first cell leads.
        tone: "" or ``breach``, ``warn``, ``stale``, ``closed``.
    """

    cells: tuple[str, ...]
    url: str = ""
    selected: bool = False
    tone: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its words for the case that there is nothing in it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Text
    caption: Text = ""
    sort: Sort | None = None
    empty_hint: Text = ""
    foot: Row | None = None
    is_wide: bool = False
    """Many columns: it scrolls under its first one."""


def sort_of(request: HttpRequest, allowed: Collection[str], *, default: str) -> Sort:
    """Read ``?sort=``; an unknown column is the default one."""
    asked = request.GET.get(PARAMETER, default)
    wanted = asked if asked.lstrip("-") in allowed and not asked.startswith("--") else default
    return Sort(wanted.lstrip("-"), wanted.startswith("-"))


def sort_link(request: HttpRequest, key: str, label: Text, sort: Sort | None) -> SafeString:
    """Draw the heading of a column that can be sorted, keeping the rest of the address."""
    current = sort is not None and sort.key == key
    falling = sort is not None and current and sort.falling
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("after", None)
    query[PARAMETER] = key if falling or not current else f"-{key}"
    mark = icon("chevron-down" if falling else "chevron-up") if current else icon("arrows-sort")
    return format_html(
        '<a class="sort{}" href="?{}">{}{}</a>',
        " current" if current else "", query.urlencode(), label, mark,
    )  # fmt: skip
