"""What every template knows: the viewer, the navigation, languages, banner, events."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qanat.foundation.access_types import Role
from qanat.foundation.actors import NOBODY, Actor
from qanat.foundation.refusals import Text
from qanat.web import wording
from qanat.web.languages import BY_CODE, LANGUAGES, NATIONAL, Language
from qanat.web.navigation import Navigation, Shown, navigation_for, public_entries
from qanat.web.night import theme_of
from qanat.web.strips import LiveStrip, Strip, live_strips_for, strip_topics_for, strips_for

BANNERS: Final = ("synthetic", "exercise")


@dataclass(frozen=True, slots=True)
class Kit:
    """What the base template shows around a page.

    Attributes:
        banner: "" or ``synthetic`` (made-up data) or ``exercise``.
        events: address of the event stream, "" for those who are not signed in.
        words: patterns for the clocks of the browser, as JSON.
    """

    viewer: Actor
    role: str
    navigation: Navigation
    language: Language
    languages: tuple[Language, ...]
    theme: str
    banner: str
    events: str
    version: str
    words: str
    path: str
    strips: tuple[Strip, ...] = ()
    strip_topics: str = ""
    live_strips: tuple[LiveStrip, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        """Tell whether somebody is signed in."""
        return self.viewer.id > 0

    @property
    def public(self) -> list[Shown]:
        """Return the pages which are open to everybody."""
        return public_entries()


def viewer_of(request: HttpRequest) -> Actor:
    """Return who looks at the page; nobody before sign-in."""
    actor = getattr(request, "actor", NOBODY)
    return actor if isinstance(actor, Actor) else NOBODY


def kit(request: HttpRequest) -> dict[str, Any]:
    """Give every template ``kit``, made only where it is used."""
    return {"kit": SimpleLazyObject(lambda: kit_of(request))}


def kit_of(request: HttpRequest) -> Kit:
    """Gather what the base template shows around a page."""
    viewer = viewer_of(request)
    banner = getattr(settings, "QANAT_BANNER", "")
    return Kit(
        viewer=viewer,
        role=role_name(viewer),
        navigation=navigation_for(viewer, request.path) if viewer.id > 0 else Navigation((), ()),
        language=BY_CODE.get(get_language() or NATIONAL, LANGUAGES[0]),
        languages=LANGUAGES,
        theme=theme_of(request),
        banner=banner if banner in BANNERS else "",
        events=events_address(request) if viewer.id > 0 else "",
        version=getattr(settings, "QANAT_VERSION", ""),
        words=browser_words(),
        path=request.get_full_path(),
        strips=tuple(strips_for(viewer)) if viewer.id > 0 else (),
        strip_topics=strip_topics_for(viewer) if viewer.id > 0 else "",
        live_strips=tuple(live_strips_for(viewer)) if viewer.id > 0 else (),
    )


def events_address(request: HttpRequest) -> str:
    """Return where the page hears of news; ``:8001/events`` is another port of the same host."""
    address: str = getattr(settings, "QANAT_EVENTS_URL", "")
    if not address.startswith(":"):
        return address
    host, _port = split_domain_port(request.get_host())
    return f"{request.scheme}://{host}{address}"


def role_name(viewer: Actor) -> str:
    """Name the roles of the viewer in his language."""
    labels = _role_labels()
    names = [str(labels.get(code, code)) for code in viewer.roles]
    return ", ".join(names) or _("no role")


@cache
def _role_labels() -> dict[str, Text]:
    roles: Iterable[Role] = import_string(settings.QANAT_ROLES)
    return {role.code: role.label for role in roles}


def browser_words() -> str:
    """Return the patterns of the ticking clocks as JSON."""
    words = {
        **wording.duration_words(),
        **wording.clock_words(),
        "pending": _("%(count)s new"),
        "saved": _("draft kept at %(time)s"),
        "unsaved": _("no connection: kept in this tab alone"),
        "kept_here": _("no connection: kept on this device"),
        "put_aside": _("Put aside and begin another"),
        "goes_later": _("goes by itself when the connection is back"),
        "look_again": _("not taken: look at it again"),
        "sent_later": _("Sent now that the connection is back:"),
        "throw_away": _("Throw away?"),
        "signed_out": _("Your session has ended. What you typed is kept in this tab."),
        "sign_in": _("Sign in"),
        "typed_again": _("What you typed before is here again. Check it and send it."),
        "copied": _("copied"),
        "no_answer": _("No answer from the system. Check the connection and try again."),
        "not_loaded": _("This could not be loaded: nothing of it is shown."),
        "again": _("Try again"),
        "searching": _("Searching …"),
        "nothing_found": _("Nothing was found"),
    }
    return json.dumps(words, ensure_ascii=False)
