"""The acts under which the state pays for treatment abroad: data with days from which they hold.

Source:
    docs/sources.md#treatment-abroad
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

Texts = dict[str, str]
"""A text by language."""

WHERE_LISTED: Final = "listed"
"""The category of those whose disease stands in the list."""


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Values which never change and know no other fields."""


class Named(Strict, frozen=True, kw_only=True):
    """A point of an act: a priority, a ground of refusal."""

    code: str
    label: Texts


class Category(Strict, frozen=True, kw_only=True):
    """Whom the state may send: by the list of diseases, or for what he is."""

    code: str
    label: Texts
    is_by_list: bool


class Disease(Strict, frozen=True, kw_only=True):
    """An item of the list.

    Attributes:
        note: what is to be known of its wording.
    """

    code: str
    label: Texts
    note: Texts = {}


class Document(Strict, frozen=True, kw_only=True):
    """A document of the package.

    Attributes:
        by: who makes it: ``region``, ``hospital``, ``applicant``.
        expires: whether it holds until a day only.
    """

    code: str
    label: Texts
    by: str
    expires: bool = False


class Act(Strict, frozen=True, kw_only=True, rename={"from_on": "from", "to_on": "to"}):
    """An act, in force from a day until the day before another.

    Attributes:
        from_on: first day of it.
        to_on: first day without it; left out: it holds.
        amended: days of its amendments.
    """

    code: str
    number: str
    title: Texts
    from_on: date
    to_on: date | None
    amended: tuple[date, ...]
    source: str
    categories: tuple[Category, ...]
    diseases: tuple[Disease, ...]
    priorities: tuple[Named, ...]
    grounds: tuple[Named, ...]
    documents: tuple[Document, ...]

    def holds_on(self, day: date) -> bool:
        """Tell whether it is in force on a day."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)

    def disease(self, code: str) -> Disease | None:
        """Return an item of its list by its code."""
        return next((one for one in self.diseases if one.code == code), None)


class Acts(Strict, frozen=True, kw_only=True):
    """All acts, oldest first; days without an act are days nobody is sent."""

    note: str
    acts: tuple[Act, ...]

    def __post_init__(self) -> None:
        for older, newer in zip(self.acts, self.acts[1:], strict=False):
            if older.to_on is None or older.to_on > newer.from_on:
                raise ValueError(f"{older.code} and {newer.code} hold on the same day")


def acts_of(text: bytes) -> tuple[Act, ...]:
    """Read the acts.

    Raises:
        msgspec.ValidationError: naming what is wrong with them.
    """
    return msgspec.json.decode(text, type=Acts).acts


def act_on(acts: Iterable[Act], day: date) -> Act | None:
    """Return the act in force on a day."""
    return next((act for act in acts if act.holds_on(day)), None)


class Difference(Strict, frozen=True, kw_only=True):
    """An item as two acts have it; ``None`` where one lacks it."""

    code: str
    older: Disease | None
    newer: Disease | None

    @property
    def is_same(self) -> bool:
        """Tell whether both say the same."""
        if self.older is None or self.newer is None:
            return False
        return self.older.label == self.newer.label


def differences(older: Act, newer: Act) -> Iterator[Difference]:
    """Yield every item of either list, in the order of the newer one."""
    codes = [one.code for one in newer.diseases]
    codes += [one.code for one in older.diseases if one.code not in codes]
    for code in codes:
        yield Difference(code=code, older=older.disease(code), newer=newer.disease(code))
