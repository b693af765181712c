"""State the weather of places: reports as they are written, or values told by a person."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import msgspec
from django.utils.translation import gettext_lazy as _

from qanat.events.weather import WeatherStated
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Invalid, Text
from qanat.foundation.turns import wait_for_turn
from qanat.registry.places.queries.spots import Key, Spot, airfield_ids, spots
from qanat.response.weather.models import Report, StatedAs
from qanat.response.weather.permissions import STATE
from qanat.response.weather.rules.decoding import Form, UnreadableError, decode
from qanat.response.weather.rules.groups import Conditions

MOST: Final = 500
MOST_TOLD: Final = 5
AHEAD: Final = timedelta(minutes=10)
"""A routine report may be handed out some minutes before the full half hour it is of."""
BEHIND: Final = timedelta(days=2)


class TooManyReports(Invalid):
    """A batch is too large."""

    status = 413
    code = "too_many"
    text = _("Send at most %(most)s reports at once.")


class Problem(StrEnum):
    """Why a statement was not taken."""

    UNREADABLE = "unreadable"
    UNKNOWN_PLACE = "unknown_place"
    FUTURE = "future"
    OLD = "old"
    NOT_YOURS = "not_yours"


PROBLEMS: Final[dict[Problem, Text]] = {
    Problem.UNREADABLE: _(
        "this is no METAR, SPECI or TAF, or it says nothing of visibility, clouds and wind"
    ),
    Problem.UNKNOWN_PLACE: _("no airfield with this code is known"),
    Problem.FUTURE: _("its time lies in the future"),
    Problem.OLD: _("it is older than two days, or no longer holds"),
    Problem.NOT_YOURS: _("this place is not open to you"),
}


class NotTaken(Invalid):
    """Something of what was stated can't be taken, and all or nothing was wanted."""

    code = "weather_not_taken"
    field = "texts"
    text = _("Nothing was taken. %(problems)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is stated of one place.

    Attributes:
        text: a METAR, SPECI or TAF; or a note beside values.
        place: kind and id; left out of a report, its station is the place.
        at: when the values were observed; a report says that itself.
        until: until when the values hold, if that was said.
        conditions: the values; ``None`` for a report.
    """

    text: str = ""
    place: Key | None = None
    at: datetime | None = None
    until: datetime | None = None
    conditions: Conditions | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """What became of a batch: problems by the number of the statement, from 0."""

    new: int
    repeated: int
    problems: Mapping[int, Problem]


@command(needs=STATE)
def state_weather(
    actor: Actor,
    *,
    statements: Sequence[Statement],
    source: str,
    now: datetime,
    is_whole: bool = False,
) -> Stated:
    """Store statements about places; the same one twice is stored once.

    Those which can't be taken are left out and told; if all or nothing is wanted, they refuse it.

    Raises:
        TooManyReports: if there are more than 500.
        NotTaken: naming those which can't be taken, if the whole is wanted.
    """
    if len(statements) > MOST:
        raise TooManyReports(most=MOST)
    wait_for_turn("weather")
    read, problems = _read(statements, now)
    stations = airfield_ids({row["station"] for row in read.values() if row["station"]})
    keys = {
        number: row["place"] or ("airfield", stations.get(row["station"], 0))
        for number, row in read.items()
    }
    places = spots(set(keys.values()))
    scope = actor.scope_of(STATE)
    good: dict[tuple[str, int, str], Report] = {}
    taken = 0
    for number, row in read.items():
        known = places.get(keys[number])
        problem = _problem(row, known, now)
        if problem is None and known and not (scope.nation or known.region in scope.regions):
            problem = Problem.NOT_YOURS
        if problem is not None:
            problems[number] = problem
            continue
        taken += 1
        kind, pk = keys[number]
        columns = {name: value for name, value in row.items() if name not in {"station", "place"}}
        report = Report(
            **{f"{kind}_id": pk}, **columns, source=source, stated_at=now, by_id=actor.id,
            digest=_digest(columns),
        )  # fmt: skip
        good[(kind, pk, report.digest)] = report
    if is_whole and problems:
        raise NotTaken(problems="; ".join(_told(statements, problems)))
    known_keys = _stored({report.digest for report in good.values()})
    new = [good[key] for key in sorted(good) if key not in known_keys]
    Report.objects.bulk_create(new)
    if new:
        announce(WeatherStated(count=len(new)))
    return Stated(len(new), taken - len(new), dict(sorted(problems.items())))


def _stored(digests: Collection[str]) -> set[tuple[str, int, str]]:
    """Return which statements are there already: kind and id of the place, digest."""
    rows = Report.objects.filter(digest__in=digests)
    return {(*row.place, row.digest) for row in rows}


def _told(statements: Sequence[Statement], problems: Mapping[int, Problem]) -> Iterator[str]:
    for number in sorted(problems)[:MOST_TOLD]:
        yield f"“{statements[number].text[:60]}”: {PROBLEMS[problems[number]]}"


def _read(
    statements: Sequence[Statement], now: datetime
) -> tuple[dict[int, dict[str, Any]], dict[int, Problem]]:
    """Return the columns of each statement by its number, and which could not be read."""
    found: dict[int, dict[str, Any]] = {}
    problems: dict[int, Problem] = {}
    for number, one in enumerate(statements):
        if one.conditions is not None and one.at is not None and one.place is not None:
            if one.conditions.is_empty:
                problems[number] = Problem.UNREADABLE
                continue
            found[number] = {
                "station": "", "place": one.place, "form": StatedAs.SAID, "observed_at": one.at,
                "until": one.until, "text": one.text, "periods": [], "unread": [],
                **_columns(one.conditions),
            }  # fmt: skip
            continue
        try:
            told = decode(one.text, now)
        except UnreadableError:
            problems[number] = Problem.UNREADABLE
            continue
        found[number] = {
            "station": told.station, "place": one.place, "form": StatedAs(told.form.value),
            "observed_at": told.at,
            "until": max(p.until for p in told.periods) if told.form is Form.TAF else None,
            "text": " ".join(one.text.split()), "unread": list(told.unread[:20]),
            "periods": [msgspec.to_builtins(asdict(period)) for period in told.periods],
            **_columns(told.conditions),
        }  # fmt: skip
    return found, problems


def _columns(seen: Conditions) -> dict[str, Any]:
    return asdict(seen) | {"phenomena": list(seen.phenomena[:20])}


def _problem(row: Mapping[str, Any], place: Spot | None, now: datetime) -> Problem | None:
    if place is None:
        return Problem.UNKNOWN_PLACE
    if row["observed_at"] > now + AHEAD:
        return Problem.FUTURE
    ends = row["until"]
    is_over = ends is not None and ends <= now
    return Problem.OLD if is_over or row["observed_at"] < now - BEHIND else None


def _digest(row: Mapping[str, Any]) -> str:
    """Return what tells one statement about a place from another."""
    plain = {key: str(value) for key, value in row.items()}
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()
