"""The files which the tablet's page needs without a connection."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles.finders import find
from django.templatetags.static import static
from django.urls import reverse

OWN: Final = Path(__file__).parent
KIT: Final = OWN.parents[1] / "web" / "static"
SHOWN: Final = (
    "web/qanat.css",
    "web/css/layout.css",
    "web/css/parts.css",
    "web/css/forms.css",
    "web/css/screens.css",
    "web/css/print.css",
    "web/vendor/icons.svg",
    "web/vendor/fonts/Inter-Regular.woff2",
    "web/vendor/fonts/Inter-Medium.woff2",
    "web/vendor/fonts/Inter-SemiBold.woff2",
    "web/wing.svg",
    "web/vendor/htmx.min.js",
)


@cache
def files() -> tuple[str, ...]:
    """Return the addresses of the shell and of every file it shows or runs."""
    return (reverse("team:offline"), *map(static, _names()))


@cache
def version() -> str:
    """Return what changes whenever one of the files does."""
    digest = hashlib.sha256()
    pages = sorted((OWN / "templates").rglob("*.html"))
    for path in (*(Path(str(find(name))) for name in _names()), *pages):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _names() -> tuple[str, ...]:
    modules = sorted((KIT / "web" / "js").glob("*.js"))
    kit = [f"web/js/{path.name}" for path in modules if "map" not in path.name]
    place = OWN / "static"
    own = sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())
    return (*SHOWN, *kit, *own)
