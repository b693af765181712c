"""What is chosen on the console: one thing, named by the address, the same in every pane."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from qanat.web.forms import whole_number

KINDS: Final = {
    "req": "request",
    "mission": "mission",
    "aircraft": "aircraft",
    "ambulance": "ambulance",
}
"""The words of the address, and what names the thing on the map."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen request, mission or vehicle; nothing is chosen where ``kind`` is empty."""

    kind: str = ""
    id: int = 0

    @property
    def query(self) -> str:
        """The part of the address which names it."""
        return f"{self.kind}={self.id}" if self.kind else ""

    @property
    def point(self) -> str:
        """Its name on the map."""
        return f"{KINDS[self.kind]}:{self.id}" if self.kind else ""


def choice_of(request: HttpRequest) -> Choice:
    """Return what the address names; what can't be read is no choice."""
    for kind in KINDS:
        number = whole_number(request.GET.get(kind, ""))
        if number is not None:
            return Choice(kind, number)
    return Choice()
