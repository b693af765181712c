"""The planner's reasons in words."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.engine.planning.plans import Code, Reason
from qanat.foundation.refusals import Text
from qanat.response.dispatch.suggest.proposals import Names
from qanat.web.wording import moment

WORDS: Final[dict[Code, Text]] = {
    Code.UNSERVICEABLE: _("not serviceable"),
    Code.BUSY_UNTIL: _("busy until %(until)s"),
    Code.DUTY_ENDS: _("the crew's duty ends too early"),
    Code.EQUIPMENT_MISSING: _("the equipment needed is not on board"),
    Code.TOO_FEW_STRETCHERS: _("too few stretchers"),
    Code.TOO_FEW_SEATS: _("too few seats"),
    Code.NOT_PRESSURISED: _("the cabin is not pressurised"),
    Code.CABIN_TOO_HIGH: _("the cabin altitude is too high for the patient"),
    Code.CABIN_UNKNOWN: _("the cabin altitude is not known"),
    Code.CLOSED: _("closed"),
    Code.WEATHER_NO_GO: _("the weather does not allow it"),
    Code.WEATHER_INSTRUMENTS: _("instrument weather, and it can't fly by instruments"),
    Code.NO_RUNWAY: _("no runway in reach"),
    Code.RUNWAY_TOO_SHORT: _("the runway is too short"),
    Code.SURFACE_UNSUITABLE: _("the runway's surface is unsuitable"),
    Code.NO_LANDING_AT_SCENE: _("it can't land at the patient"),
    Code.NO_PAD_AT_HOSPITAL: _("no pad is known at the hospital"),
    Code.NO_LANDING_PLACE: _("no landing place that serves"),
    Code.NO_NIGHT_LANDING: _("night, and the place is not lit or it does not fly by night"),
    Code.OUT_OF_RANGE: _("out of range"),
    Code.NO_ROAD: _("no road"),
    Code.NO_AMBULANCE: _("no ambulance that serves"),
    Code.NO_HOSPITAL: _("no hospital that serves"),
    Code.NO_TEAM: _("no team is sent"),
    Code.BEYOND_HORIZON: _("takes longer than plans reach ahead"),
    Code.NO_COMBINATION: _("no way was found that fits together"),
    Code.CAPABILITY_MISSING: _("does not treat this"),
    Code.NO_FREE_BED: _("no free bed"),
    Code.NOT_ACCEPTING: _("does not accept patients now"),
    Code.IS_SENDING: _("the patient is here"),
    Code.NOT_CHOSEN: _("another hospital was chosen"),
    Code.BEDS_UNKNOWN: _("free beds are not known: ask the hospital"),
    Code.RUNWAY_UNKNOWN: _("the runway of a landing place is not known"),
    Code.SURFACE_UNKNOWN: _("the surface of a landing place is not known"),
    Code.HOURS_UNKNOWN: _("opening hours of a landing place are not known"),
    Code.WEATHER_UNKNOWN: _("the weather is not known"),
    Code.WEATHER_STALE: _("the weather report is old"),
    Code.MISSES_WINDOW: _("misses the treatment window"),
}


def reason_text(reason: Reason, names: Names) -> str:
    """Return a reason in words, with the name of the place or hospital it is about."""
    values = {key: _shown(value, names) for key, value in reason.values.items()}
    words = str(WORDS[reason.code])
    if "%(until)s" in words:
        return words % {"until": values.get("until", "?")}
    about = next((values[k] for k in ("place", "hospital", "unit") if k in values), "")
    return f"{words} ({about})" if about else words


def _shown(value: object, names: Names) -> str:
    text = str(value)
    try:
        return moment(datetime.fromisoformat(text))
    except ValueError:
        return names.of(text)
