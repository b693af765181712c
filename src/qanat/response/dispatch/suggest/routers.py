"""Driving times from a router which the operator runs over his own extract of the roads.

``QANAT_ROUTER_URL`` names it: ``osrm+http://127.0.0.1:5000/driving`` or
``valhalla+http://127.0.0.1:8002``, with ``?most=500`` if it answers more than a hundred places at
once. Without one, and while one fails, the sketch of the road network answers.

Source:
    docs/sources.md#routers
"""

import http.client
import json
import logging
import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs, urlsplit

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.roads import RoadNetwork

log = logging.getLogger(__name__)

TIMEOUT_S: Final = 3.0
PAUSE_S: Final = 30.0
"""How long a router which failed is left alone."""
MOST: Final = 100
"""Places in one question, as both routers allow it from the beginning."""
MOST_BYTES: Final = 64 * 2**20
KEPT: Final = 48
HERE: Final = np.array([[71.43, 51.13]])
"""Where a router is asked whether it answers: the capital."""


class NoRouterError(ValueError):
    """What ``QANAT_ROUTER_URL`` says is no address of a router."""


class RouterFailedError(Exception):
    """The router did not answer, or not what was asked."""


@dataclass(frozen=True, slots=True)
class Osrm:
    """The table service of OSRM."""

    base: str
    profile: str
    most: int = MOST

    def table_s(self, a: Floats, b: Floats) -> Floats:
        """Return driving times between a few places, infinite where there is no way.

        Args:
            a: degrees, columns longitude and latitude, shape ``(n, 2)``.
            b: the same, shape ``(m, 2)``; no more places than ``most`` with those of ``a``.

        Raises:
            RouterFailedError: if it does not tell.
        """
        places = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in [*a.tolist(), *b.tolist()])
        first, last = _numbers(0, len(a)), _numbers(len(a), len(a) + len(b))
        path = f"/table/v1/{self.profile}/{places}?sources={first}&destinations={last}"
        told = _asked(self.base, "GET", path)
        if told.get("code") != "Ok":
            raise RouterFailedError("code")
        return _table(told.get("durations"), (len(a), len(b)))


@dataclass(frozen=True, slots=True)
class Valhalla:
    """The time-distance matrix of Valhalla."""

    base: str
    most: int = MOST

    def table_s(self, a: Floats, b: Floats) -> Floats:
        """Return driving times; see ``Osrm.table_s``."""
        sources, targets = ([{"lon": x, "lat": y} for x, y in one.tolist()] for one in (a, b))
        body = json.dumps({"sources": sources, "targets": targets, "costing": "auto"})
        told = _asked(self.base, "POST", "/sources_to_targets", body.encode())
        rows = told.get("sources_to_targets")
        if isinstance(rows, Mapping):
            return _table(rows.get("durations"), (len(a), len(b)))
        try:
            times = [[cell["time"] for cell in row] for row in rows or ()]
        except (TypeError, KeyError):
            raise RouterFailedError("shape") from None
        return _table(times, (len(a), len(b)))


Router: TypeAlias = Osrm | Valhalla


def router_at(url: str) -> Router:
    """Return the router of an address.

    Raises:
        NoRouterError: if it is not one.
    """
    try:
        parts = urlsplit(url)
        kind, _plus, scheme = parts.scheme.partition("+")
        most = int(parse_qs(parts.query).get("most", [str(MOST)])[0])
        host, port = parts.hostname, parts.port
    except ValueError:
        raise NoRouterError(url) from None
    if kind not in {"osrm", "valhalla"} or scheme not in {"http", "https"} or not host or most < 2:  # noqa: PLR2004 - from one place to another
        raise NoRouterError(url)
    name = f"[{host}]" if ":" in host else host
    base = f"{scheme}://{name}:{port}" if port else f"{scheme}://{name}"
    if kind == "osrm":
        return Osrm(base, parts.path.strip("/") or "driving", most)
    return Valhalla(base + parts.path.rstrip("/"), most)


class RoutedRoads:
    """Road times of a router, with what only the people of the centre know: season and closures.

    A router knows no closure of today. Where the sketch without closed links takes longer than
    with all of them, so much longer takes the router's way; where it finds none, there is none.

    Args:
        router: who is asked.
        network: the sketch of today.
        whole: the sketch with all links open.
    """

    def __init__(self, router: Router, network: RoadNetwork, whole: RoadNetwork) -> None:
        self.router, self.network, self.whole = router, network, whole
        self._kept = lru_cache(maxsize=KEPT)(self._computed_s)

    def likely_s(self, a: Floats, b: Floats) -> Floats:
        """Return the likely driving times between all points; see ``travel.RoadTimes``."""
        if _standing.is_down:
            return self.network.likely_s(a, b)
        try:
            return self._kept(_bytes(a), _bytes(b))
        except RouterFailedError as failure:
            _pause(str(failure))
            return self.network.likely_s(a, b)

    def _computed_s(self, from_places: bytes, to_places: bytes) -> Floats:
        a, b = (np.frombuffer(places).reshape(-1, 2) for places in (from_places, to_places))
        times_s = np.empty((len(a), len(b)))
        for rows, columns in _blocks(len(a), len(b), self.router.most):
            times_s[rows, columns] = self.router.table_s(a[rows], b[columns])
        times_s *= self.network.model.season.likely
        if self.network.closed:
            today_s, open_s = self.network.likely_s(a, b), self.whole.likely_s(a, b)
            is_way = np.isfinite(today_s) & np.isfinite(open_s)
            times_s += np.where(is_way, today_s - np.where(is_way, open_s, 0.0), 0.0)
            times_s[~np.isfinite(today_s)] = math.inf
        times_s.setflags(write=False)
        return times_s


@dataclass(slots=True)
class _Standing:
    """Which router this process asks, and until when one that failed is left alone."""

    url: str = ""
    router: Router | None = None
    is_down: bool = False
    again_at: float = 0.0


_standing: Final = _Standing()


def router_now(url: str) -> Router | None:
    """Return the router of an address if it can be asked now; ``None`` for none.

    One which failed is tried again after a pause.
    """
    if url != _standing.url:
        _standing.url, _standing.router, _standing.is_down = url, _named(url), False
    router = _standing.router
    if router is not None and _standing.is_down and time.monotonic() >= _standing.again_at:
        try:
            router.table_s(HERE, HERE)
        except RouterFailedError:
            _standing.again_at = time.monotonic() + PAUSE_S
        else:
            log.info("router answers again")
            _standing.is_down = False
    return None if _standing.is_down else router


def _named(url: str) -> Router | None:
    try:
        return router_at(url) if url else None
    except NoRouterError:
        log.error("QANAT_ROUTER_URL is no address of a router")  # noqa: TRY400 (no trace of a slip)
        return None


def _pause(why: str) -> None:
    if not _standing.is_down:
        log.warning("router does not answer", extra={"why": why})
    _standing.is_down, _standing.again_at = True, time.monotonic() + PAUSE_S


def _asked(base: str, method: str, path: str, body: bytes | None = None) -> Mapping[str, Any]:
    parts = urlsplit(base)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = make(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    try:
        line.request(method, parts.path + path, body, {"Content-Type": "application/json"})
        answer = line.getresponse()
        if answer.status != http.client.OK:
            raise RouterFailedError(f"http_{answer.status}")
        told = json.loads(answer.read(MOST_BYTES))
    except (OSError, http.client.HTTPException, ValueError):
        raise RouterFailedError("no_answer") from None
    finally:
        line.close()
    if not isinstance(told, dict):
        raise RouterFailedError("shape")
    return told


def _table(rows: Any, shape: tuple[int, int]) -> Floats:
    """Return times as an array, infinite where there is no way."""
    try:
        table = np.array(
            [[math.inf if cell is None else cell for cell in row] for row in rows], dtype=np.float64
        )
    except (TypeError, ValueError):
        raise RouterFailedError("shape") from None
    if table.shape != shape or np.isnan(table).any() or (table < 0).any():
        raise RouterFailedError("times")
    return table


def _blocks(rows: int, columns: int, most: int) -> Iterator[tuple[slice, slice]]:
    """Yield parts of a table none of which names more places than a router takes at once."""
    wide = max(1, min(columns, most // 2))
    high = most - wide
    for top in range(0, rows, high):
        for left in range(0, columns, wide):
            yield slice(top, top + high), slice(left, left + wide)


def _numbers(first: int, end: int) -> str:
    return ";".join(map(str, range(first, end)))


def _bytes(places: Floats) -> bytes:
    return np.ascontiguousarray(places, dtype=np.float64).tobytes()
