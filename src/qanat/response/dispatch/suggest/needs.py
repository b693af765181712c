"""What a request needs of vehicles and hospitals, as the bit masks of the planner."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from qanat.registry.facilities.queries import facility_ids_able
from qanat.registry.pathways.queries import NeedRow

MODULE_BITS = {"icu": 1, "incubator": 2, "isolation": 4, "ecmo": 8}
"""Equipment by which vehicles differ; what is not here is brought by the team."""


@dataclass(frozen=True, slots=True)
class Equipment:
    """The equipment a request needs."""

    mask: int

    @classmethod
    def of_request(cls, needs: Iterable[str], *, is_isolation_needed: bool) -> "Equipment":
        """Return what the codes of a request ask of its vehicles."""
        codes = {*needs, *(["isolation"] if is_isolation_needed else [])}
        return cls(sum(bit for code, bit in MODULE_BITS.items() if code in codes))

    def of_aircraft(self, modules: Collection[str]) -> int:
        """Return what an aircraft carries by its certified modules."""
        return sum(bit for code, bit in MODULE_BITS.items() if code in modules)

    def of_ambulance(self, kind: str) -> int:
        """Return what an ambulance carries: specialised and sanitary ones are equipped.

        An incubator or ventilator travels with the team of such a vehicle; ECMO does not.
        """
        equipped = kind in {"specialised", "sanitary"}
        return MODULE_BITS["icu"] | MODULE_BITS["incubator"] if equipped else 0


GENERAL = {"icu": "surgery", "paediatric_icu": "paediatric_icu"}
"""What marks a hospital which takes every illness, where no network says where to go."""


def capability_masks(needs: list[NeedRow]) -> tuple[int, dict[int, int]]:
    """Return the mask a hospital must have, and the mask of every hospital that has any of it.

    Only what is required counts; each need is one bit. Where nothing but intensive care is
    required the hospital must be a general one: an intensive-care bed of a maternity or
    oncology centre is for its own patients.
    """
    required = [(n.capability, n.level) for n in needs if n.is_required]
    if all(capability in GENERAL for capability, _ in required):
        child = any(capability == "paediatric_icu" for capability, _ in required)
        required.append((GENERAL["paediatric_icu" if child else "icu"], None))
    masks: dict[int, int] = {}
    for number, need in enumerate(required):
        for facility_id in facility_ids_able(*need):
            masks[facility_id] = masks.get(facility_id, 0) | 1 << number
    return (1 << len(required)) - 1, masks
