"""The planner's reasons in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qanat.engine.planning.plans import Code, Reason, Value
from qanat.response.dispatch.models.requests import Equipment
from qanat.response.dispatch.queries.reason_words import WORDS
from qanat.response.dispatch.suggest.naming import SCENE, Names
from qanat.response.dispatch.suggest.needs import MODULE_BITS
from qanat.response.weather.wording import lack_told, report_told
from qanat.web.wording import duration, moment, number

KM: Final = 1000
HINDERING: Final = frozenset({Code.WEATHER_NO_GO, Code.WEATHER_INSTRUMENTS})
SOON: Final = frozenset(
    {Code.DUTY_UNTIL, Code.COMPANION_UNTIL, Code.RESTS_ABROAD, Code.WEATHER_FORECAST}
)
"""Of the same day mostly."""
WEATHER: Final = HINDERING | {Code.WEATHER_STALE}


def reason_detail(reason: Reason, names: Names, made_at: datetime) -> str:
    """Return what a reason says of one thing: its time, its amounts, the place; "" if nothing."""
    values = reason.values
    about = _about(reason, names)
    if reason.code is Code.BUSY_UNTIL:
        at = moment(made_at + timedelta(seconds=_number(values, "until_s")))
        about.append(_("until %(until)s") % {"until": at})
    if "care_s" in values:
        care_at = made_at + timedelta(seconds=_number(values, "care_s"))
        is_today = localdate(care_at) == localdate(made_at)
        at = moment(care_at, "time" if is_today else "short")
        about.append(_("definitive care at %(at)s") % {"at": at})
    if amounts := _amounts(values):
        about.append(amounts)
    return ", ".join(about)


def reason_text(reason: Reason, names: Names, made_at: datetime) -> str:
    """Return a reason in words: with its time, its amounts, and the place it is about.

    Args:
        reason: a code with values; its moments are seconds after ``made_at``.
        names: what a person calls the ids.
        made_at: when the plans were made.
    """
    return _told(*_parts(reason, names, made_at))


def reason_texts(reasons: Iterable[Reason], names: Names, made_at: datetime) -> list[str]:
    """Return reasons in words: what is said of several things is said once, of all of them."""
    found: dict[str, list[str]] = {}
    for reason in reasons:
        words, about = _parts(reason, names, made_at)
        found.setdefault(words, []).extend(about)
    return [_told(words, about) for words, about in found.items()]


def _told(words: str, about: Sequence[str]) -> str:
    return f"{words} ({', '.join(about)})" if about else words


def _parts(reason: Reason, names: Names, made_at: datetime) -> tuple[str, list[str]]:
    """Return what a reason says and what it is about."""
    values = reason.values
    words = str(WORDS[reason.code])
    if "until_s" in values:
        at = made_at + timedelta(seconds=_number(values, "until_s"))
        words = words % {"until": moment(at, _style(reason, at, made_at))}
    if "since_s" in values:
        at = made_at + timedelta(seconds=_number(values, "since_s"))
        words = words % {"since": moment(at, _style(reason, at, made_at))}
    about = _about(reason, names)
    if amounts := _amounts(values):
        about.append(amounts)
    return words, about


def _style(reason: Reason, at: datetime, made_at: datetime) -> str:
    if reason.code not in SOON:
        return "full"
    return "time" if localdate(at) == localdate(made_at) else "short"


def _about(reason: Reason, names: Names) -> list[str]:
    """Return the names of what a reason is about: place, hospital, vehicle, what is lacking."""
    values = reason.values
    if reason.code is Code.EQUIPMENT_MISSING:
        return _equipment(int(values.get("missing", 0)))
    about = [names.of(str(values[k])) for k in ("place", "hospital", "unit") if k in values]
    if reason.code in WEATHER:
        about += _weather(reason, names)
    needs = (names.needs.names_in(int(values[k])) for k in ("missing", "unknown") if k in values)
    return [*about, *(name for found in needs for name in found)]


def _weather(reason: Reason, names: Names) -> list[str]:
    """Return what is below which minimum, and by which report."""
    place = names.weather(str(reason.values.get("place", SCENE)))
    if place.known is None:
        return []
    lack = lack_told(place.judged) if reason.code in HINDERING else ""
    report = report_told(place.known.form, place.known.observed_at)
    return [told for told in (lack, report) if told]


def _equipment(mask: int) -> list[str]:
    """Return what a vehicle lacks."""
    return [str(Equipment(code).label) for code, bit in MODULE_BITS.items() if mask & bit]


def _amounts(values: Mapping[str, Value]) -> str:
    """Return what there is against what is needed, where there is less."""
    if _is_less(values, "range_m", "needed_m"):
        pair = (_number(values, "range_m") / KM, _number(values, "needed_m") / KM)
        return _("%(has)s of %(needed)s km") % _written(*pair)
    if _is_less(values, "runway_m", "needed_m"):
        pair = (_number(values, "runway_m"), _number(values, "needed_m"))
        return _("%(has)s of %(needed)s m") % _written(*pair)
    if _is_less(values, "has", "needed"):
        pair = (_number(values, "has"), _number(values, "needed"))
        return _("%(has)s of %(needed)s") % _written(*pair)
    return duration(_number(values, "by_s")) if "by_s" in values else ""


def _is_less(values: Mapping[str, Value], has: str, needed: str) -> bool:
    return has in values and needed in values and _number(values, has) < _number(values, needed)


def _written(has: float, needed: float) -> dict[str, str]:
    return {"has": number(has), "needed": number(needed)}


def _number(values: Mapping[str, Value], key: str) -> float:
    return float(values.get(key, 0))
