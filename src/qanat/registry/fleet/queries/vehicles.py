"""Which vehicles somebody may speak for."""

from collections.abc import Collection
from dataclasses import dataclass

from qanat.foundation.actors import Actor
from qanat.registry.fleet.models import Aircraft, Ambulance


@dataclass(frozen=True, slots=True)
class NamedVehicle:
    """A vehicle: its number here, and its registration or call sign."""

    kind: str
    vehicle_id: int
    name: str


def vehicles_named(actor: Actor, names: Collection[str], needs: str) -> list[NamedVehicle]:
    """Return the vehicles of some registrations and call signs which a permission reaches.

    Capitals, hyphens and spaces make no difference, as trackers write them as they like.
    """
    wanted = {_key(name) for name in names}
    craft = Aircraft.objects.visible_to(actor, needs).order_by("tail", "id")
    vans = Ambulance.objects.visible_to(actor, needs).order_by("call_sign", "id")
    told = (
        *(("aircraft", *row) for row in craft.values_list("pk", "tail")),
        *(("ambulance", *row) for row in vans.values_list("pk", "call_sign")),
    )
    return [NamedVehicle(*one) for one in told if _key(one[2]) in wanted]


def _key(name: str) -> str:
    return "".join(filter(str.isalnum, name)).upper()


def aircraft_within(actor: Actor, ids: Collection[int], needs: str) -> dict[int, str]:
    """Return those of some aircraft which a permission of the actor reaches, and how each flies.

    Of an aircraft known from journals only it is not known: then it is empty.
    """
    found = Aircraft.objects.visible_to(actor, needs).filter(pk__in=ids)
    return {pk: kind or "" for pk, kind in found.values_list("pk", "type__kind")}


def ambulances_within(actor: Actor, ids: Collection[int], needs: str) -> dict[int, str]:
    """Return those of some ambulances which a permission of the actor reaches, as vehicles."""
    found = Ambulance.objects.visible_to(actor, needs).filter(pk__in=ids)
    return dict.fromkeys(found.values_list("pk", flat=True), "ambulance")
