"""Which events a browser may hear of: the beginning of a kind, and the permission it takes.

A kind that begins with none of these is told to nobody.
"""

from typing import Final

from qanat.care.telemedicine import permissions as telemedicine
from qanat.foundation.access import permissions as access
from qanat.foundation.actors import Actor
from qanat.foundation.parameters import permissions as parameters
from qanat.registry.fleet import permissions as fleet
from qanat.registry.patients import permissions as patients
from qanat.registry.workforce import permissions as workforce
from qanat.response.commitments import permissions as commitments
from qanat.response.dispatch import permissions as dispatch
from qanat.response.tracking import permissions as tracking

TOPICS: Final = {
    "access.changed.": access.SEE_ACCOUNTS,
    "access.glass": access.REVIEW_GLASS,
    "commitments.": commitments.SEE,
    "dispatch.": dispatch.SEE,
    "fleet.": fleet.SEE,
    "parameters.": parameters.READ,
    "patients.": patients.SEE,
    "telemedicine.": telemedicine.SEE,
    "tracking.": tracking.SEE,
    "workforce.": workforce.SEE,
}


def allowed_topics(actor: Actor) -> tuple[str, ...]:
    """Return the beginnings of the kinds which an actor may hear of."""
    return tuple(topic for topic, permission in TOPICS.items() if actor.may(permission))
