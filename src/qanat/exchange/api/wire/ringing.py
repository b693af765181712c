"""A telephone that rings, as a telephone system tells it."""

from typing import Annotated

from msgspec import Meta

from qanat.exchange.api.shapes import Moment, Sent, Text20, Text40, Text80, Told

Word = Annotated[Text80, Meta(min_length=1)]


class RingingIn(Sent):
    """A call that rings; the same may be sent again at any time.

    ``reference`` is the call's number at the telephone system, ``number`` the caller's in any
    spelling, empty where it is withheld. Whom it rings is told by ``extension``, or by the user
    name of an ``account``.
    """

    reference: Word
    rang_at: Moment
    number: Text40 = ""
    extension: Text20 = ""
    account: Text80 = ""


class RingingMade(Told):
    """The ring, and whether somebody is shown it; who the caller is, is not told."""

    id: int
    is_new: bool
    is_shown: bool
