"""The program's words."""

import subprocess
import sys
from pathlib import Path

import pytest

from qanat.foundation.refusals import NotFound
from qanat.ops import cli, home
from qanat.ops.commands import manage, migrate


def test_help_lists_every_command_and_hides_the_developers_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    told = capsys.readouterr().out
    for name in (
        "serve", "demo", "migrate", "import", "export", "report", "plan", "backup", "restore",
        "doctor",
    ):  # fmt: skip
        assert f"\n    {name} " in told
    assert "manage" not in told
    assert "QANAT_HOME" in told


def test_no_command_is_answered_with_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    assert "commands:" in capsys.readouterr().out


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["fly"])
    assert "invalid choice: 'fly'" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["serve", "demo", "migrate", "backup", "restore", "doctor"])
def test_each_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main([name, "--help"])
    assert f"usage: qanat {name}" in capsys.readouterr().out


def test_help_needs_neither_settings_nor_data_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qanat.ops.cli", "--help"],
        env={"QANAT_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "no.such"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "commands:" in done.stdout
    assert not (tmp_path / "home").exists()


def test_trouble_is_told_in_one_line_without_a_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["restore", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert told == (
        f"qanat: {tmp_path} holds no manifest.json: this is no backup, or one that was never "
        "finished.\n"
    )


def test_a_refusal_is_told_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_options: object) -> int:
        raise NotFound

    monkeypatch.setattr(migrate, "NEEDS", "settings")
    monkeypatch.setattr(migrate, "run", refuse)
    assert cli.main(["migrate"]) == 1
    assert capsys.readouterr().err == f"qanat: {NotFound.text}\n"


def test_an_unreachable_server_is_told_with_what_to_do(
    tmp_path: Path,
) -> None:
    code = "import sys; from qanat.ops import cli; sys.exit(cli.main(['migrate']))"
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-c", code],
        env={"QANAT_DATABASE_URL": "postgresql://127.0.0.1:1/none", "QANAT_HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Check QANAT_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


YEAR = ("--from", "2025-01-01", "--to", "2025-12-31")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", "aviation", *YEAR, "--out", "/nonexist/x"), "There is no folder /nonexist"),
        (("report", "aviation", *YEAR, "--out", "/etc"), "/etc is a folder"),
        (("report", "aviation", *YEAR, "--region", "KZ-99"), "There is no region KZ-99"),
        (("report", "aviation", *YEAR, "--compare-from", "2024-01-01"), "go together"),
        (
            ("report", "aviation", "--from", "2025-02-01", "--to", "2025-01-31"),
            "2025-01-31 lies before 2025-02-01",
        ),
        (("export", "calls", *YEAR, "--out", "/nonexist/x"), "There is no folder /nonexist"),
        (("demo", "--seed", "7"), "--seed goes with --year"),
        (("export", "calls", "--from", "2025-02-01", "--to", "2025-01-31"), "lies before"),
        (("import", "journal", "/nonexist/j.csv"), "There is no file /nonexist/j.csv"),
        (("import", "journal", "/etc"), "There is no file /etc"),
        (
            ("import", "journal", __file__, "--rejects", "/nonexist/x"),
            "There is no folder /nonexist",
        ),
        (
            ("import", "journal", __file__, "--mapping", "/nonexist/m"),
            "There is no file /nonexist/m",
        ),
        (("plan", "/nonexist.json"), "/nonexist.json: No such file"),
        (("plan", __file__), "is no scenario"),
        (("backup", "/etc"), "/etc is not empty"),
        (("backup", __file__), f"{__file__} cannot be written"),
        (("restore", "/etc"), "/etc holds no manifest.json"),
    ],
)
def test_what_cannot_be_done_is_told_before_the_database_starts(
    words: tuple[str, ...],
    told: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def start(*_: object, **__: object) -> None:
        raise AssertionError("the database was started")

    monkeypatch.setattr("qanat.ops.home.ensure_database", start)
    assert cli.main(words) == 2
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", "aviation", *YEAR, "--by", "colour"), "colour: choose from region, nosology"),
        (("report", "aviation", *YEAR, "--lang", "xx"), "invalid choice: 'xx'"),
        (("report", "aviation", "--from", "1.2.25", "--to", "2025-01-01"), "a day as 2026-03-05"),
        (("report", "aviation", "--from", "0001-01-01", "--to", "2025-01-01"), "the year 1"),
        (("import", "journal", __file__, "--lang", "xx"), "invalid choice: 'xx'"),
        (("import",), "the following arguments are required: {journal}, file"),
        (("export",), "are required: {requests,missions,calls}, --from, --to"),
        (("plan", "A-1", "--lang", "xx"), "invalid choice: 'xx'"),
        (("serve", "--port", "eight"), "a port is a number from 1 to 65534, not 'eight'"),
        (("serve", "--workers", "-1"), "a number from 1 to 64 is needed, not '-1'"),
    ],
)
def test_wrong_options_are_told_in_words_of_people(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(words)
    said = capsys.readouterr().err
    assert told in said
    assert "fromisoformat" not in said
    assert "_port" not in said


@pytest.mark.parametrize(
    ("words", "environment", "told"),
    [
        ("doctor", {"QANAT_HOME": "/proc/x"}, "The data folder /proc/x cannot be used: "),
        (
            "migrate",
            {"QANAT_DATABASE_URL": "secret"},
            "QANAT_DATABASE_URL is not the address of a PostgreSQL server.",
        ),
    ],
)
def test_unusable_settings_are_told_in_one_line(
    words: str, environment: dict[str, str], told: str, tmp_path: Path
) -> None:
    code = f"import sys; from qanat.ops import cli; sys.exit(cli.main(['{words}']))"
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-c", code],
        env={"QANAT_HOME": str(tmp_path), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(f"qanat: {told}")
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


def test_manage_passes_every_word_on(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[list[str]] = []
    monkeypatch.setattr(manage, "NEEDS", "settings")
    monkeypatch.setattr("django.core.management.execute_from_command_line", heard.append)
    assert cli.main(["manage", "check", "--deploy", "-h"]) == 0
    assert heard == [["qanat manage", "check", "--deploy", "-h"]]


def test_a_command_in_an_empty_folder_says_that_it_begins_there(
    db: None, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.delenv("QANAT_DATABASE_URL", raising=False)
    monkeypatch.setattr(home, "is_new", lambda: True)
    home.tell_if_new(said.append)
    assert said == [
        f"{data_folder} is empty: a new installation without data is made there."
        " QANAT_HOME names another folder."
    ]
    assert [name for name in cli.COMMANDS if getattr(cli._module(name), "BEGINS", False)] == [
        "serve", "demo",
    ]  # fmt: skip
