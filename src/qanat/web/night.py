"""Light, dark or as the device wishes: kept in a cookie."""

from typing import Final

from django.http import HttpRequest

COOKIE: Final = "qanat_theme"
THEMES: Final = ("auto", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    """Return the theme the viewer chose; ``auto`` follows the device."""
    chosen = request.COOKIES.get(COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"
