"""Weather in words."""

from datetime import datetime
from typing import Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from qanat.foundation.refusals import Text
from qanat.response.weather.models import StatedAs
from qanat.response.weather.rules.groups import NO_CEILING_M, UNLIMITED_M
from qanat.response.weather.rules.minima import Judged, Lack, Verdict
from qanat.web.wording import DASH, moment, number

VERDICTS: Final[dict[Verdict, Text]] = {
    Verdict.SIGHT: gettext_lazy("Flying by sight"),
    Verdict.INSTRUMENTS: gettext_lazy("By instruments only"),
    Verdict.NOBODY: gettext_lazy("No flying"),
    Verdict.UNKNOWN: gettext_lazy("Not known"),
}
TONES: Final = {Verdict.SIGHT: "ok", Verdict.INSTRUMENTS: "warn", Verdict.NOBODY: "breach"}


def verdict_told(judged: Judged) -> str:
    """Say who may fly; "" where it is not known."""
    return "" if judged.verdict is Verdict.UNKNOWN else str(VERDICTS[judged.verdict])


def lack_told(judged: Judged) -> str:
    """Say what is below which minimum; "" if nothing is."""
    has, needed = number(judged.has), number(judged.needed)
    values = {"has": has, "needed": needed}
    if judged.lack is Lack.VISIBILITY:
        return _("visibility %(has)s m below the %(needed)s m minimum") % values
    if judged.lack is Lack.CEILING:
        return _("ceiling %(has)s m below the %(needed)s m minimum") % values
    if judged.lack is Lack.WIND:
        return _("wind %(has)s m/s above the %(needed)s m/s allowed") % values
    return judged.phenomenon


def report_told(form: str, at: datetime) -> str:
    """Name a report: its form and time."""
    is_today = localdate(at) == localdate()
    at_told = moment(at, "time" if is_today else "short")
    return f"{StatedAs(form).label} {at_told}"


def visibility_told(metres: float | None) -> str:
    """Say how far one sees."""
    if metres is None:
        return DASH
    if metres >= UNLIMITED_M:
        return _("10 km and more")
    return _("%(metres)s m") % {"metres": number(metres)}


def ceiling_told(metres: float | None) -> str:
    """Say how high the ceiling is."""
    if metres is None:
        return DASH
    if metres >= NO_CEILING_M:
        return pgettext("ceiling", "none")
    return _("%(metres)s m") % {"metres": number(metres)}


def wind_told(wind_mps: float | None, gust_mps: float | None) -> str:
    """Say how strong the wind is, with its gusts."""
    if wind_mps is None:
        return DASH
    if gust_mps is None:
        return _("%(wind)s m/s") % {"wind": number(wind_mps)}
    values = {"wind": number(wind_mps), "gust": number(gust_mps)}
    return _("%(wind)s m/s, gusts %(gust)s") % values
