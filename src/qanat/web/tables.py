"""Tables of ready-made cells: columns, sorting by link, a row that leads somewhere."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from qanat.foundation.refusals import Text
from qanat.web.marks import icon
from qanat.web.wording import DASH

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


def body(table: Table) -> SafeString:
    """Draw the rows of a table: long ones take several times longer in a template."""
    heads = [_cell_head(column) for column in table.columns]
    rows = "".join(_row(row, heads) for row in table.rows)
    return mark_safe(rows)  # noqa: S308 (every part is escaped)


def _cell_head(column: Column) -> str:
    css = f' class="{column.css}"' if column.css else ""
    return f'<td{css} data-label="{conditional_escape(str(column.label))}">'


def _row(row: Row, heads: Sequence[str]) -> str:
    cells = [conditional_escape(cell or DASH) for cell in row.cells]
    if row.url and cells:
        cells[0] = format_html('<a class="row-link" href="{}">{}</a>', row.url, cells[0])
    marks = "".join(
        (
            format_html(' id="{}"', row.id) if row.id else "",
            format_html(' class="{}"', row.tone) if row.tone else "",
            ' aria-current="true"' if row.selected else "",
        )
    )
    inner = "".join(f"{head}{cell}</td>" for head, cell in zip(heads, cells, strict=False))
    return f"<tr data-qanat-item{marks}>{inner}</tr>"
