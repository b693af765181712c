"""What is told of a record to who has no need to know what its patient has.

Who flies is told how many fly, what comes along, what flying does them, and how soon; not what
they have, nor why a physician decided so, nor what was found and given. Records are blanked where
they are read, and never saved.
"""

from collections.abc import Iterable
from typing import Final

from qanat.foundation.actors import Actor
from qanat.registry.patients.permissions import SEE as SEE_PATIENTS
from qanat.response.dispatch.models import Request, Review, Service
from qanat.response.dispatch.permissions import CONDITION

ILLNESS: Final = ("diagnosis", "icd10", "nosology", "specialty", "companion", "decision_reason")
CALLER: Final = ("caller_name", "caller_role")


def as_told(actor: Actor, row: Request) -> Request:
    """Blank what the patients of a request have, and who called for them."""
    if not actor.may(CONDITION):
        for name in ILLNESS:
            setattr(row, name, "")
        row.onset_at = row.gestation_weeks = None
    if not actor.may(SEE_PATIENTS):
        for name in CALLER:
            setattr(row, name, "")
    return row


def reviews_as_told(actor: Actor, rows: Iterable[Review]) -> tuple[Review, ...]:
    """Blank why physicians decided so: what was decided stands."""
    found = tuple(rows)
    if not actor.may(CONDITION):
        for row in found:
            row.reason = row.note = ""
    return found


def services_as_told(actor: Actor, rows: Iterable[Service]) -> tuple[Service, ...]:
    """Blank what services gave: that there was one, when and where to stands."""
    found = tuple(rows)
    if not actor.may(CONDITION):
        for row in found:
            row.result = row.specialty = ""
    return found
