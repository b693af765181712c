"""Tables of places."""

from qanat.registry.places.models.areas import Boundary, Country, Region, Settlement
from qanat.registry.places.models.landing import Airfield, Pad
from qanat.registry.places.models.names import PlaceName
from qanat.registry.places.models.roads import Closure, RoadLink, RoadTown

__all__ = [
    "Airfield",
    "Boundary",
    "Closure",
    "Country",
    "Pad",
    "PlaceName",
    "Region",
    "RoadLink",
    "RoadTown",
    "Settlement",
]
