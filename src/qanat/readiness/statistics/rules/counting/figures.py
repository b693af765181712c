"""The figures of the reports: their keys, and what each is dated by."""

from enum import StrEnum
from typing import Final


class Figure(StrEnum):
    """Every figure, by the key it has in tables and files."""

    REQUESTS = "requests"
    REQUESTS_NOT_FLOWN = "requests_not_flown"
    EVACUATION_REQUESTS = "evacuation_requests"
    EVACUATIONS = "evacuations"
    FLIGHTS = "flights"
    FLIGHTS_WITH_SERVICES = "flights_with_services"
    FLIGHTS_WITHOUT_MEDICAL_SERVICE = "flights_without_medical_service"
    FLIGHTS_REGIONAL = "flights_regional"
    FLIGHTS_ASTANA = "flights_astana"
    FLIGHTS_ALMATY = "flights_almaty"
    FLIGHTS_INTERNATIONAL = "flights_international"
    FLIGHTS_INTERREGIONAL = "flights_interregional"
    ORGAN_MISSIONS = "organ_missions"
    SERVICES = "services"
    TRANSPORT_SERVICES = "transport_services"
    ONSITE_CONSULTATIONS = "onsite_consultations"
    OPERATIONS = "operations"
    REMOTE_CONSULTATIONS = "remote_consultations"
    PATIENTS_TRANSPORTED = "patients_transported"
    PATIENTS = "patients"
    ROAD_TRIPS = "road_trips"
    ROAD_SERVICES = "road_services"
    ROAD_PATIENTS = "road_patients"


class Dimension(StrEnum):
    """What figures can be split by."""

    REGION = "region"
    NOSOLOGY = "nosology"
    MONTH = "month"
    AIRCRAFT = "aircraft"
    OPERATOR = "operator"
    COUNTRY = "country"
    ORGAN = "organ"


Counts = dict[str, int]
NO_COUNTS: Final[Counts] = {figure.value: 0 for figure in Figure}
