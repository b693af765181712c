"""How numbers, durations and moments are written in the viewer's language and zone."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from babel.numbers import get_currency_name
from django.utils import timezone
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from qanat.foundation.refusals import Text
from qanat.foundation.texts import local, nearest
from qanat.web.languages import BY_CODE

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
DASH: Final = "\u2013"
TENGE: Final = "\u20b8"
CLDR: Final[Mapping[str, str]] = {
    "kk": "kk", "ru": "ru", "en": "en_GB", "uz": "uz", "uz-cyrl": "uz_Cyrl",
}  # fmt: skip
"""What the languages are called where words of currencies and dates come from."""
UNNAMED: Final[Mapping[str, str]] = {
    "TRY": "Турк лираси", "KRW": "Жанубий Корея вони", "BYN": "Беларусь рубли",
    "ILS": "Исроил янги шекели", "CHF": "Швейцария франки", "AED": "БАА дирҳами",
    "KGS": "Қирғизистон соми", "AZN": "Озарбайжон манати", "TMT": "Туркманистон манати",
}  # fmt: skip
"""Currencies which have no name there in Uzbek's Cyrillic letters."""
POINT_LANGUAGES: Final = frozenset({"en"})

MINUTE_S: Final = 60
HOUR_S: Final = 3600
DAY_S: Final = 86400
TIYN_PER_TENGE: Final = 100

Number = int | float | Decimal


def number(value: Number | None, places: int = 0, *, signed: bool = False) -> str:
    """Write a number as the language does: ``2 589,4`` or ``2,589.4``; a dash for nothing."""
    if value is None:
        return DASH
    exact = Decimal(str(value))
    if not exact.is_finite():
        return DASH
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{places}f}"
    if get_language() not in POINT_LANGUAGES:
        text = text.translate({ord(","): NBSP, ord("."): ","})
    if rounded < 0:
        return MINUS + text
    return f"+{text}" if signed and rounded > 0 else text


def percent(value: Number | None, places: int = 1, *, signed: bool = False) -> str:
    """Write a share given in per cent: ``68,2 %`` or ``68.2%``."""
    if value is None:
        return DASH
    gap = "" if get_language() in POINT_LANGUAGES else NBSP
    return f"{number(value, places, signed=signed)}{gap}%"


def tenge(tiyn: int | None) -> str:
    """Write an amount of money, kept in whole tiyn, in tenge."""
    if tiyn is None:
        return DASH
    places = 0 if tiyn % TIYN_PER_TENGE == 0 else 2
    return f"{number(Decimal(tiyn) / TIYN_PER_TENGE, places)}{NBSP}{TENGE}"


def whole_tenge(tiyn: int | None) -> str:
    """Write an amount of money in whole tenge, for plans and lists."""
    if tiyn is None:
        return DASH
    rounded = (Decimal(tiyn) / TIYN_PER_TENGE).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{number(rounded)}{NBSP}{TENGE}"


UNITS: Final[dict[str, Text]] = {
    "s": pgettext_lazy("unit", "s"),
    "min": pgettext_lazy("unit", "min"),
    "h": pgettext_lazy("unit", "h"),
    "d": pgettext_lazy("unit", "d"),
    "m": pgettext_lazy("unit", "m"),
    "km": pgettext_lazy("unit", "km"),
    "km/h": pgettext_lazy("unit", "km/h"),
    "m/s": pgettext_lazy("unit", "m/s"),
    "kg": pgettext_lazy("unit", "kg"),
    "tiyn": pgettext_lazy("unit", "tiyn"),
    "mo": pgettext_lazy("unit", "mo"),
    "deg": "°",
    "%": "%",
    "1": "",
}
"""The units of parameters by their UCUM codes, as people write them."""


def unit(code: str) -> str:
    """Write a unit in the viewer's language; one which is not known stays as it is."""
    return str(UNITS.get(code, code))


def source(text: str) -> str:
    """Write a source or a note: those of ours in the viewer's language, citations as they are."""
    return _(text) if text else ""


def duration_words() -> dict[str, str]:
    """Return the patterns of durations, for the server and for the ticking clocks."""
    return {
        "s": pgettext("duration", "%(s)s s"),
        "min": pgettext("duration", "%(min)s min"),
        "h_min": pgettext("duration", "%(h)s h %(min)s min"),
        "d_h": pgettext("duration", "%(d)s d %(h)s h"),
    }


def duration(seconds: float | timedelta | None) -> str:
    """Write a length of time: ``43 s``, ``12 min``, ``1 h 43 min``, ``2 d 4 h``."""
    if seconds is None:
        return DASH
    total = seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)
    sign, whole = (MINUS, int(-total)) if total < 0 else ("", int(total))
    words = duration_words()
    if whole < MINUTE_S:
        text = words["s"] % {"s": whole}
    elif whole < HOUR_S:
        text = words["min"] % {"min": whole // MINUTE_S}
    elif whole < DAY_S:
        text = words["h_min"] % {"h": whole // HOUR_S, "min": whole % HOUR_S // MINUTE_S}
    else:
        text = words["d_h"] % {"d": whole // DAY_S, "h": whole % DAY_S // HOUR_S}
    return sign + text.replace(" ", NBSP)


def said(value: Mapping[str, str]) -> str:
    """Write what somebody said; where it was not said in the reader's language, in which one."""
    text = local(value)
    if not text or (language := nearest(value)) == get_language():
        return text
    named = BY_CODE[language].name if language in BY_CODE else language
    return f"{text}\n\n{_('Language of the text: %(language)s') % {'language': named}}"


def moment(at: datetime | None, style: str = "full") -> str:
    """Write a moment in the viewer's zone, 24 hours.

    ``style`` is ``full`` (date and time), ``short`` (day, month and time), ``time``, ``date``
    or ``seconds`` (date and time with seconds).
    """
    if at is None:
        return DASH
    there = timezone.localtime(at)
    time = f"{there:%H:%M:%S}" if style == "seconds" else f"{there:%H:%M}"
    if style == "time":
        return time
    if style == "date":
        return day(there.date())
    return f"{day(there.date(), with_year=style != 'short')}{NBSP}{time}"


def day(on: date | None, *, with_year: bool = True) -> str:
    """Write a day: ``25.11.2026``, in English ``25 Nov 2026``."""
    if on is None:
        return DASH
    if get_language() in POINT_LANGUAGES:
        text = f"{on.day}{NBSP}{MONTHS_EN[on.month - 1]}"
        return f"{text}{NBSP}{on.year}" if with_year else text
    return f"{on:%d.%m.%Y}" if with_year else f"{on:%d.%m}"


MONTHS_EN: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def offset(at: datetime | None = None) -> str:
    """Name the viewer's zone by its distance from UTC: ``UTC+5``."""
    shift = timezone.localtime(at or timezone.now()).utcoffset() or timedelta()
    minutes = int(shift.total_seconds()) // MINUTE_S
    hours, rest = divmod(abs(minutes), MINUTE_S)
    sign = MINUS if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def iso(at: datetime) -> str:
    """Write a moment for machines, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def clock_words() -> dict[str, str]:
    """Return the words of clocks and ages, for the server and for the ticking clocks."""
    return {
        "left": _("%(time)s left"),
        "late": _("late by %(time)s"),
        "ago": _("%(time)s ago"),
        "seen": _("last seen %(time)s"),
        "unused": _("last seen %(time)s, not used"),
        "none": _("no data"),
    }


def in_currency(minor: int | None, currency: str) -> str:
    """Write hundredths of a currency."""
    return _in_currency(minor, currency, currency)


def in_named_currency(minor: int | None, currency: str) -> str:
    """Write hundredths of a currency with its name, for letters and whoever pays in no other."""
    amount, locale = Decimal(minor or 0) / 100, CLDR[get_language() or "kk"]
    name = get_currency_name(currency, amount, locale=locale) if currency else ""
    if name == currency and locale == CLDR["uz-cyrl"]:
        name = UNNAMED.get(currency) or get_currency_name(currency, amount, locale=CLDR["uz"])
    return _in_currency(minor, currency, name)


def _in_currency(minor: int | None, currency: str, name: str) -> str:
    if minor is None or not currency:
        return ""
    if currency == "KZT":
        return tenge(minor)
    return f"{number(Decimal(minor) / 100, 0 if minor % 100 == 0 else 2)}{NBSP}{name}"
