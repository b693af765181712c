"""Words for figures, dimensions and their keys in the active language."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from qanat.foundation.refusals import Text
from qanat.foundation.texts import local
from qanat.readiness.statistics.queries.families import UNKNOWN
from qanat.readiness.statistics.rules.counting.figures import Dimension, Figure
from qanat.readiness.statistics.rules.journal.vocabulary import JOURNAL_WORDS
from qanat.registry.fleet.queries.operators import operator_places
from qanat.registry.places.queries import country_rows, region_names
from qanat.registry.terminology.queries import names_of
from qanat.response.dispatch.states import RequestState

FIGURES: Final[Mapping[Figure, Text]] = {
    Figure.REQUESTS: _("Requests"),
    Figure.REQUESTS_NOT_FLOWN: _("Requests not flown"),
    Figure.EVACUATION_REQUESTS: _("Requests for evacuation from abroad"),
    Figure.EVACUATIONS: _("Evacuations from abroad"),
    Figure.FLIGHTS: _("Flights"),
    Figure.FLIGHTS_WITH_SERVICES: _("Flights with services"),
    Figure.FLIGHTS_WITHOUT_MEDICAL_SERVICE: _("Flights without a medical service"),
    Figure.FLIGHTS_REGIONAL: _("Regional flights"),
    Figure.FLIGHTS_ASTANA: _("Flights from Astana"),
    Figure.FLIGHTS_ALMATY: _("Flights from Almaty"),
    Figure.FLIGHTS_INTERNATIONAL: _("International flights"),
    Figure.FLIGHTS_INTERREGIONAL: _("Flights between regions"),
    Figure.ORGAN_MISSIONS: _("Flights for organs and transplant teams"),
    Figure.SERVICES: _("Services of medical aviation"),
    Figure.TRANSPORT_SERVICES: _("Transports"),
    Figure.ONSITE_CONSULTATIONS: _("On-site consultations"),
    Figure.OPERATIONS: _("Operations on the spot"),
    Figure.REMOTE_CONSULTATIONS: _("Remote consultations"),
    Figure.PATIENTS_TRANSPORTED: _("Patients transported"),
    Figure.PATIENTS: _("Patients"),
    Figure.ROAD_TRIPS: _("Road trips"),
    Figure.ROAD_SERVICES: _("Services by road"),
    Figure.ROAD_PATIENTS: _("Patients by road"),
}

DIMENSIONS: Final[Mapping[Dimension, Text]] = {
    Dimension.REGION: _("Region"),
    Dimension.NOSOLOGY: _("Nosology"),
    Dimension.MONTH: pgettext_lazy("report", "Month"),
    Dimension.AIRCRAFT: pgettext_lazy("vehicle", "Aircraft"),
    Dimension.OPERATOR: _("Operator"),
    Dimension.COUNTRY: _("Country"),
    Dimension.ORGAN: pgettext_lazy("transplantation", "Organ"),
}


def key_names(dimension: Dimension, keys: Iterable[str]) -> dict[str, str]:
    """Return the name of each key of a dimension in the active language."""
    known = _names(dimension)
    return {key: known.get(key) or key for key in keys}


def _names(dimension: Dimension) -> Mapping[str, str]:
    if dimension == Dimension.REGION:
        return {UNKNOWN: pgettext("region", "abroad or not known"), **region_names()}
    if dimension == Dimension.COUNTRY:
        return {row.code: row.name for row in country_rows()}
    if dimension == Dimension.OPERATOR:
        return {place.value: local(place.name) for place in operator_places()}
    if dimension == Dimension.ORGAN:
        return {UNKNOWN: pgettext("organ", "not stated"), **names_of("organ")}
    return names_of("nosology") if dimension == Dimension.NOSOLOGY else {}


def file_keys(dimension: Dimension, keys: Iterable[str]) -> dict[str, str]:
    """Return the keys as files call them: nosology by the words of journals, operators by name."""
    if dimension == Dimension.NOSOLOGY:
        return {key: JOURNAL_WORDS.get(key, key) for key in keys}
    return key_names(dimension, keys) if dimension == Dimension.OPERATOR else {k: k for k in keys}


WHAT: Final[Mapping[str, Text]] = {
    "transport": pgettext_lazy("service", "Transport of a patient"),
    "onsite_consultation": pgettext_lazy("service", "On-site consultation"),
    "operation": pgettext_lazy("service", "Operation on the spot"),
    "organ": pgettext_lazy("service", "Transport of an organ or a transplant team"),
    "remote_consultation": pgettext_lazy("service", "Remote consultation"),
    "regional": pgettext_lazy("level", "Regional"),
    "astana": pgettext_lazy("level", "From Astana"),
    "almaty": pgettext_lazy("level", "From Almaty"),
    "international": pgettext_lazy("level", "International"),
    **dict(RequestState.choices),
}
"""Words for what a record is: kind of a service, level of a flight, state of a request."""
