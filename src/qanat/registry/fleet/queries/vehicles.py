"""Which vehicles somebody may speak for."""

from collections.abc import Collection

from qanat.foundation.actors import Actor
from qanat.registry.fleet.models import Aircraft, Ambulance


def aircraft_within(actor: Actor, ids: Collection[int], needs: str) -> frozenset[int]:
    """Return those of some aircraft which a permission of the actor reaches."""
    found = Aircraft.objects.visible_to(actor, needs).filter(pk__in=ids)
    return frozenset(found.values_list("pk", flat=True))


def ambulances_within(actor: Actor, ids: Collection[int], needs: str) -> frozenset[int]:
    """Return those of some ambulances which a permission of the actor reaches."""
    found = Ambulance.objects.visible_to(actor, needs).filter(pk__in=ids)
    return frozenset(found.values_list("pk", flat=True))
