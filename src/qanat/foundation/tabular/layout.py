"""Columns of a table: what they mean and the headings they are found by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


def heading_key(text: str) -> str:
    """Fold a heading so that case, spaces, dots and ё do not matter."""
    return "".join(ch for ch in text.casefold().replace("ё", "е") if ch.isalnum() or ch == "№")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a kind of table may have.

    Attributes:
        headings: meaning -> headings; the first is how we write it ourselves.
        needed: the meanings without which it is no such table.
    """

    headings: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]

    def heading(self, name: str) -> str:
        """Return the usual heading of a column."""
        return self.headings[name][0]

    def named(self, text: str) -> str | None:
        """Return the meaning which is named by our word or by our heading, None if none is."""
        key = heading_key(text)
        for name in self.headings:
            if text == name or key == heading_key(self.heading(name)):
                return name
        return None

    def lay_out(self, headings: Sequence[str], own: Mapping[str, str] | None = None) -> "Layout":
        """Find the columns of a table by its headings.

        Args:
            headings: the cells of the heading row.
            own: the user's own names, meaning -> heading; they go before the usual ones.

        Returns:
            The layout; of two headings of one meaning the first counts.
        """
        wanted = self._by_key(own or {})
        at: dict[str, int] = {}
        seen: set[str] = set()
        doubled: list[str] = []
        for place, text in enumerate(headings):
            key = heading_key(text)
            found = wanted.get(key)
            if found is None:
                continue
            if key in seen:
                doubled.append(" ".join(text.split()))
            seen.add(key)
            at.setdefault(found, place)
        return Layout(self, tuple(headings), at, tuple(dict.fromkeys(doubled)))

    def _by_key(self, own: Mapping[str, str]) -> dict[str, str]:
        usual = {
            heading_key(text): name
            for name, texts in self.headings.items()
            if name not in own
            for text in texts
        }
        return usual | {heading_key(text): name for name, text in own.items()}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of one table are.

    ``at`` gives the place of each found column; ``headings`` the words of the table itself.
    """

    columns: Columns
    headings: tuple[str, ...] = ()
    at: Mapping[str, int] = field(default_factory=dict)
    doubled: tuple[str, ...] = ()
    """Headings of columns with a meaning which stand in the table more than once."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The needed columns which the table does not have."""
        return tuple(name for name in self.columns.needed if name not in self.at)

    def shown(self, name: str) -> str:
        """Return the heading a person sees in his table."""
        place = self.at.get(name)
        if place is None:
            return self.columns.heading(name)
        return " ".join(self.headings[place].split())
