"""What people call the planner's reasons, by their codes."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy

from qanat.engine.planning.plans import Code
from qanat.foundation.refusals import Text

WORDS: Final[dict[Code, Text]] = {
    Code.UNSERVICEABLE: gettext_lazy("not serviceable"),
    Code.BUSY_UNTIL: gettext_lazy("busy until %(until)s"),
    Code.LATER_THAN_SHOWN: gettext_lazy("possible, but later than the plans shown"),
    Code.GAINS_NOTHING: gettext_lazy(
        "flying gains nothing: by road it is sooner, cheaper, and no longer on the road"
    ),
    Code.DUTY_ENDS: gettext_lazy("the crew's duty ends too early"),
    Code.EQUIPMENT_MISSING: gettext_lazy("the equipment needed is not on board"),
    Code.COMPANION_MISSING: gettext_lazy(
        "the specialist who has to come along is not on board and can't be fetched"
    ),
    Code.TOO_FEW_STRETCHERS: gettext_lazy("too few stretchers"),
    Code.TOO_FEW_SEATS: gettext_lazy("too few seats"),
    Code.NOT_PRESSURISED: gettext_lazy("the cabin is not pressurised"),
    Code.CABIN_TOO_HIGH: gettext_lazy("the cabin altitude is too high for the patient"),
    Code.CABIN_UNKNOWN: gettext_lazy("the cabin altitude is not known"),
    Code.CLOSED: gettext_lazy("the landing place is closed"),
    Code.WEATHER_NO_GO: gettext_lazy("the weather does not allow it"),
    Code.WEATHER_INSTRUMENTS: gettext_lazy("instrument weather, and it can't fly by instruments"),
    Code.NO_RUNWAY: gettext_lazy("no runway in reach"),
    Code.RUNWAY_TOO_SHORT: gettext_lazy("the runway is too short"),
    Code.SURFACE_UNSUITABLE: gettext_lazy("the runway's surface is unsuitable"),
    Code.NO_LANDING_AT_SCENE: gettext_lazy("it can't land at the patient"),
    Code.NO_PAD_AT_HOSPITAL: gettext_lazy("no pad is known at the hospital"),
    Code.NO_LANDING_PLACE: gettext_lazy("no landing place that serves"),
    Code.NO_NIGHT_LANDING: gettext_lazy(
        "night, and the place is not lit or it does not fly by night"
    ),
    Code.OUT_OF_RANGE: gettext_lazy("out of range"),
    Code.NO_ROAD: gettext_lazy("no road"),
    Code.NO_AMBULANCE: gettext_lazy("no ambulance that serves"),
    Code.NO_SECOND_AMBULANCE: gettext_lazy("no second ambulance to meet the aircraft"),
    Code.AMBULANCE_DUTY_ENDS: gettext_lazy("the ambulance crew's duty ends too early"),
    Code.NO_HOSPITAL: gettext_lazy("no hospital that serves"),
    Code.NO_TEAM: gettext_lazy("no team is sent"),
    Code.BEYOND_HORIZON: gettext_lazy("takes longer than plans reach ahead"),
    Code.NO_COMBINATION: gettext_lazy("no way was found that fits together"),
    Code.CAPABILITY_MISSING: gettext_lazy("does not treat this"),
    Code.NO_FREE_BED: gettext_lazy("no free bed"),
    Code.NOT_ACCEPTING: gettext_lazy("does not accept patients now"),
    Code.IS_SENDING: gettext_lazy("the patient is here"),
    Code.NOT_CHOSEN: gettext_lazy("another hospital was chosen"),
    Code.CAPABILITY_UNKNOWN: gettext_lazy("not known to treat this: ask the hospital"),
    Code.BEDS_UNKNOWN: gettext_lazy("free beds are not known: ask the hospital"),
    Code.RUNWAY_UNKNOWN: gettext_lazy("the runway of a landing place is not known"),
    Code.SURFACE_UNKNOWN: gettext_lazy("the surface of a landing place is not known"),
    Code.HOURS_UNKNOWN: gettext_lazy("opening hours of a landing place are not known"),
    Code.WEATHER_UNKNOWN: gettext_lazy("the weather is not known"),
    Code.WEATHER_STALE: gettext_lazy("the weather report is old"),
    Code.WEATHER_FORECAST: gettext_lazy("the forecast does not allow it from %(since)s"),
    Code.DUTY_UNTIL: gettext_lazy("its crew is to be done by %(until)s"),
    Code.COMPANION_UNTIL: gettext_lazy("who comes along is on duty until %(until)s"),
    Code.DUTY_UNKNOWN: gettext_lazy("until when the crew is on duty is not known"),
    Code.NO_WAY_HOME: gettext_lazy("no way home is known within its range and two stops"),
    Code.RESTS_ABROAD: gettext_lazy("its crew rests abroad and flies home from %(until)s"),
    Code.MISSES_WINDOW: gettext_lazy("misses the treatment window"),
}


HEADS: Final[Mapping[Code, Text]] = {
    Code.BUSY_UNTIL: gettext_lazy("promised to something else"),
    Code.DUTY_UNTIL: gettext_lazy("its crew is to be done"),
    Code.COMPANION_UNTIL: gettext_lazy("the duty of who comes along ends"),
    Code.WEATHER_FORECAST: gettext_lazy("the forecast does not allow it"),
}
"""Words for many at once, where each has its own time."""


def reason_head(code: Code) -> str:
    """Return why several things were left out, without what differs between them."""
    return str(HEADS.get(code, WORDS[code]))
