"""What can happen with weather."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherStated(Event):
    """The weather of places was stated anew."""

    kind: ClassVar[str] = "weather.stated.1"
    count: int
