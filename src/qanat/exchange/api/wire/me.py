"""Who calls."""

from qanat.exchange.api.shapes import Told


class MeOut(Told):
    """The account behind the key, what the key allows, and whose records it reaches."""

    id: int
    name: str
    language: str
    permissions: dict[str, "ScopeOut"]


class ScopeOut(Told):
    """Whose records a permission reaches."""

    nation: bool
    regions: tuple[str, ...]
    organisations: tuple[int, ...]
    operators: tuple[int, ...]
    countries: tuple[str, ...]
    profiles: tuple[str, ...]
