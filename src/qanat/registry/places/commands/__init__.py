"""Writes of places."""

from qanat.registry.places.commands.borders import BordersUnusable, replace_borders
from qanat.registry.places.commands.closing import (
    close_kilometres,
    close_place,
    close_roads,
    reopen,
)
from qanat.registry.places.commands.loading import load_places

__all__ = [
    "BordersUnusable",
    "close_kilometres",
    "close_place",
    "close_roads",
    "load_places",
    "reopen",
    "replace_borders",
]
