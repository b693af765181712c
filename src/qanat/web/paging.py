"""Paging: fifty rows a page, by offset for lists and by key for long histories."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, Protocol, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

PAGE_ROWS: Final = 50
FURTHEST_PAGE: Final = 100_000
SALT: Final = "qanat.web.paging"

T_co = TypeVar("T_co", covariant=True)
M = TypeVar("M", bound=Model)


class Counted(Protocol[T_co]):
    """Rows that can be counted and cut: a query set or a list behind a count."""

    def count(self) -> int:
        """Return how many rows there are."""

    def __getitem__(self, cut: slice, /) -> Sequence[T_co]:
        """Return the rows of a cut."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page and the way to its neighbours.

    Attributes:
        total: all rows, or ``None`` where counting would cost too much.
        before: value of ``page`` (or of the key) of the page before, "" if there is none.
        after: the same of the page after.
    """

    items: tuple[T, ...]
    first: int
    total: int | None
    before: str
    after: str
    parameter: str = "page"
    number: int = 1
    pages: int | None = None

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return self.first + len(self.items) - 1

    @property
    def is_single(self) -> bool:
        """Tell whether there is nothing to turn."""
        return not self.before and not self.after


@dataclass(frozen=True, slots=True)
class Behind(Generic[T]):
    """Rows behind two functions of a context's queries.

    Attributes:
        counted: tells how many there are.
        cut: returns some of them: ``cut(first, count)``.
    """

    counted: Callable[[], int]
    cut: Callable[[int, int], Sequence[T]]

    def count(self) -> int:
        """Return how many rows there are."""
        return self.counted()

    def __getitem__(self, cut: slice, /) -> Sequence[T]:
        """Return the rows of a cut."""
        return self.cut(cut.start, cut.stop - cut.start)


def one_page(
    request: HttpRequest, rows: Sequence[T] | Counted[T], *, size: int = PAGE_ROWS
) -> Page[T]:
    """Cut one page out of rows by the number in ``?page=``; nonsense is the first page."""
    total = len(rows) if isinstance(rows, Sequence) else rows.count()
    pages = max(1, -(-total // size))
    number = min(page_number(request), pages)
    start = (number - 1) * size
    return Page(
        items=tuple(rows[start : start + size]),
        first=start + 1 if total else 0,
        total=total,
        before=str(number - 1) if number > 1 else "",
        after=str(number + 1) if number < pages else "",
        number=number,
        pages=pages,
    )


def page_number(request: HttpRequest) -> int:
    """Read ``?page=``; anything but a sensible number is the first page."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(FURTHEST_PAGE)):
        return 1
    return min(max(1, int(text)), FURTHEST_PAGE)


def key_page(
    request: HttpRequest, rows: QuerySet[M], *, keys: tuple[str, ...], size: int = PAGE_ROWS
) -> Page[M]:
    """Cut one page by key: constant time however far one turns, forward only.

    ``keys`` order the rows, such as ``("-received_at", "-id")``: the last one unique, none null.
    """
    place = _read_key(request.GET.get("after", ""), len(keys))
    wanted = rows.order_by(*keys)
    if place is not None:
        wanted = wanted.filter(_beyond(keys, place))
    found = list(wanted[: size + 1])
    items = tuple(found[:size])
    after = _write_key(items[-1], keys) if len(found) > size else ""
    return Page(
        items=items, first=1 if items else 0, total=None, before="", after=after, parameter="after"
    )


def _beyond(keys: tuple[str, ...], place: list[Any]) -> Q:
    condition = Q()
    equal: dict[str, Any] = {}
    for key, value in zip(keys, place, strict=True):
        name = key.lstrip("-")
        side = "lt" if key.startswith("-") else "gt"
        condition |= Q(**equal, **{f"{name}__{side}": value})
        equal[name] = value
    return condition


def _write_key(row: Model, keys: tuple[str, ...]) -> str:
    values = [_plain(getattr(row, key.lstrip("-"))) for key in keys]
    return Signer(salt=SALT).sign_object(values, compress=True)


def _plain(value: Any) -> Any:
    return {"at": value.isoformat()} if isinstance(value, datetime) else value


def _read_key(text: str, length: int) -> list[Any] | None:
    """Read a key which we wrote ourselves; anything else is the first page."""
    if not text:
        return None
    try:
        values: list[Any] = Signer(salt=SALT).unsign_object(text)
    except (BadSignature, ValueError):
        return None
    return [_rich(value) for value in values] if len(values) == length else None


def _rich(value: Any) -> Any:
    return datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value
