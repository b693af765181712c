"""Writes of the fleet."""

from qanat.registry.fleet.commands.contracts import Rate, Terms, open_contract
from qanat.registry.fleet.commands.demo import (
    DemoFleet,
    buy_demo_hours,
    keep_demo_fleet,
    load_demo_fleet,
)
from qanat.registry.fleet.commands.loading import load_fleet
from qanat.registry.fleet.commands.modules import (
    Certificate,
    ModuleDraft,
    place_module,
    record_module_certificate,
    register_module,
    revoke_module_certificate,
)
from qanat.registry.fleet.commands.registering import (
    BaseDraft,
    base_aircraft,
    ensure_aircraft,
    ensure_operators,
    open_base,
    register_aircraft,
    register_operator,
    withdraw_aircraft,
)
from qanat.registry.fleet.commands.stating import (
    Statement,
    state_ambulance,
    state_serviceability,
)

__all__ = [
    "BaseDraft",
    "Certificate",
    "DemoFleet",
    "ModuleDraft",
    "Rate",
    "Statement",
    "Terms",
    "base_aircraft",
    "buy_demo_hours",
    "ensure_aircraft",
    "ensure_operators",
    "keep_demo_fleet",
    "load_demo_fleet",
    "load_fleet",
    "open_base",
    "open_contract",
    "place_module",
    "record_module_certificate",
    "register_aircraft",
    "register_module",
    "register_operator",
    "revoke_module_certificate",
    "state_ambulance",
    "state_serviceability",
    "withdraw_aircraft",
]
