"""Records of one's own work: the contexts which know who works on what say it here.

Patients and requests know nothing of consultations, yet a consultant sees those of his orders::

    register_own("patient", patients_of_orders)   # in AppConfig.ready

``patients_of_orders`` returns the ids for an actor whose scope names profiles; for one whose scope
does not it returns None, unless his work is told otherwise, as that of a crew is.
"""

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Q, QuerySet

from qanat.foundation.actors import Actor

Own = Callable[[Actor, frozenset[str]], QuerySet[Any, int] | None]

_known: Final[dict[str, list[Own]]] = {}


def register_own(kind: str, own: Own) -> None:
    """Name a function which returns the ids of records of a kind on which somebody works."""
    _known.setdefault(kind, []).append(own)


def is_own(kind: str, actor: Actor, profiles: frozenset[str]) -> Q:
    """Return the condition that a record of a kind is of the actor's own work."""
    found = Q(pk__in=())
    for own in _known.get(kind, ()):
        ids = own(actor, profiles)
        if ids is not None:
            found |= Q(pk__in=ids)
    return found
