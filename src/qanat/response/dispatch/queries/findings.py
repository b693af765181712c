"""Between what findings of people lie, for forms of other contexts which take them."""

from collections.abc import Mapping

from qanat.engine.scores.plausible import BOUNDS, Oddity, oddities


def usual_bounds() -> dict[str, tuple[float, float]]:
    """Return beyond what each finding is asked about once more."""
    return {name: (each.usual_least, each.usual_most) for name, each in BOUNDS.items()}


def unusual_among(findings: Mapping[str, float | None]) -> frozenset[str]:
    """Return the names of findings which people hardly ever have, but may."""
    odd = oddities(findings)
    return frozenset(name for name, oddity in odd.items() if oddity is Oddity.UNUSUAL)
