from pathlib import Path

import pytest

from qanat.config.database import databases
from qanat.config.home import SYSTEM_HOME, home


def test_without_an_address_the_database_of_the_data_folder_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QANAT_DATABASE_URL", raising=False)
    monkeypatch.setenv("QANAT_HOME", str(tmp_path))
    default = databases()["default"]
    assert (default["NAME"], default["USER"], default["PORT"]) == ("qanat", "qanat", "5432")
    assert default["HOST"].startswith("/")
    assert default["OPTIONS"]["server_side_binding"] is True
    assert default["OPTIONS"]["prepare_threshold"] == 1


def test_every_part_of_an_address_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "QANAT_DATABASE_URL",
        "postgresql://q:s%40crt@a,b:5433/nation?sslmode=verify-full&target_session_attrs=read-write",
    )
    default = databases()["default"]
    assert default["HOST"] == "a,b"
    assert default["PORT"] == ",5433"
    assert (default["NAME"], default["USER"], default["PASSWORD"]) == ("nation", "q", "s@crt")
    assert default["OPTIONS"]["sslmode"] == "verify-full"
    assert default["OPTIONS"]["target_session_attrs"] == "read-write"
    assert default["OPTIONS"]["prepare_threshold"] == 1


def test_the_data_folder_is_named_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QANAT_HOME", "var/demo")
    assert home() == Path.cwd() / "var" / "demo"


def test_the_usual_data_folder_depends_on_who_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QANAT_HOME", raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert home() == SYSTEM_HOME
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert home() == Path("/data/qanat")
