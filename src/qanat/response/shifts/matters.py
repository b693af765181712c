"""Open matters: what one shift tells the next, gathered from every context that has some.

Contexts above this one say in ``ready()`` of their ``apps.py`` what they add::

    add_matters("consultations", open_consultations)
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text


@dataclass(frozen=True, slots=True)
class Matter:
    """One open matter, in the words of its reader.

    Attributes:
        what: number or name by which people call it.
        note: what it is about, in a few words.
        step: what has to happen next.
        due_at: by when; with ``since`` the clock knows when it is short.
        url: its page.
        urgency: 1 to 4, or 0 where there is none.
    """

    what: str
    note: str = ""
    step: str = ""
    state: str = ""
    due_at: datetime | None = None
    since: datetime | None = None
    url: str = ""
    urgency: int = 0
    is_exercise: bool = False

    def as_plain(self) -> dict[str, Any]:
        """Return it as plain values, to be signed and kept."""
        plain = {key: value for key, value in asdict(self).items() if value}
        moments = {"due_at": self.due_at, "since": self.since}
        return plain | {key: at.isoformat() for key, at in moments.items() if at}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Matter":
        """Return what was kept."""
        moments: dict[str, Any] = {
            k: datetime.fromisoformat(plain[k]) for k in ("due_at", "since") if k in plain
        }
        values = plain | moments
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Section:
    """Matters of one kind; ``total`` may be more than are listed."""

    code: str
    title: Text
    matters: tuple[Matter, ...]
    total: int
    empty: Text = ""

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.total - len(self.matters)


MOST: Final = 200
"""Of one kind in a summary; beyond them only their number is told."""

Provider = Callable[[Actor, datetime], Section | None]
_PROVIDERS: Final[dict[str, Provider]] = {}


def add_matters(code: str, provider: Provider) -> None:
    """Have a provider asked for every summary; the same code a second time replaces it."""
    _PROVIDERS[code] = provider


def added_matters(actor: Actor, now: datetime) -> list[Section]:
    """Return what other contexts add, as far as the actor may see it."""
    found = (provider(actor, now) for provider in _PROVIDERS.values())
    return [section for section in found if section is not None]
