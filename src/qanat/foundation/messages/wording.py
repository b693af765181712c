"""The words of messages, declared by the contexts which send them.

Example, in a context's module ``wording``::

    STROKE_ALERT: Final = declare_wording(
        Wording(
            key="networks.stroke_alert",
            subject=_("Stroke: arrival in %(minutes)s min"),
            text=_("A patient with stroke arrives in %(minutes)s min. Confirm: %(link)s"),
        )
    )

The text may use the values it is sent with, ``%(code)s`` (a short code by which the recipient
confirms) and ``%(link)s`` (the address at which he does). No personal data: messages leave the
house, and their values are stored in the clear.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from qanat.foundation.refusals import Text

Value = str | int | float
LONGEST_VALUE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one kind of message."""

    key: str
    subject: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Written:
    """A message in words."""

    subject: str
    text: str


WORDINGS: Final[dict[str, Wording]] = {}


def declare_wording(wording: Wording) -> str:
    """Make the words of a message known and return their key.

    Raises:
        ValueError: if other words have that key.
    """
    if WORDINGS.setdefault(wording.key, wording) != wording:
        raise ValueError(f"{wording.key}: declared twice")
    return wording.key


def written(key: str, values: Mapping[str, object], language: str) -> Written:
    """Return a message in words of a language.

    Raises:
        KeyError: if there are no such words, or they use a value which is missing.
    """
    wording = WORDINGS[key]
    with override(language):
        subject = str(wording.subject) % values
        return Written(" ".join(subject.split()), str(wording.text) % values)


NOT_UNDERSTOOD: Final = declare_wording(
    Wording(
        key="messages.not_understood",
        subject=_("Your answer was not understood"),
        text=_(
            "Your answer was not understood and does not count. Send back the code of the "
            "message alone, six letters and figures, or answer by its link."
        ),
    )
)
OVER_MEANWHILE: Final = declare_wording(
    Wording(
        key="messages.over_meanwhile",
        subject=_("You are not needed for this call"),
        text=_("Your answer came when this call was over: you are not needed for it. Thank you."),
    )
)
