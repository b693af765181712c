"""Whether a plan does what the physician decided."""

from collections.abc import Mapping
from typing import Final

FAMILIES: Final[Mapping[str, frozenset[str]]] = {
    "fly_patient": frozenset({"direct", "relay"}),
    "fly_specialist": frozenset({"specialist"}),
    "ground": frozenset({"ground"}),
    "remote": frozenset({"remote"}),
}
"""Kinds of plans by the decision which they carry out."""


def is_as_decided(decision: str, family: str) -> bool:
    """Tell whether a kind of plan carries a decision out; before one every plan does."""
    return family in FAMILIES.get(decision, {family})
