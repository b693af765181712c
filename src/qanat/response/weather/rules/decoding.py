"""Read METAR, SPECI and TAF: of which place, when, and what is seen or forecast.

Source:
    docs/sources.md#weather
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from qanat.response.weather.rules.groups import Conditions, changed, read_groups

LONGEST: Final = 1_200
_HEADS: Final = frozenset({"METAR", "SPECI", "TAF", "COR", "AMD"})
_TRENDS: Final = frozenset({"BECMG", "TEMPO", "INTER"})
_REMARKS: Final = "RMK"
_STATION: Final = re.compile(r"[A-Z][A-Z0-9]{3}")
_TIME: Final = re.compile(r"(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d)Z")
_SPAN: Final = re.compile(
    r"(0[1-9]|[12]\d|3[01])([01]\d|2[0-4])/(0[1-9]|[12]\d|3[01])([01]\d|2[0-4])"
)
_FROM: Final = re.compile(r"FM(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d)")
_PERHAPS: Final = re.compile(r"PROB\d0")


class Form(StrEnum):
    """What kind of report it is."""

    METAR = "metar"
    TAF = "taf"


class UnreadableError(ValueError):
    """A text is no report, or says nothing of what is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What is forecast from when until when; temporary: at times only, or perhaps."""

    since: datetime
    until: datetime
    conditions: Conditions
    is_temporary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A report as read.

    Attributes:
        station: ICAO code.
        conditions: of a METAR as observed, of a TAF as it begins.
        periods: of a TAF.
        unread: groups which were not understood.
    """

    form: Form
    station: str
    at: datetime
    conditions: Conditions
    periods: tuple[Period, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a forecast; ``until`` is ``None`` where it lasts."""

    since: datetime
    until: datetime | None
    is_whole: bool
    """It says everything anew."""
    words: list[str]


def decode(text: str, now: datetime) -> Decoded:
    """Read a report; its day of the month is the one nearest to now.

    Raises:
        UnreadableError: if it is none.
    """
    if len(text) > LONGEST:
        raise UnreadableError("long")
    words = text.upper().replace("=", " ").split()
    heads = next((n for n, word in enumerate(words) if word not in _HEADS), len(words))
    station, time, *rest = [*words[heads:], "", ""][: max(2, len(words) - heads)]
    told = _TIME.fullmatch(time)
    if told is None or not _STATION.fullmatch(station):
        raise UnreadableError("head")
    at = _moment(told[1], told[2], now, told[3])
    rest = rest[: rest.index(_REMARKS)] if _REMARKS in rest else rest
    if "TAF" in words[:heads]:
        return _forecast(station, at, rest)
    end = next((n for n, word in enumerate(rest) if word in _TRENDS), len(rest))
    conditions, unread = read_groups(rest[:end])
    if conditions.is_empty:
        raise UnreadableError("empty")
    return Decoded(form=Form.METAR, station=station, at=at, conditions=conditions, unread=unread)


def _forecast(station: str, at: datetime, words: Sequence[str]) -> Decoded:
    since, until = _span(words[0] if words else "", at)
    first: Conditions | None = None
    main = Conditions()
    begun, periods, unread = since, list[Period](), list[str]()
    for part in _parts(words[1:], since, at):
        said, odd = read_groups(part.words)
        unread += odd
        now = said if part.is_whole else changed(main, said)
        first = first or now
        if part.until is not None:
            periods.append(
                Period(since=part.since, until=part.until, conditions=now, is_temporary=True)
            )
            continue
        periods.append(Period(since=begun, until=part.since, conditions=main))
        begun, main = part.since, now
    periods.append(Period(since=begun, until=until, conditions=main))
    if first is None or first.is_empty:
        raise UnreadableError("empty")
    return Decoded(
        form=Form.TAF,
        station=station,
        at=at,
        conditions=first,
        periods=tuple(one for one in periods if one.since < one.until),
        unread=tuple(unread),
    )


def _parts(words: Sequence[str], since: datetime, at: datetime) -> Iterator[_Part]:
    """Yield the parts of a forecast: its beginning, then each change."""
    part = _Part(since, None, is_whole=True, words=[])
    waiting = ""
    for word in words:
        if waiting:
            if word == "TEMPO":
                continue
            begins, ends = _span(word, at)
            lasts = None if waiting == "BECMG" else ends
            part, waiting = _Part(begins, lasts, is_whole=False, words=[]), ""
        elif word in _TRENDS or _PERHAPS.fullmatch(word):
            yield part
            waiting = word
        elif (begun := _FROM.fullmatch(word)) is not None:
            yield part
            moment = _moment(begun[1], begun[2], at, begun[3])
            part = _Part(moment, None, is_whole=True, words=[])
        else:
            part.words.append(word)
    if waiting:
        raise UnreadableError("span")
    yield part


def _span(word: str, near: datetime) -> tuple[datetime, datetime]:
    """Return from when until when something is forecast.

    Raises:
        UnreadableError: if that is not told.
    """
    span = _SPAN.fullmatch(word)
    if span is None:
        raise UnreadableError("span")
    since, until = _moment(span[1], span[2], near), _moment(span[3], span[4], near)
    if until <= since:
        raise UnreadableError("span")
    return since, until


def _moment(day: str, hour: str, near: datetime, minute: str = "00") -> datetime:
    """Return the moment of a day of the month which is nearest to another moment.

    Raises:
        UnreadableError: if no month near has that day.
    """
    first = near.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    after = timedelta(days=int(day) - 1, hours=int(hour), minutes=int(minute))
    months = ((first + timedelta(days=days)).replace(day=1) for days in (-1, 0, 32))
    found = [m + after for m in months if (m + timedelta(days=int(day) - 1)).month == m.month]
    if not found:
        raise UnreadableError("day")
    return min(found, key=lambda one: abs(one - near))
