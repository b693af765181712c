"""What hours and cost are split by, in words, and the name of each key."""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from qanat.foundation.refusals import Text
from qanat.foundation.texts import local
from qanat.readiness.costs.queries.spending import By
from qanat.registry.fleet.queries.aircraft import base_rows
from qanat.registry.fleet.queries.operators import operator_places
from qanat.registry.places.queries import region_names
from qanat.registry.terminology.queries import names_of

LABELS: Final[Mapping[By, Text]] = {
    By.OPERATOR: _("Operator"),
    By.TYPE: pgettext_lazy("costs", "Aircraft type"),
    By.BASE: pgettext_lazy("costs", "Base"),
    By.CONTRACT: pgettext_lazy("costs", "Contract"),
    By.REGION: _("Region"),
    By.NOSOLOGY: _("Nosology"),
    By.MONTH: pgettext_lazy("report", "Month"),
    By.MISSION: pgettext_lazy("costs", "Mission"),
    By.PATIENT: _("Patient"),
}
_NUMBERS: Final[Mapping[By, str]] = {
    By.TYPE: "SELECT id, name FROM fleet_aircrafttype WHERE id = ANY(%s::bigint[])",
    By.CONTRACT: "SELECT id, number FROM fleet_contract WHERE id = ANY(%s::bigint[])",
    By.MISSION: "SELECT id, number FROM dispatch_mission WHERE id = ANY(%s::bigint[])",
    By.PATIENT: "SELECT id, number FROM patients_patient WHERE id = ANY(%s::bigint[])",
}


def key_names(by: By, keys: Collection[str]) -> dict[str, str]:
    """Return the name of each key of a split in the active language."""
    known = _names(by, [int(key) for key in keys if key.isdecimal()])
    return {key: known.get(key) or key or _unknown(by) for key in keys}


def _names(by: By, ids: list[int]) -> Mapping[str, str]:
    known: dict[By, Callable[[], Mapping[str, str]]] = {
        By.REGION: region_names,
        By.NOSOLOGY: lambda: names_of("nosology"),
        By.OPERATOR: operator_names,
        By.BASE: lambda: {str(base.id): local(base.name) for base in base_rows()},
    }
    if by in known:
        return known[by]()
    if by in _NUMBERS:
        return {str(pk): str(name) for pk, name in _read(_NUMBERS[by], ids)}
    return {}


def operator_names() -> dict[str, str]:
    """Return the name of each operator in the active language, by its id as a text."""
    return {place.value: local(place.name) for place in operator_places()}


def _read(sql: str, ids: list[int]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, (ids,))
        return list(cursor.fetchall())


def _unknown(by: By) -> str:
    if by is By.REGION:
        return pgettext("region", "abroad or not known")
    if by is By.PATIENT:
        return pgettext("costs", "nobody named")
    return pgettext("costs", "not known")
