"""What every page says aloud: contexts add strips which stand above everything.

News goes up and calls go down: the page kit can't ask a context. So each context says in
``ready()`` of its ``apps.py`` what it has to say: ``add_strips("crisis", running, heard=…)``. It
is asked for every page, and again by an open page when news of its kind comes: it asks little.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text


@dataclass(frozen=True, slots=True)
class Strip:
    """A line above every page.

    Attributes:
        code: names what it is about for a page which shows the same and hides it.
        is_exercise: it is no real thing, and says so.
    """

    title: Text
    text: Text
    url: str
    code: str = ""
    is_exercise: bool = False


@dataclass(frozen=True, slots=True)
class LiveStrip:
    """A part above every page which fetches itself, and again when something happens to the viewer.

    Attributes:
        url: name of a url without arguments; it answers with the part.
        topic: beginning of the kinds of news.
        needs: the permission.
        is_personal: only news about the viewer himself matter.
    """

    url: str
    topic: str
    needs: str
    is_personal: bool = True


@dataclass(frozen=True, slots=True)
class News:
    """What changes the strips of a context on a page which is open.

    Attributes:
        topic: beginning of the kinds of news.
        needs: the permission without which the context has nothing to say.
    """

    topic: str
    needs: str


Provider = Callable[[Actor], Sequence[Strip]]
_LIVE: Final[dict[str, LiveStrip]] = {}
_PROVIDERS: Final[dict[str, tuple[Provider, News]]] = {}


def add_strips(code: str, provider: Provider, *, heard: News) -> None:
    """Have a provider asked for every page; the same code a second time replaces it."""
    _PROVIDERS[code] = (provider, heard)


def strips_for(actor: Actor) -> list[Strip]:
    """Return what is said aloud to one viewer."""
    every = _PROVIDERS.values()
    return [strip for ask, heard in every if actor.may(heard.needs) for strip in ask(actor)]


def strip_topics_for(actor: Actor) -> str:
    """Return the beginnings of the kinds of news which change one viewer's strips."""
    return " ".join(heard.topic for _, heard in _PROVIDERS.values() if actor.may(heard.needs))


def add_live_strip(strip: LiveStrip) -> None:
    """Have a part stand above every page; the same url a second time replaces it."""
    _LIVE[strip.url] = strip


def live_strips_for(actor: Actor) -> list[LiveStrip]:
    """Return the parts which one viewer has above his pages."""
    return [strip for strip in _LIVE.values() if actor.may(strip.needs)]
