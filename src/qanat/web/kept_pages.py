"""Pages which stay open without a connection: a context names its shell, a page without data.

The worker of the browser shows the shell in place of every page below the prefix while the system
can't be reached. The pages themselves bring the shell and its files into the browser.
"""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Kept:
    """The addresses below a prefix, and the name of the url of their shell."""

    prefix: str
    url: str

    @property
    def shell(self) -> str:
        """The address of the shell."""
        return reverse(self.url)


_KEPT: Final[dict[str, Kept]] = {}


def keep(*, prefix: str, url: str) -> None:
    """Keep the pages below a prefix open by a shell."""
    _KEPT[prefix] = Kept(prefix, url)


def kept_pages() -> list[Kept]:
    """Return every shell, in the order of the prefixes."""
    return sorted(_KEPT.values(), key=lambda one: one.prefix)
