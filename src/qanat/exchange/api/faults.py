"""What the database refuses because of what was sent: a reference to nothing, an impossible pair.

Commands name what they check. The rest is proved by constraints; a violated one is an answer
about the sent values, never a fault of ours, and is noted with its name alone.
"""

import logging
import re
from typing import Final

from django.db import DataError, IntegrityError
from django.utils.translation import gettext_lazy as _
from psycopg import Error

from qanat.exchange.api.problems import FieldsWrong, wrong
from qanat.foundation.refusals import Conflict, Invalid, Refusal

FOREIGN_KEY: Final = "23503"
UNIQUE: Final = frozenset({"23505", "23P01"})
_COLUMN: Final = re.compile(r"\((\w+)\)=")

logger = logging.getLogger(__name__)


class Impossible(Invalid):
    """The values contradict each other, or can't be (422)."""

    code = "impossible"
    text = _("These values can't be, or can't be together.")


class Repeated(Conflict):
    """The same is on record already (409)."""

    code = "repeated"
    text = _("The same is on record already.")


def refusal_of(error: IntegrityError | DataError) -> Refusal | None:
    """Return the refusal which a refused statement means; None if it is a fault of ours."""
    cause = error.__cause__
    if not isinstance(cause, Error) or not cause.sqlstate:
        return None
    logger.warning("refused by %s", cause.diag.constraint_name or cause.sqlstate)
    if cause.sqlstate == FOREIGN_KEY:
        return _no_such_record(cause.diag.message_detail or "")
    if cause.sqlstate in UNIQUE:
        return Repeated()
    return Impossible()


def _no_such_record(detail: str) -> FieldsWrong:
    column = _COLUMN.search(detail)
    return wrong(column[1] if column else "", "no_such_record")
