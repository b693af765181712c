"""Addresses of the fleet."""

from django.urls import path

from qanat.registry.fleet.pages import aircraft, equipment

app_name = "fleet"
urlpatterns = [
    path("fleet/", aircraft.board, name="board"),
    path("fleet/new/", aircraft.register, name="register"),
    path("fleet/types/", aircraft.types, name="types"),
    path("fleet/operators/", equipment.operators, name="operators"),
    path("fleet/operators/<int:operator_id>/", equipment.operator, name="operator"),
    path(
        "fleet/operators/<int:operator_id>/contracts/new/",
        equipment.new_contract,
        name="new_contract",
    ),
    path("fleet/modules/", equipment.modules, name="modules"),
    path("fleet/modules/<int:module_id>/certificate/", equipment.certificate, name="certificate"),
    path("fleet/modules/<int:module_id>/place/", equipment.place, name="place_module"),
    path("fleet/ambulances/", equipment.ambulances, name="ambulances"),
    path("fleet/ambulances/<int:ambulance_id>/", equipment.ambulance, name="ambulance"),
    path(
        "fleet/ambulances/<int:ambulance_id>/state/",
        equipment.ambulance_state,
        name="state_ambulance",
    ),
    path("fleet/<int:aircraft_id>/", aircraft.show, name="aircraft"),
    path("fleet/<int:aircraft_id>/state/", aircraft.state, name="state"),
    path("fleet/<int:aircraft_id>/base/", aircraft.move, name="move"),
    path("fleet/<int:aircraft_id>/withdraw/", aircraft.withdraw, name="withdraw"),
]
