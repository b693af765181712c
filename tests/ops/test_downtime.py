"""The pack for work on paper, kept as a file before anything fails."""

import errno
import re
import stat
from pathlib import Path

import pytest
from tests.response.dispatch.builders import request

from qanat.ops import cli
from qanat.ops.commands import downtime

pytestmark = pytest.mark.usefixtures("world", "db")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that is not there yet."""
    return tmp_path / "packs" / "of the centre"


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *said: str) -> int:
    """Run the command within the database of the test."""
    monkeypatch.setattr(downtime, "NEEDS", "settings", raising=False)
    return cli.main(["downtime", str(folder), *said])


def test_the_pack_is_one_file_which_needs_nothing_else_and_only_its_owner_reads(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = request(diagnosis="Инсульт <b>")
    assert run(monkeypatch, folder, "--language", "kk") == 0
    path = Path(capsys.readouterr().out.strip())
    text = path.read_text(encoding="utf-8")
    assert [path.name] == kept(folder)
    assert re.fullmatch(r"qanat-pack-\d{8}-\d{4}\.html", path.name)
    assert [stat.S_IMODE(one.stat().st_mode) for one in (folder, path)] == [0o700, 0o600]
    assert row.number in text
    assert "Инсульт &lt;b&gt;" in text
    assert '<html lang="kk">' in text
    assert "@page { size: A4" in text
    assert not re.search(r"<link|<script|src=", text)


def test_the_oldest_beyond_what_is_kept_go_and_nothing_else_does(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir(parents=True)
    for name in ("qanat-pack-20260101-0000.html", "qanat-pack-20260101-0015.html", "notes.html"):
        (folder / name).touch()
    assert run(monkeypatch, folder, "--keep", "2") == 0
    assert kept(folder)[:2] == ["notes.html", "qanat-pack-20260101-0015.html"]
    assert len(kept(folder)) == 3


def test_a_folder_or_a_number_that_cannot_be_is_told_in_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.parent.mkdir()
    folder.touch()
    assert run(monkeypatch, folder) == 2
    assert run(monkeypatch, folder.parent, "--keep", "0") == 2
    told = capsys.readouterr().err.splitlines()
    assert told == [
        f"qanat: {folder} can't be used: File exists.",
        "qanat: --keep is a number from 1 on.",
    ]


def test_what_could_not_be_written_whole_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_room(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)
    assert run(monkeypatch, folder) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert kept(folder) == []
