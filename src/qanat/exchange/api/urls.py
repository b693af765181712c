"""Addresses of the API, made from its endpoints."""

from collections import defaultdict

from django.urls import URLPattern, path

from qanat.exchange.api.converters import KINDS
from qanat.exchange.api.door import view_of
from qanat.exchange.api.endpoints import everything
from qanat.exchange.api.pages import document, listing
from qanat.exchange.api.router import ROOT, Endpoint


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
