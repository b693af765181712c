"""What can happen at the telephone. Ids only: never a number."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephoneRang(Event):
    """A telephone rings for somebody, or he has put such a call aside."""

    kind: ClassVar[str] = "ringing.telephone_rang.1"
    ring_id: int
    account_id: int
