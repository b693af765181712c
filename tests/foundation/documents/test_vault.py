"""Files are kept sealed, once, and never handed out changed."""

from pathlib import Path

import pytest
from pytest_django import Settings

from qanat.foundation.documents.vault import Lost, fetch, keep, name_of


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.QANAT_HOME = tmp_path
    return tmp_path / "documents"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_kept_comes_back_the_same() -> None:
    assert fetch(keep(b"%PDF-1.7 \x00\xff")) == b"%PDF-1.7 \x00\xff"


def test_the_same_content_is_kept_once(folder: Path) -> None:
    assert keep(b"one") == keep(b"one")
    assert len(files(folder)) == 1


def test_nobody_reads_it_from_the_disk(folder: Path) -> None:
    keep(b"name and diagnosis")
    (path,) = files(folder)
    assert b"diagnosis" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_changed_file_is_not_handed_out(folder: Path) -> None:
    name = keep(b"one")
    (path,) = files(folder)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(Lost):
        fetch(name)


def test_a_file_put_in_the_place_of_another_is_not_handed_out(folder: Path) -> None:
    one, other = keep(b"one"), keep(b"other")
    (folder / one[:2] / one).write_bytes((folder / other[:2] / other).read_bytes())
    with pytest.raises(Lost):
        fetch(one)


@pytest.mark.parametrize("name", ["", "../../keys/django_secret", "z" * 64, "a" * 63])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    with pytest.raises(Lost):
        fetch(name)


def test_the_name_tells_nothing_without_the_key(settings: Settings) -> None:
    before = name_of(b"one")
    settings.QANAT_BLIND_INDEX_KEY = b"another key" * 3
    assert name_of(b"one") != before
