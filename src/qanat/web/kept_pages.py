"""Pages which stay open without a connection: a context names its shell, a page without data.

The worker of the browser shows the shell in place of every page below the prefix while the system
can't be reached. The pages themselves bring the shell and its files into the browser.
"""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from qanat.foundation.refusals import Text


@dataclass(frozen=True, slots=True)
class Kept:
    """The addresses below a prefix, the name of the url of their shell, the words of a link."""

    prefix: str
    url: str
    label: Text

    @property
    def shell(self) -> str:
        """The address of the shell."""
        return reverse(self.url)


_KEPT: Final[dict[str, Kept]] = {}


def keep(*, prefix: str, url: str, label: Text) -> None:
    """Keep the pages below a prefix open by a shell; the offline page leads there."""
    _KEPT[prefix] = Kept(prefix, url, label)


def kept_pages() -> list[Kept]:
    """Return every shell, in the order of the prefixes."""
    return sorted(_KEPT.values(), key=lambda one: one.prefix)
