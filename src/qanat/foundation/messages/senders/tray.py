"""The tray of the demonstration: messages are shown on a page and go nowhere."""

from qanat.foundation.messages.senders.letter import Letter


class TraySender:
    """Takes every message; the page reads them from the table."""

    def is_configured(self) -> bool:
        """Tell that it is always there."""
        return True

    def send(self, letter: Letter) -> str:  # noqa: ARG002 (nothing is done with it)
        """Take a message."""
        return ""
