"""How the times of a mission are called."""

from typing import Final

from django.utils.translation import pgettext_lazy

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.refusals import Text

STAMP_LABELS: Final[dict[Kind, Text]] = {
    Kind.UNIT_NOTIFIED: pgettext_lazy("stamp", "Crew notified"),
    Kind.WEATHER_CHECKED: pgettext_lazy("stamp", "Weather checked"),
    Kind.CREW_CALLED: pgettext_lazy("stamp", "Crew called"),
    Kind.UNIT_EN_ROUTE: pgettext_lazy("stamp", "On the way"),
    Kind.OFF_BLOCKS: pgettext_lazy("stamp", "Off blocks"),
    Kind.TAKE_OFF: pgettext_lazy("stamp", "Take-off"),
    Kind.LANDING: pgettext_lazy("stamp", "Landing"),
    Kind.ARRIVED_ON_SCENE: pgettext_lazy("stamp", "On scene"),
    Kind.ARRIVED_AT_PATIENT: pgettext_lazy("stamp", "At the patient"),
    Kind.PATIENT_LOADED: pgettext_lazy("stamp", "Patient on board"),
    Kind.LEFT_SCENE: pgettext_lazy("stamp", "Left the scene"),
    Kind.ARRIVED_AT_LANDING_AREA: pgettext_lazy("stamp", "At the landing place"),
    Kind.PATIENT_ARRIVED: pgettext_lazy("stamp", "Patient at the hospital"),
    Kind.CARE_TRANSFERRED: pgettext_lazy("stamp", "Handed over"),
    Kind.ENGINES_OFF: pgettext_lazy("stamp", "Engines off"),
    Kind.REFUELLED: pgettext_lazy("stamp", "Refuelled"),
    Kind.BACK_IN_SERVICE: pgettext_lazy("stamp", "Back in service"),
    Kind.BACK_AT_HOME: pgettext_lazy("stamp", "Back at the base"),
}
