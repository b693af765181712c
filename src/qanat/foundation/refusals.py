"""Refusals: the ways in which Qanat says no, each with a code, a status and words."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Refusal(Exception):  # noqa: N818 (a refusal is an answer, not an error)
    """An answer which says no and why.

    Subclasses stand beside the command that refuses. Keyword arguments fill the named
    placeholders of ``text`` and are kept in ``values`` for machines. A refusal which is about one
    thing that was typed names its ``field``: a form shows it there.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    text: ClassVar[Text] = _("This can't be done.")
    field: ClassVar[str] = ""

    def __init__(self, **values: object) -> None:
        super().__init__(self.code)
        self.values = values

    def message(self) -> str:
        """Return the words in the active language."""
        return str(self.text) % self.values if self.values else str(self.text)

    def __str__(self) -> str:
        """Name the code only: values may be personal and logs must not hold them."""
        return self.code


class Invalid(Refusal):
    """What was given can't be used (422)."""

    status = 422
    code = "invalid"
    text = _("Something in the form needs to be corrected.")


class NotAllowed(Refusal):
    """The actor does not hold the permission (403)."""

    status = 403
    code = "not_allowed"
    text = _("You don't have the right to do this. Ask your administrator for it.")


class NotFound(Refusal):
    """There is no such record, or the actor may not see it (404)."""

    status = 404
    code = "not_found"
    text = _("There is no such record, or it is not open to you.")


class Conflict(Refusal):
    """Somebody or something else came first (409)."""

    status = 409
    code = "conflict"
    text = _("This was changed by somebody else in the meantime. Look at it again and repeat.")
