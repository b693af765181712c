"""What can happen to the fleet."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceabilityStated(Event):
    """An operator said whether an aircraft can be used."""

    kind: ClassVar[str] = "fleet.serviceability_stated.1"
    aircraft_id: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AircraftBased(Event):
    """An aircraft stands at another base."""

    kind: ClassVar[str] = "fleet.aircraft_based.1"
    aircraft_id: int
    base_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleCertified(Event):
    """A medical module got a certificate, or lost one."""

    kind: ClassVar[str] = "fleet.module_certified.1"
    module_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractOpened(Event):
    """Flight hours were bought of an operator."""

    kind: ClassVar[str] = "fleet.contract_opened.1"
    contract_id: int
    operator_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbulanceStated(Event):
    """An ambulance can be used again, or not any more."""

    kind: ClassVar[str] = "fleet.ambulance_stated.1"
    ambulance_id: int
    region: str
    is_serviceable: bool
