"""The main navigation: each context adds its entries; people see those they may open."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.urls import NoReverseMatch, reverse

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text

SHOWN_AT_ONCE: Final = 7
LETTERS_AT_ONCE: Final = 80
"""Letters which fit beside the tools of a screen of 1366 px, in the languages with long words."""
LETTERS_ON_A_TABLET: Final = 47
"""Letters which fit on a narrow screen, down to where the bar gets a line of its own."""
EDGES_OF_ENTRY: Final = 3
"""What the space around an entry takes, in letters."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the main navigation.

    Attributes:
        url: name of a url without arguments.
        needs: the permission; "" for everybody who is signed in.
        is_national: whether it leads nowhere for who has the permission in some regions only.
        order: smaller stands first.
        first_for: who holds this permission works here above all: it stands before all others.
        key: letter pressed after G to go there.
    """

    label: Text
    url: str
    needs: str = ""
    order: int = 100
    key: str = ""
    icon: str = ""
    is_national: bool = False
    first_for: str = ""

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether somebody may go there."""
        if not self.needs:
            return True
        return actor.may(self.needs) and (not self.is_national or actor.scope_of(self.needs).nation)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as one viewer sees it."""

    label: str
    address: str
    key: str
    icon: str
    current: bool
    folds: bool = False


@dataclass(frozen=True, slots=True)
class Navigation:
    """What stands in the bar, and what is folded away behind "More".

    Entries that ``folds`` stand in the bar of a wide screen, behind "More" on a narrow one.
    """

    bar: tuple[Shown, ...]
    more: tuple[Shown, ...]

    @property
    def more_is_current(self) -> bool:
        """Tell whether the present page is behind "More"."""
        return any(entry.current for entry in self.more)

    @property
    def folded(self) -> list[Shown]:
        """Return what a narrow screen folds away besides."""
        return [entry for entry in self.bar if entry.folds]


_ENTRIES: Final[dict[str, Entry]] = {}
_PUBLIC: Final[dict[str, Entry]] = {}


def add(entry: Entry) -> None:
    """Add an entry; the same url a second time replaces it."""
    _ENTRIES[entry.url] = entry


def add_public(entry: Entry) -> None:
    """Add an entry for everybody: it stands below the sign-in form."""
    _PUBLIC[entry.url] = entry


def public_entries() -> list[Shown]:
    """Return what is open to everybody, in order."""
    placed = [(e, address) for e in _in_order(_PUBLIC) if (address := _address(e))]
    return [Shown(str(e.label), address, "", e.icon, current=False) for e, address in placed]


def entries() -> list[Entry]:
    """Return all entries in their order."""
    return _in_order(_ENTRIES)


def _in_order(added: Mapping[str, Entry]) -> list[Entry]:
    return sorted(added.values(), key=lambda entry: (entry.order, entry.url))


def navigation_for(actor: Actor, path: str) -> Navigation:
    """Return the navigation of one viewer on one page."""
    open_to_him = [entry for entry in entries() if entry.is_open_to(actor)]
    open_to_him.sort(key=lambda entry: not (entry.first_for and actor.may(entry.first_for)))
    placed = [(entry, address) for entry in open_to_him if (address := _address(entry))]
    here = max((a for _, a in placed if _leads_to(a, path)), key=len, default="")
    shown = [Shown(str(e.label), a, e.key, e.icon, a == here) for e, a in placed]
    most, least = _fitting(shown, LETTERS_AT_ONCE), _fitting(shown, LETTERS_ON_A_TABLET)
    if len(shown) > SHOWN_AT_ONCE + 1 or most < len(shown):
        most = min(most, SHOWN_AT_ONCE)
    bar = [replace(entry, folds=place >= least) for place, entry in enumerate(shown[:most])]
    return Navigation(tuple(bar), tuple(shown[most:]))


def _fitting(shown: list[Shown], room: int) -> int:
    """Return how many entries fit into the bar by the length of their labels."""
    for place, entry in enumerate(shown):
        room -= len(entry.label) + EDGES_OF_ENTRY
        if room < 0:
            return place
    return len(shown)


def _leads_to(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))


def _address(entry: Entry) -> str:
    try:
        return reverse(entry.url)
    except NoReverseMatch:  # a context without its urls, as in tests of another one
        return ""
