"""Driving times of a router over HTTP: a network made here, told as OSRM and Valhalla tell it."""

import json
import math
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from django.utils import timezone
from pytest_django import Settings

from qanat.engine.arrays import Floats
from qanat.engine.geodesy import Point, great_circles_m
from qanat.engine.roads import RoadLink, RoadNetwork, Town
from qanat.engine.travel import Range, RoadClass, RoadModel
from qanat.ops.checks.findings import Level
from qanat.ops.checks.router import check_router
from qanat.response.dispatch.suggest import places as place_times
from qanat.response.dispatch.suggest import routers
from qanat.response.dispatch.suggest.routers import (
    NoRouterError,
    Osrm,
    RoutedRoads,
    RouterFailedError,
    Valhalla,
    router_at,
    router_now,
)

WINDING = 1.3
SPEED_MPS = 20.0
ISLAND = 80.0
"""East of this meridian lies an island without a way."""


def by_road_s(a: Floats, b: Floats) -> Floats:
    times_s: Floats = np.array(great_circles_m(a, b) * WINDING / SPEED_MPS, dtype=np.float64)
    away = (a[:, None, 0] > ISLAND) != (b[None, :, 0] > ISLAND)
    times_s[away] = math.inf
    return times_s


class Roads(BaseHTTPRequestHandler):
    """A router of both kinds as far as it is asked here, for no more places than ``most``."""

    most = 100
    broken = ""
    asked = 0
    wordless = False

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        said = parse_qs(parts.query)
        places = np.array(
            [[float(x) for x in p.split(",")] for p in parts.path.split("/")[-1].split(";")]
        )
        rows, columns = (
            [int(n) for n in said[k][0].split(";")] for k in ("sources", "destinations")
        )
        times = by_road_s(places[rows], places[columns]).tolist()
        self._tell({"code": "Ok", "durations": _cells(times)}, len(places))

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        a, b = (np.array([[p["lon"], p["lat"]] for p in said[k]]) for k in ("sources", "targets"))
        times = _cells(by_road_s(a, b).tolist())
        cells = [
            [{"time": t, "distance": 1, "from_index": i, "to_index": j} for j, t in enumerate(row)]
            for i, row in enumerate(times)
        ]
        told = {"durations": times} if self.wordless else cells
        self._tell({"sources_to_targets": told}, len(a) + len(b))

    def _tell(self, told: dict[str, Any], places: int) -> None:
        type(self).asked += 1
        body = self.broken.encode() or json.dumps(told).encode()
        self.send_response(200 if places <= self.most else 400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def _cells(rows: list[list[float]]) -> list[list[float | None]]:
    return [[t if math.isfinite(t) else None for t in row] for row in rows]


@pytest.fixture
def roads(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name, value in {"broken": "", "asked": 0, "wordless": False}.items():
        monkeypatch.setattr(Roads, name, value)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Roads)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    router_now("")


def places(count: int, seed: int, *, island: bool = False) -> Floats:
    random = np.random.default_rng(seed)
    corner = [ISLAND + 1 if island else 50.0, 42.0]
    found: Floats = np.round(random.random((count, 2)) * [5.0, 8.0] + corner, 6)
    return found


def around(value: float) -> Range:
    return Range(value, value, value)


def sketch(closed: frozenset[str] = frozenset(), *, season: float = 1.0) -> RoadNetwork:
    model = RoadModel(
        speeds_mps={one: around(SPEED_MPS) for one in RoadClass},
        off_graph_mps=around(SPEED_MPS),
        detour=around(WINDING),
        season=around(season),
    )
    towns = [
        Town("A", Point(50.0, 45.0)),
        Town("B", Point(52.0, 45.0)),
        Town("C", Point(51.0, 47.0)),
    ]
    links = [
        RoadLink("ab", "A", "B", 200_000.0, RoadClass.TRUNK),
        RoadLink("ac", "A", "C", 300_000.0, RoadClass.TRUNK),
        RoadLink("cb", "C", "B", 300_000.0, RoadClass.TRUNK),
    ]
    return RoadNetwork(towns, links, model, closed=closed)


@pytest.mark.parametrize("kind", ["osrm", "valhalla", "wordless"])
def test_a_router_tells_the_times_of_its_own_roads(
    roads: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Roads, "wordless", kind == "wordless")
    router = Osrm(roads, "driving") if kind == "osrm" else Valhalla(roads)
    a, b = places(4, 1), places(3, 2)
    assert np.allclose(router.table_s(a, b), by_road_s(a, b))
    there = np.vstack([b, places(1, 3, island=True)])
    assert np.isinf(router.table_s(a, there)[:, 3]).all()


def test_a_large_table_is_asked_in_parts_which_the_router_allows(roads: str) -> None:
    a, b = places(230, 1), places(120, 2)
    router = router_now(f"osrm+{roads}/driving")
    assert router is not None
    told = RoutedRoads(router, sketch(), sketch()).likely_s(a, b)
    assert np.allclose(told, by_road_s(a, b))
    assert Roads.asked == math.ceil(230 / 50) * math.ceil(120 / 50)


def test_the_same_question_is_asked_once(roads: str) -> None:
    router = router_now(f"valhalla+{roads}")
    assert router is not None
    routed = RoutedRoads(router, sketch(), sketch())
    first = routed.likely_s(places(5, 1), places(5, 2))
    assert routed.likely_s(places(5, 1), places(5, 2)) is first
    assert Roads.asked == 1


def test_the_season_lengthens_what_a_router_tells_of_good_roads(roads: str) -> None:
    router = router_now(f"osrm+{roads}/driving")
    assert router is not None
    a, b = places(3, 1), places(3, 2)
    slow = sketch(season=1.4)
    assert np.allclose(RoutedRoads(router, slow, slow).likely_s(a, b), 1.4 * by_road_s(a, b))


def test_a_closure_lengthens_the_way_of_a_router_as_much_as_that_of_the_sketch(roads: str) -> None:
    router = router_now(f"osrm+{roads}/driving")
    assert router is not None
    a, b = np.array([[50.0, 45.0]]), np.array([[52.0, 45.0], [51.0, 47.0]])
    routed = RoutedRoads(router, sketch(frozenset({"ab"})), sketch())
    longer_s = (600_000.0 - 200_000.0) / SPEED_MPS
    assert np.allclose(routed.likely_s(a, b), by_road_s(a, b) + np.array([[longer_s, 0.0]]))
    cut = RoutedRoads(router, sketch(frozenset({"ab", "cb"})), sketch())
    assert np.isinf(cut.likely_s(a, b)[0, 0])


@pytest.mark.parametrize(
    "broken", ["", "no json", "[]", '{"code": "NoTable"}', '{"code": "Ok", "durations": [[-1]]}']
)
def test_while_a_router_fails_the_sketch_answers_and_nobody_waits_for_it(
    roads: str, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"osrm+{roads}/driving"
    router = router_now(url)
    assert router is not None
    routed = RoutedRoads(router, sketch(), sketch())
    a, b = places(2, 1), places(2, 2)
    monkeypatch.setattr(Roads, "broken", broken or '{"code": "Ok"}')
    for _ in range(3):
        assert np.array_equal(routed.likely_s(a, b), sketch().likely_s(a, b))
    assert (Roads.asked, router_now(url)) == (1, None)
    monkeypatch.setattr(Roads, "broken", "")
    monkeypatch.setattr(routers, "PAUSE_S", 0.0)
    monkeypatch.setattr(routers._standing, "again_at", 0.0)
    assert router_now(url) is router
    assert np.allclose(routed.likely_s(a, b), by_road_s(a, b))


def test_a_router_which_is_not_there_is_no_fault_of_planning() -> None:
    router = router_now("valhalla+http://127.0.0.1:9")
    assert router is not None
    a, b = places(2, 1), places(2, 2)
    assert np.array_equal(
        RoutedRoads(router, sketch(), sketch()).likely_s(a, b), sketch().likely_s(a, b)
    )
    with pytest.raises(RouterFailedError):
        router.table_s(a, b)
    router_now("")


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_planning_asks_the_router_that_is_named_and_the_sketch_without_one(
    roads: str, settings: Settings
) -> None:
    now = timezone.now()
    a, b = places(2, 1), places(2, 2)
    assert isinstance(place_times.roads(now), RoadNetwork)
    settings.QANAT_ROUTER_URL = f"osrm+{roads}/driving"
    routed = place_times.roads(now)
    assert isinstance(routed, RoutedRoads)
    assert place_times.roads(now) is routed
    season = routed.network.model.season.likely
    assert np.allclose(routed.likely_s(a, b), season * by_road_s(a, b))


def test_the_doctor_tells_whether_the_router_answers(roads: str, settings: Settings) -> None:
    assert check_router().level is Level.OK
    told = {}
    for url in (f"valhalla+{roads}", "valhalla+http://127.0.0.1:9", "somewhere"):
        settings.QANAT_ROUTER_URL = url
        told[url] = check_router().level
    assert list(told.values()) == [Level.OK, Level.FAILURE, Level.FAILURE]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1", "osrm+ftp://x", "osrm+http://", "osrm+http://x:y", "osrm+http://x?most=1",
     "osrm+http://x?most=z", "valhalla", "osrm+http://[x"],
)  # fmt: skip
def test_what_is_no_address_of_a_router_is_told_and_stops_nothing(url: str) -> None:
    with pytest.raises(NoRouterError):
        router_at(url)
    assert router_now(url) is None
    router_now("")
