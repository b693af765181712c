"""What can happen to parameters."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterChanged(Event):
    """A parameter got a new version, an end or a confirmation."""

    kind: ClassVar[str] = "parameters.changed.1"
    parameter_id: int
    key: str
    scope: str
