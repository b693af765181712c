"""Lists page after page."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Final

from qanat.exchange.api.problems import wrong
from qanat.exchange.api.shapes import BIGGEST, Cursor, ListSize, Sent
from qanat.foundation.listing import Mark

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FARTHEST: Final = 2**53


class PageQuery(Sent):
    """Which page of a list."""

    limit: ListSize = 20
    """How many lines, at most 50."""
    cursor: Cursor = ""
    """``next`` of the page before; empty for the first page."""

    @property
    def mark(self) -> Mark | None:
        """Where the page begins."""
        return mark_of(self.cursor)


def cursor_of(at: datetime, row_id: int) -> str:
    """Return the cursor of the page after a row."""
    text = f"{(at - _EPOCH) // _MICROSECOND}.{row_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def mark_of(cursor: str) -> Mark | None:
    """Return the row after which a page begins.

    Raises:
        FieldsWrong: if the cursor is none of ours.
    """
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        micros, row_id = (int(part) for part in text.split("."))
    except (binascii.Error, ValueError):
        raise wrong("cursor", "bad_form") from None
    if abs(micros) > _FARTHEST or not 0 < row_id <= BIGGEST:
        raise wrong("cursor", "bad_form")
    return Mark(_EPOCH + micros * _MICROSECOND, row_id)
