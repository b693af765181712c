"""Tables of the fleet."""

from qanat.registry.fleet.models.aircraft import (
    Aircraft,
    AircraftType,
    Base,
    Basing,
    Operator,
    Serviceability,
)
from qanat.registry.fleet.models.contracts import Contract, ContractRate
from qanat.registry.fleet.models.equipment import Ambulance, MedicalModule, ModuleCertificate

__all__ = [
    "Aircraft",
    "AircraftType",
    "Ambulance",
    "Base",
    "Basing",
    "Contract",
    "ContractRate",
    "MedicalModule",
    "ModuleCertificate",
    "Operator",
    "Serviceability",
]
