"""What other contexts know about a record: each adds what belongs beside it on its page.

News goes up and calls go down: a page of a lower context can't ask a higher one. So the higher
context says in ``ready()`` of its ``apps.py`` what it has to add to which kind of record::

    add_related("dispatch.request", consultations_of_request)

and the page of the record shows ``related_to(actor, "dispatch.request", record_id)``.

What needs more than lines with links is a ``Panel``: a template of the higher context. What
happened there and belongs into the history of the record are ``Told`` lines.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Related:
    """A record of another context, as one line with a link.

    Attributes:
        mark: the stage, shown as a chip.
        tone: of the chip: "" or ``accent``, ``ok``, ``warn``, ``breach``.
    """

    label: Text
    url: str
    note: Text = ""
    mark: Text = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What one context adds: its lines, and what can be begun from here.

    Attributes:
        action: word on the button which begins a new one; "" where the viewer may not.
    """

    title: Text
    rows: tuple[Related, ...] = ()
    action: Text = ""
    action_url: str = ""


Provider = Callable[[Actor, int], Group | None]
_PROVIDERS: Final[dict[str, list[Provider]]] = {}


def add_related(kind: str, provider: Provider) -> None:
    """Have a provider asked for every record of a kind; adding it twice changes nothing."""
    _join(_PROVIDERS, kind, provider)


def related_to(actor: Actor, kind: str, record_id: int) -> Sequence[Group]:
    """Return what other contexts add to a record, for one viewer."""
    groups = (provider(actor, record_id) for provider in _PROVIDERS.get(kind, ()))
    return [group for group in groups if group is not None]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page made by another context: its template and what that shows."""

    template: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened in another context, as a line of a history."""

    at: datetime
    text: Text
    who: str = ""
    note: Text = ""


Paneller = Callable[[Actor, int], Panel | None]
Teller = Callable[[Actor, int], Sequence[Told]]
_PANELS: Final[dict[str, list[Paneller]]] = {}
_STORIES: Final[dict[str, list[Teller]]] = {}


def add_panel(kind: str, paneller: Paneller) -> None:
    """Have a part of the page made for every record of a kind."""
    _join(_PANELS, kind, paneller)


def add_story(kind: str, teller: Teller) -> None:
    """Have lines told for the history of every record of a kind."""
    _join(_STORIES, kind, teller)


def panels_of(actor: Actor, kind: str, record_id: int) -> list[Panel]:
    """Return what other contexts show on the page of a record, for one viewer."""
    found = (paneller(actor, record_id) for paneller in _PANELS.get(kind, ()))
    return [panel for panel in found if panel is not None]


def story_of(actor: Actor, kind: str, record_id: int) -> list[Told]:
    """Return what other contexts tell for the history of a record, for one viewer."""
    return [line for teller in _STORIES.get(kind, ()) for line in teller(actor, record_id)]


def _join(joined: dict[str, list[T]], kind: str, one: T) -> None:
    known = joined.setdefault(kind, [])
    if one not in known:
        known.append(one)
