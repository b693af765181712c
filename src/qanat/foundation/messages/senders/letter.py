"""What a sender gets, and how it says that it failed."""

from dataclasses import dataclass
from typing import Protocol

from qanat.foundation.messages.states import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message in words, with where it goes.

    Attributes:
        key: the same at every try, so that a gateway can know it again.
        lasts_s: how long it makes sense.
    """

    key: str
    channel: Channel
    address: str
    subject: str
    text: str
    link: str
    language: str
    lasts_s: int
    is_urgent: bool


class Failed(Exception):  # noqa: N818 (an answer of the other side, not a fault of ours)
    """A message did not go out.

    Attributes:
        code: why, in one word; never what the other side said.
        is_final: whether another try is useless.
        retry_after_s: when the other side wants to be asked again.
    """

    def __init__(
        self, code: str, *, is_final: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.is_final = is_final
        self.retry_after_s = retry_after_s


class Sender(Protocol):
    """One way out."""

    def is_configured(self) -> bool:
        """Tell whether this way is set up."""

    def send(self, letter: Letter) -> str:
        """Send, and return the other side's number of the message, "" if it gives none.

        Raises:
            Failed: if it did not go out.
        """
