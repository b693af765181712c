"""The small types of the wire: ids, texts of a longest length, times, codes."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Final, TypeAlias, TypeVar, get_args

import msgspec
from msgspec import Meta

T = TypeVar("T", bound="Told")
OUT_OF_BOUNDS: Final = "Out of bounds"
BIGGEST: Final = 2**63 - 1
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)
_UNSEEN: Final = (
    "\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f"
    "\\ufeff\\ufff9-\\ufffb"
)
"""Control characters, and those which nobody sees but which turn or hide what stands around."""
_ONE_LINE: Final = f"^[^\\u0000-\\u001f{_UNSEEN}]*$"
_LINES: Final = f"^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f{_UNSEEN}]*$"

Id: TypeAlias = Annotated[int, Meta(ge=1, le=BIGGEST)]
Version: TypeAlias = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Count: TypeAlias = Annotated[int, Meta(ge=0)]
Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]
"""ISO 8601 with an offset; answers are always in UTC."""

Text8: TypeAlias = Annotated[str, Meta(max_length=8, pattern=_ONE_LINE)]
Text20: TypeAlias = Annotated[str, Meta(max_length=20, pattern=_ONE_LINE)]
Text30: TypeAlias = Annotated[str, Meta(max_length=30, pattern=_ONE_LINE)]
Text40: TypeAlias = Annotated[str, Meta(max_length=40, pattern=_ONE_LINE)]
Text80: TypeAlias = Annotated[str, Meta(max_length=80, pattern=_ONE_LINE)]
Reference: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=80, pattern=rf"(?=.*\S){_ONE_LINE}")
]
"""A number which somebody else gave: not blank."""
Text120: TypeAlias = Annotated[str, Meta(max_length=120, pattern=_ONE_LINE)]
Text160: TypeAlias = Annotated[str, Meta(max_length=160, pattern=_ONE_LINE)]
Text200: TypeAlias = Annotated[str, Meta(max_length=200, pattern=_ONE_LINE)]
Text300: TypeAlias = Annotated[str, Meta(max_length=300, pattern=_ONE_LINE)]
Text500: TypeAlias = Annotated[str, Meta(max_length=500, pattern=_ONE_LINE)]
Note: TypeAlias = Annotated[str, Meta(max_length=2000, pattern=_LINES)]
LongNote: TypeAlias = Annotated[str, Meta(max_length=4000, pattern=_LINES)]

Code: TypeAlias = Annotated[str, Meta(max_length=40, pattern="^[A-Za-z0-9_.-]*$")]
"""A code of a list which is data: see ``GET /api/v1/codes/{system}``."""
Region: TypeAlias = Annotated[str, Meta(pattern="^([A-Z]{2}-[A-Z0-9]{1,3})?$", max_length=6)]
"""ISO 3166-2, such as KZ-19; empty where none is meant."""
Country: TypeAlias = Annotated[str, Meta(pattern="^[A-Z]{2}$", max_length=2)]
"""ISO 3166-1 alpha-2."""
MaybeCountry: TypeAlias = Annotated[str, Meta(pattern="^([A-Z]{2})?$", max_length=2)]
Icd10: TypeAlias = Annotated[
    str, Meta(pattern="^([A-Z][0-9]{2}([.][0-9A-Z]{1,4})?)?$", max_length=8)
]

Lon: TypeAlias = Annotated[float, Meta(ge=-180, le=180)]
Lat: TypeAlias = Annotated[float, Meta(ge=-90, le=90)]
ListSize: TypeAlias = Annotated[int, Meta(ge=1, le=50)]
Cursor: TypeAlias = Annotated[str, Meta(max_length=60, pattern="^[A-Za-z0-9_-]*$")]


def out_of_bounds(field: str, bounds: str = "") -> ValueError:
    """Return what a struct raises of a field of its own."""
    return ValueError(f"{OUT_OF_BOUNDS}: field `{field}` {bounds}".rstrip())


class Sent(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is sent to us: no unknown field, no time outside the calendar of our century."""

    def __post_init__(self) -> None:
        for name, sent in _dated(type(self)):
            value = getattr(self, name)
            on = value.date() if isinstance(value, datetime) else value
            if isinstance(on, date) and not EARLIEST.date() <= on < LATEST.date():
                raise out_of_bounds(sent, f"({EARLIEST:%Y-%m-%d} – {LATEST:%Y-%m-%d})")


@cache
def _dated(shape: type[Sent]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a shape which may hold a day or a moment, and their names as sent."""
    fields = msgspec.structs.fields(shape)
    return tuple((f.name, f.encode_name) for f in fields if _is_dated(f.type))


def _is_dated(kind: object) -> bool:
    return kind in (date, datetime) or any(map(_is_dated, get_args(kind)))


class Told(msgspec.Struct, kw_only=True):
    """What we answer."""


def told_as(shape: type[T], row: object) -> T:
    """Return a row of ours as what is told of it; fields go by their names."""
    return msgspec.convert(row, shape, from_attributes=True)
