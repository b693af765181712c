"""The planner of a web process: told at /health, judged by the doctor."""

import json
from typing import Any

import pytest

from qanat.ops import planner
from qanat.ops.checks.findings import Level
from qanat.ops.checks.planner import check_planner, judge_planners
from qanat.ops.health import Health


def told(**said: Any) -> dict[str, Any]:
    usual = {"is_warm": True, "generation": 3, "rebuilt": 1, "followed": 2, "checked_at": ""}
    return usual | {"differing": []} | said


def answer(path: str, method: str = "GET") -> tuple[str, bytes]:
    """Return the status and the body of an answer."""
    said: list[str] = []

    def pages(_environ: dict[str, Any], start: Any) -> list[bytes]:
        start("404 Not Found", [])
        return [b"pages"]

    environ = {"PATH_INFO": path, "REQUEST_METHOD": method}
    body = Health(pages)(environ, lambda status, _headers: said.append(status))
    return said[0], b"".join(body)


def test_health_says_whether_the_planner_is_ready() -> None:
    status, body = answer("/health")
    assert status == "200 OK"
    health = json.loads(body)
    assert health["status"] == "ok"
    assert health["planner"] == planner.state()
    assert health["planner"]["is_warm"] is False


@pytest.mark.parametrize(
    ("path", "method"), [("/", "GET"), ("/health/", "GET"), ("/health", "POST")]
)
def test_everything_else_is_the_pages(path: str, method: str) -> None:
    assert answer(path, method) == ("404 Not Found", b"pages")


def test_planners_which_follow_the_records_are_well() -> None:
    finding = judge_planners([told(), told(checked_at="2026-11-25T06:30:00+00:00")])
    assert finding.level is Level.OK
    assert "2 web processes, 4 changes followed" in finding.text
    assert "2026-11-25" in finding.text


def test_one_which_kept_something_else_fails() -> None:
    finding = judge_planners([told(), told(differing=["units.ready_s"])])
    assert finding.level is Level.FAILURE
    assert "units.ready_s" in finding.text


def test_one_which_is_not_ready_is_told() -> None:
    assert judge_planners([told(), told(is_warm=False)]).level is Level.WARNING


def test_where_nothing_serves_nothing_is_asked() -> None:
    assert check_planner().level is Level.OK
