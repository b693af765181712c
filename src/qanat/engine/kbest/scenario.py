"""A nation and a request in a file: read, checked, answered; every error names its field."""

import codecs
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal

import msgspec
import numpy as np

from qanat.engine.arrays import Bools, Floats
from qanat.engine.geodesy import Point, great_circle_m
from qanat.engine.kbest.columns import points_of
from qanat.engine.kbest.curves import Curve, of_points
from qanat.engine.kbest.model import Nation, Policy, Request, Strict
from qanat.engine.kbest.published import CURVES
from qanat.engine.kbest.question import UnknownNameError, question_of
from qanat.engine.kbest.search import Answer, Each, find_best
from qanat.engine.kbest.sharing import Rider, Sharing, rider, share
from qanat.engine.kbest.snapshot import Snapshot, build
from qanat.engine.kbest.tables import Question
from qanat.engine.kbest.timeline import Teller

MOST: Final = {
    "places": 500,
    "hospitals": 20_000,
    "ambulances": 50_000,
    "aircraft": 2_000,
    "specialists": 2_000,
}
MOST_PLANS: Final = 1_000
MOST_SHARING: Final = 20
MOST_PADS: Final = 500
"""Of every two spots where an aircraft may stop for two patients, it is told how far apart."""
MOST_SPANS: Final = 60
MOST_CELLS: Final = 2_000
ROWS: Final = 1_000
FAR_DEG: Final = 10.0
"""So far from every hospital lies what is where nothing is."""
LONGEST: Final = 200
"""Characters of an id."""
FAR_S: Final = 10 * 86_400.0
LARGEST: Final = 1e12
"""Beyond this a number of seconds, metres or money is a slip."""
SMALLEST: Final = 1e-3
"""Of what must be more than nothing."""
AT_PLACE_M: Final = 20_000.0
"""How far from the point of its place an aircraft may stand."""
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)
_POSITIVE: Final = frozenset({"range_m", "detour"})
_WITHIN: Final = {
    "lon": (-180.0, 180.0, "degrees east, -180 to 180"),
    "lat": (-90.0, 90.0, "degrees north, -90 to 90 (are longitude and latitude swapped?)"),
    "speed_mps": (SMALLEST, 340.0, "metres a second, 0.001 to 340 (are they km/h?)"),
}
"""The least, the most and what it is called: no patient is moved faster than sound."""
_SHARE: Final = "policy.contact_share: 0 to 1"
_SPANS: Final = (".open_s", ".day_s")
_SIGNED: Final = frozenset(
    {"lon", "lat", "ready_s", "onset_s", "now_s", "duty_ends_s", "deadline_s"}
)
_FREE: Final = _SIGNED | {
    "night_below_deg",
    "team_ready_s",
    "consult_s",
    "open_s",
    "day_s",
    "lon",
    "lat",
}


class ScenarioError(ValueError):
    """A scenario which can't be answered; the text begins with the field."""


class TabledCurve(Strict, frozen=True, kw_only=True):
    """A curve of the scenario's own: minutes since onset and chances, straight between them."""

    name: str
    points: tuple[tuple[float, float], ...]
    source: str = "scenario"


EachWord = Literal["plan", "unit", "lead", "aircraft"]
"""What the best plan is wanted of: see ``search.Each``."""


class Scenario(Strict, frozen=True, kw_only=True):
    """A question to the planner that needs no database.

    Attributes:
        may_share: other requests, one of which may share a flight with this one.
        shared_delay_s: how much later than alone care may begin on a shared flight; left out: not
            limited.
    """

    nation: Nation
    request: Request
    policy: Policy = Policy()
    curves: tuple[TabledCurve, ...] = ()
    count: int = 20
    each: EachWord = "plan"
    may_share: tuple[Request, ...] = ()
    shared_delay_s: float | None = None


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """The best shared flights of a scenario, with the requests as they were asked.

    Attributes:
        snapshot: the nation they were found in.
        riders: the request, then the others.
        alone_s: when care of each begins on the best way of his own; infinite if there is none.
    """

    snapshot: Snapshot
    found: Sharing
    riders: tuple[Rider, ...]
    alone_s: tuple[float, ...]


def schema() -> dict[str, Any]:
    """Return the JSON schema of a scenario."""
    return msgspec.json.schema(Scenario)


def read(text: bytes) -> Scenario:
    """Return the scenario of a file.

    Raises:
        ScenarioError: if it is no JSON, misses a field, has one too many, or one makes no sense.
    """
    text = text.removeprefix(codecs.BOM_UTF8)
    try:
        scenario = msgspec.json.decode(text, type=Scenario)
    except msgspec.DecodeError as error:
        raise ScenarioError(_no_number(text) or str(error)) from None
    check(scenario)
    return scenario


def _no_number(text: bytes) -> str:
    """Return which field holds a word such as NaN, which is no number of JSON; "" if none does."""
    try:
        return next(_figures("", json.loads(text)), "")
    except (ValueError, RecursionError):
        return ""


def check(scenario: Scenario) -> None:
    """Refuse a scenario which was read but makes no sense.

    Raises:
        ScenarioError: of the first field which makes none.
    """
    for problem in _problems(scenario):
        raise ScenarioError(problem)


def check_policy(policy: Policy) -> None:
    """Refuse weights which make no sense.

    Raises:
        ScenarioError: of the first one.
    """
    for problem in _figures("policy", policy):
        raise ScenarioError(problem)
    if policy.contact_share > 1:
        raise ScenarioError(_SHARE)


def answer(scenario: Scenario) -> tuple[Snapshot, Question, Answer]:
    """Return the best plans of a scenario.

    Raises:
        ScenarioError: if a curve or a name makes no sense.
    """
    try:
        snapshot = build(scenario.nation)
    except ValueError as error:
        raise ScenarioError(str(error)) from None
    question = _question(snapshot, scenario, "request", scenario.request)
    each = Each[scenario.each.upper()]
    return snapshot, question, find_best(snapshot, question, scenario.count, each=each)


def answer_shared(snapshot: Snapshot, question: Question, scenario: Scenario) -> SharedAnswer:
    """Return the best flights which take one of the other requests along.

    Raises:
        ScenarioError: if a curve or a name of them makes no sense.
    """
    questions = [question]
    for number, request in enumerate(scenario.may_share):
        questions.append(_question(snapshot, scenario, f"may_share[{number}]", request))
    delay_s = math.inf if scenario.shared_delay_s is None else scenario.shared_delay_s
    alone_s = [_alone_s(snapshot, one) for one in questions]
    riders = [
        rider(snapshot, one, delay_s, at_s) for one, at_s in zip(questions, alone_s, strict=True)
    ]
    found = share(snapshot, riders[0], riders[1:], scenario.count)
    return SharedAnswer(snapshot, found, tuple(riders), tuple(alone_s))


def _alone_s(snapshot: Snapshot, question: Question) -> float:
    """Return when care begins on the best way to it of a request's own."""
    moved = replace(question, consult_s=math.inf)
    way = next(iter(find_best(snapshot, moved, 1).ways), None)
    return math.inf if way is None else Teller(snapshot, moved).tell(way).care_s


def _question(snapshot: Snapshot, scenario: Scenario, field: str, request: Request) -> Question:
    try:
        curves = CURVES | dict(_curves(scenario))
        return question_of(snapshot, request, scenario.policy, curves=curves)
    except UnknownNameError as error:
        raise ScenarioError(f"{field}.{error}") from None
    except ValueError as error:
        raise ScenarioError(str(error)) from None


def _curves(scenario: Scenario) -> Iterator[tuple[str, Curve]]:
    """Yield the scenario's own curves by name."""
    for number, told in enumerate(scenario.curves):
        try:
            points = of_points(told.points)
            yield told.name, Curve(told.name, "scenario", "policy", told.source, points)
        except ValueError as error:
            raise ScenarioError(f"curves[{number}].points: {error}") from None


def _problems(scenario: Scenario) -> Iterator[str]:
    """Yield what is wrong, field by field."""
    nation = scenario.nation
    if nation.at.tzinfo is None:
        yield "nation.at: a moment needs its zone"
    elif not EARLIEST <= nation.at < LATEST:
        yield f"nation.at: from {EARLIEST:%Y} to {LATEST:%Y}"
    if nation.horizon_s > FAR_S:
        yield f"nation.horizon_s: at most {FAR_S:.0f}, not {nation.horizon_s}"
    if not 1 <= scenario.count <= MOST_PLANS:
        yield f"count: 1 to {MOST_PLANS}, not {scenario.count}"
    for field, most in MOST.items():
        things = getattr(nation, field)
        if len(things) > most:
            yield f"nation.{field}: {len(things)} are more than {most}"
        yield from _named(field, [thing.id for thing in things])
    yield from _figures("", scenario)
    yield from _places(scenario)
    yield from _limits(scenario)


def _limits(scenario: Scenario) -> Iterator[str]:
    """Yield numbers beyond limits of their own."""
    for field, request in _requests(scenario):
        if request.team_size < 1:
            yield f"{field}.team_size: 1 or more, not {request.team_size}"
    if len(scenario.may_share) > MOST_SHARING:
        yield f"may_share: {len(scenario.may_share)} are more than {MOST_SHARING}"
    pads = sum(one.pad is not None for one in scenario.nation.hospitals)
    if scenario.may_share and pads > MOST_PADS:
        yield f"may_share: {pads} hospitals with pads are more than {MOST_PADS} for shared flights"
    if scenario.policy.contact_share > 1:
        yield _SHARE


def _named(field: str, ids: Sequence[str]) -> Iterator[str]:
    """Yield ids which name nothing, or two things."""
    for number, name in enumerate(ids):
        if not (0 < len(name) <= LONGEST and name.isprintable()):
            yield f"nation.{field}[{number}].id: 1 to {LONGEST} characters that can be printed"
    for name, times in Counter(ids).items():
        if times > 1:
            yield f"nation.{field}: the id “{name}” stands {times} times"


def _figures(path: str, value: object) -> Iterator[str]:
    """Yield numbers which are none, too small, or no place on earth."""
    if isinstance(value, int | float):
        told = "" if isinstance(value, bool) else _wrong(path.rsplit(".", 1)[-1], value)
        if told:
            yield f"{path}: {told}, not {value}"
    elif isinstance(value, tuple) and path.endswith(_SPANS):
        if len(value) > MOST_SPANS:
            yield f"{path}: {len(value)} are more than {MOST_SPANS}"
        for number, (first, last) in enumerate(value):
            if first > last:
                yield f"{path}[{number}]: ends before it begins"
    for name, one in _parts(value):
        yield from _figures(f"{path}{name}".lstrip("."), one)


def _parts(value: object) -> Iterator[tuple[str, object]]:
    """Yield what a value is made of, with its name in it."""
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield f".{field}", getattr(value, field)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield f".{key}", one
    elif isinstance(value, tuple | list):
        for number, one in enumerate(value):
            yield f"[{number}]", one


def _wrong(field: str, value: float) -> str:
    """Return what a number of a field should be, if it is not."""
    name = field.split("[", maxsplit=1)[0]
    if not abs(value) <= LARGEST:
        return f"a finite number, at most {LARGEST:.0e} in size"
    least, most, told = _WITHIN.get(name, (-math.inf, math.inf, ""))
    if not least <= value <= most:
        return told
    if name in _POSITIVE and value < SMALLEST:
        return f"a positive number, at least {SMALLEST}"
    return "a number from 0 on" if name not in _FREE and value < 0 else ""


def _places(scenario: Scenario) -> Iterator[str]:
    """Yield names which point nowhere, and coordinates which look swapped."""
    nation = scenario.nation
    places = {place.id: place for place in nation.places}
    for number, plane in enumerate(nation.aircraft):
        if plane.base is not None and plane.base not in places:
            yield f"nation.aircraft[{number}].base: “{plane.base}” is no place"
        if plane.standing_at is None:
            continue
        field, place = f"nation.aircraft[{number}].standing_at", places.get(plane.standing_at)
        if place is None:
            yield f"{field}: “{plane.standing_at}” is no place"
            continue
        away_m = great_circle_m(Point(plane.lon, plane.lat), Point(place.lon, place.lat))
        if away_m > AT_PLACE_M:
            yield f"{field}: “{place.id}” is {away_m / 1_000:.0f} km from where it is"
    yield from _rates(nation)
    yield from _far(scenario)


def _rates(nation: Nation) -> Iterator[str]:
    """Yield rates without a price."""
    for field in ("ambulances", "aircraft"):
        for number, unit in enumerate(getattr(nation, field)):
            if unit.rate not in nation.rates:
                yield f"nation.{field}[{number}].rate: “{unit.rate}” has no price in nation.rates"


def _far(scenario: Scenario) -> Iterator[str]:
    """Yield what lies where nothing is, but would not with coordinates swapped."""
    told = "far from every hospital; are longitude and latitude swapped?"
    homes = points_of(scenario.nation.hospitals)
    for field, request in _requests(scenario):
        if any(_swapped(points_of([request]), homes)):
            yield f"{field}.lon: {told}"
    for field in MOST:
        points = points_of(getattr(scenario.nation, field))
        for number in np.flatnonzero(_swapped(points, homes, are_homes=field == "hospitals")):
            yield f"nation.{field}[{number}].lon: {told}"


def _swapped(points: Floats, homes: Floats, *, are_homes: bool = False) -> Bools:
    """Return which points are far from every other hospital and would be near the other way.

    By whole degrees, of which a nation has some hundreds; in more nothing is told.
    """
    cells, own, many = np.unique(np.round(homes), axis=0, return_inverse=True, return_counts=True)
    found = np.zeros(len(points), dtype=bool)
    if not 0 < len(cells) <= MOST_CELLS:
        return found
    for begin in range(0, len(points), ROWS):
        some = points[begin : begin + ROWS]
        away, other = (np.abs(at[:, None, :] - cells).sum(axis=2) for at in (some, some[:, ::-1]))
        if are_homes:
            cell = own.reshape(-1)[begin : begin + len(some)]
            rows = np.flatnonzero(many[cell] == 1)
            away[rows, cell[rows]] = other[rows, cell[rows]] = math.inf
        found[begin : begin + len(some)] = (away.min(axis=1) > FAR_DEG) & (
            other.min(axis=1) < FAR_DEG
        )
    return found


def _requests(scenario: Scenario) -> Iterator[tuple[str, Request]]:
    """Yield all requests with their fields."""
    yield "request", scenario.request
    for number, request in enumerate(scenario.may_share):
        yield f"may_share[{number}]", request
