"""Debian's own PostgreSQL 15, the oldest that Qanat works on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qanat.ops import postgres
from qanat.ops.clusters import Cluster
from qanat.ops.postgres import Server, server_at

ROOT = Path(__file__).parents[2]
PROGRAMS = Path("/usr/lib/postgresql/15/bin")
SUBSET = (
    "tests/foundation/test_guards.py",
    "tests/foundation/test_lifecycle.py",
    "tests/foundation/parameters",
    "tests/response/commitments",
    "tests/registry/places/test_search.py",
    "tests/ops/test_backup.py",
)
"""What leans on the database most: triggers, exclusion, search, dumps."""


pytestmark = [pytest.mark.debian, pytest.mark.timeout(600)]


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QANAT_PG_BIN", str(PROGRAMS))


@pytest.fixture
def folder() -> Iterator[Path]:
    where = Path(f"/tmp/qanat-debian-{os.getpid()}")  # noqa: S108 (short, for sockets)
    where.mkdir(mode=0o711)
    yield where
    shutil.rmtree(where)


@pytest.fixture
def server(programs: None, folder: Path) -> Iterator[Server]:
    made = server_at(Cluster(folder / "pg"), throw_away=True)
    postgres.start(made)
    yield made
    postgres.stop(made, "immediate")


def qanat(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the program as its user would."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-m", "qanat.ops.cli", *words],
        env={**kept, **more}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_other_programs_make_and_run_the_embedded_database(folder: Path) -> None:
    where = {"QANAT_PG_BIN": str(PROGRAMS), "QANAT_HOME": str(folder / "home")}
    done = qanat("migrate", **where)
    assert done.returncode == 0, done.stderr
    assert (folder / "home" / "postgres" / "data" / "PG_VERSION").read_text() == "15\n"
    told = qanat("doctor", "--audit", **where)
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"PostgreSQL 15 answers (embedded, in {folder / 'home' / 'postgres'})" in told.stdout


def test_any_server_of_fifteen_can_be_named_by_its_address(server: Server, folder: Path) -> None:
    where = {"QANAT_DATABASE_URL": server.url(), "QANAT_HOME": str(folder / "home")}
    done = qanat("migrate", **where)
    assert done.returncode == 0, done.stderr
    assert not (folder / "home" / "postgres").exists()
    told = qanat("doctor", **where)
    assert "PostgreSQL 15 answers (named by QANAT_DATABASE_URL)" in told.stdout


def test_database_tests_pass_on_fifteen(server: Server) -> None:
    here = [path for path in SUBSET if (ROOT / path).exists()]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "QANAT_TEST_"))}
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-m", "pytest", "-q", "-m", "not browser and not crash", *here],
        env={**kept, "QANAT_TEST_DATABASE_URL": server.url()},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:]
