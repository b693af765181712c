"""The tools that make the environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from tools import catalogues, compile_catalogues, setup

ROOT = Path(__file__).parents[2]
CATALOGUE = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Bed"\nmsgstr "%s"\n'
)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """A checkout without an environment, where nothing is really run."""
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(setup, "VENV", tmp_path)

    def works(*words: object) -> bool:
        ran.append(tuple(map(str, words)))
        return True

    monkeypatch.setattr(setup, "works", works)
    monkeypatch.setattr(setup, "run", lambda _trouble, *words: works(*words))
    return ran


def test_what_was_installed_is_not_installed_again(bare: list[tuple[str, ...]]) -> None:
    setup.install("run")
    assert any("--require-hashes" in words for words in bare)
    bare.clear()
    setup.install("run")
    assert bare == []


def test_a_changed_lock_is_installed(
    bare: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    setup.install("run")
    bare.clear()
    monkeypatch.setattr(setup, "digest", lambda _: "another")
    setup.install("run")
    assert bare


def test_what_tests_need_is_enough_for_running(bare: list[tuple[str, ...]]) -> None:
    setup.install("test")
    bare.clear()
    setup.install("run")
    assert bare == []


def test_every_locked_package_has_hashes_and_no_address() -> None:
    for lock in ROOT.glob("requirements/*.txt"):
        text = lock.read_text()
        pinned = [line for line in text.splitlines() if "==" in line]
        assert pinned
        assert all(line.rstrip().endswith("\\") for line in pinned)
        assert "://" not in text


def test_an_ordinary_user_is_told_which_packages_to_ask_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(setup.CannotSetUpError, match="As root: apt-get install chromium"):
        setup.bring(["chromium"])


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9))
    with pytest.raises(setup.CannotSetUpError, match=r"needs 3\.11"):
        setup.make_environment()


def test_catalogues_are_compiled_once_and_again_when_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "dispatch" / "locale" / "kk" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE % "Төсек")
    monkeypatch.setattr(compile_catalogues, "SOURCE", tmp_path)
    assert compile_catalogues.main() == 0
    compiled = source.with_suffix(".mo")
    assert "Төсек".encode() in compiled.read_bytes()
    assert compile_catalogues.stale(tmp_path) == []
    source.write_text(CATALOGUE % "Керует")
    os.utime(source, (compiled.stat().st_mtime + 5,) * 2)
    assert compile_catalogues.main() == 0
    assert "Керует".encode() in compiled.read_bytes()


def test_texts_within_formatted_strings_are_gathered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "qanat" / "calendar.py"
    source.parent.mkdir()
    source.write_text("NAME = f\"{text(_('Sittings'))} {pgettext('paper', 'Agenda')}\"\n")
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "PACKAGE", source.parent)
    found = {text for texts in catalogues.gather().values() for text in texts}
    assert found == {catalogues.Text("", "Sittings"), catalogues.Text("paper", "Agenda")}


def test_a_translation_calls_a_format_as_everybody_does() -> None:
    text, source = catalogues.Text("", "Agenda as PDF"), "Agenda as PDF"
    assert catalogues.renamed(Message(source, "Кун тартиби PDF"), text) == ""
    assert catalogues.renamed(Message(source, "Кун тартиби ПДФ"), text) == "names PDF otherwise"


def test_make_without_words_names_every_target() -> None:
    told = subprocess.run(  # noqa: S603 (our own words)
        ["make", "-s", "--no-print-directory", "-C", str(ROOT)],  # noqa: S607 (the one in use)
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for target in ("setup", "demo", "test", "check-fast", "check", "fix", "bench", "docs"):
        assert f"make {target} " in told
