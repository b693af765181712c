"""Every named address, with ids of records that exist."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from django.urls import URLResolver, get_resolver, reverse

Values = Mapping[str, Sequence[object]]


@dataclass(frozen=True)
class Named:
    """A named address and what stands in it."""

    name: str
    route: str
    parts: tuple[str, ...]

    def addresses(self, values: Values) -> Iterator[str]:
        """Return the address with every combination of values."""
        given = [values.get(f"{self.name}:{p}") or values.get(p) or [1] for p in self.parts]
        for chosen in product(*given):
            yield reverse(self.name, kwargs=dict(zip(self.parts, chosen, strict=True)))


def named(*spaces: str) -> list[Named]:
    """Return the named addresses, of all name spaces or of some."""
    found = [one for one in _walk(get_resolver(), "", "") if not one.route.startswith("api/v1")]
    return [one for one in found if not spaces or one.name.partition(":")[0] in spaces]


def _walk(resolver: URLResolver, space: str, route: str) -> Iterator[Named]:
    for one in resolver.url_patterns:
        here = f"{route}{one.pattern}"
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one, inner, here)
        elif one.name:
            name = f"{space}{one.name}"
            yield Named(name, here, _parts(here))


def _parts(route: str) -> tuple[str, ...]:
    return tuple(piece.partition(">")[0].rpartition(":")[2] for piece in route.split("<")[1:])
