"""Addresses of the API, made from its endpoints."""

from collections import defaultdict
from typing import Final

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from qanat.exchange.api.door import view_of
from qanat.exchange.api.endpoints import everything
from qanat.exchange.api.pages import document, listing
from qanat.exchange.api.router import ROOT, Endpoint


class IdConverter(StringConverter):
    """An id: a whole number which fits into the database; anything else is no address."""

    regex = "[1-9][0-9]{0,17}"


class CodeConverter(StringConverter):
    """A code or key."""

    regex = "[A-Za-z0-9_.-]{1,100}"


register_converter(IdConverter, "api_id")
register_converter(CodeConverter, "api_code")
KINDS: Final = {int: "api_id", str: "api_code"}


def _patterns() -> list[URLPattern]:
    by_path: defaultdict[str, dict[str, Endpoint]] = defaultdict(dict)
    for one in everything():
        by_path[one.path][one.method] = one
    patterns = []
    for place, endpoints in by_path.items():
        first = next(iter(endpoints.values()))
        route = place
        for name, kind in first.parts.items():
            route = route.replace(f"{{{name}}}", f"<{KINDS[kind]}:{name}>")
        patterns.append(path(f"{ROOT}{route}".lstrip("/"), view_of(endpoints), name=first.name))
    return patterns


app_name = "api"
urlpatterns = [
    path("api/", listing, name="listing"),
    path("api/v1/openapi.json", document, name="document"),
    *_patterns(),
]
