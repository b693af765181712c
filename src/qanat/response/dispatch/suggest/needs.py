"""What a request needs of vehicles and hospitals, as the bit masks of the planner."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from qanat.registry.facilities.queries import Held, held_capabilities
from qanat.registry.pathways.queries import NeedRow, required_capabilities
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.queries.record import PersonRow

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


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a hospital, and whether it is known to be able to do it.

    ``is_known`` is ``None`` where nobody knows and the hospital may be asked.
    """

    name: str
    level: int | None
    is_required: bool
    is_known: bool | None


@dataclass(frozen=True, slots=True)
class HospitalNeeds:
    """What a patient needs of a hospital: required things are the bits of the planner, in order."""

    needs: tuple[NeedRow, ...]
    held: Mapping[int, Held]

    @property
    def required(self) -> tuple[NeedRow, ...]:
        """What a hospital must be able to do."""
        return tuple(need for need in self.needs if need.is_required)

    @property
    def mask(self) -> int:
        """What a hospital must have."""
        return (1 << len(self.required)) - 1

    def of_hospital(self, facility_id: int) -> tuple[int, int]:
        """Return the masks of what a hospital is able to do, and of what it may be asked for."""
        able = unknown = 0
        for number, need in enumerate(self.required):
            is_known = self._is_known(facility_id, need)
            able |= (is_known is True) << number
            unknown |= (is_known is None) << number
        return able, unknown

    def names_in(self, mask: int) -> list[str]:
        """Return the names of what a mask holds."""
        return [need.name for number, need in enumerate(self.required) if mask >> number & 1]

    def asked_of(self, facility_id: int) -> tuple[Asked, ...]:
        """Return everything that was asked of a hospital, required things first."""
        return tuple(
            Asked(need.name, need.level, need.is_required, self._is_known(facility_id, need))
            for need in self.needs
        )

    def _is_known(self, facility_id: int, need: NeedRow) -> bool | None:
        own = self.held.get(facility_id)
        is_able = own.is_able(need.capability, need.level) if own else None
        if is_able is not None or not need.is_required:
            return is_able
        may_ask = own is not None and own.is_able(need.ask_of, need.ask_level)
        return None if may_ask else False


def needs_of(row: Request, people: Sequence[PersonRow], now: datetime) -> HospitalNeeds:
    """Return what the patient of a request needs of a hospital."""
    ages = [p.age_years for p in people if p.age_years is not None]
    asked = required_capabilities(
        row.icd10, ages[0] if ages else None, is_pregnant=row.gestation_weeks is not None
    )
    return HospitalNeeds(tuple(asked), held_capabilities(localdate(now)))
