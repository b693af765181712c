"""Reads of the fleet."""

from qanat.registry.fleet.queries.aircraft import (
    aircraft_at,
    aircraft_choices,
    aircraft_record,
    aircraft_rows,
    available_aircraft,
    base_rows,
    type_rows,
)
from qanat.registry.fleet.queries.ambulances import (
    ambulance_at,
    ambulance_counts,
    ambulance_rows,
    ambulances_page,
    count_ambulances,
    find_ambulance,
)
from qanat.registry.fleet.queries.contracts import (
    contract_for,
    contract_row,
    contract_rows,
    hours_bought,
    rate_of,
)
from qanat.registry.fleet.queries.modules import module_at, module_rows
from qanat.registry.fleet.queries.operators import operator_places, operator_row, operator_rows
from qanat.registry.fleet.queries.rows import (
    AircraftRecord,
    AircraftRow,
    AmbulanceRow,
    BaseRow,
    ContractRow,
    ModuleRow,
    OperatorRow,
    RateRow,
    StatementRow,
    StayRow,
    TypeRow,
)

__all__ = [
    "AircraftRecord",
    "AircraftRow",
    "AmbulanceRow",
    "BaseRow",
    "ContractRow",
    "ModuleRow",
    "OperatorRow",
    "RateRow",
    "StatementRow",
    "StayRow",
    "TypeRow",
    "aircraft_at",
    "aircraft_choices",
    "aircraft_record",
    "aircraft_rows",
    "ambulance_at",
    "ambulance_counts",
    "ambulance_rows",
    "ambulances_page",
    "available_aircraft",
    "base_rows",
    "contract_for",
    "contract_row",
    "contract_rows",
    "count_ambulances",
    "find_ambulance",
    "hours_bought",
    "module_at",
    "module_rows",
    "operator_places",
    "operator_row",
    "operator_rows",
    "rate_of",
    "type_rows",
]
