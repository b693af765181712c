"""``qanat import journal`` and ``qanat report aviation``, as the program runs them."""

import argparse
import io
import json
import sys
from pathlib import Path

import pytest
from tests.readiness.statistics.reading import DATA, EXAMPLE, csv_text

from qanat.ops.commands import import_
from qanat.ops.commands import report as report_command
from qanat.ops.troubles import TroubleError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
YEAR = ("--from", "2025-01-01", "--to", "2025-12-31")


def run_import(*words: str, code: int = 0) -> None:
    parser = argparse.ArgumentParser()
    import_.add_arguments(parser)
    options = parser.parse_args(["journal", *words])
    import_.check(options)
    assert import_.run(options) == code


def run_report(monkeypatch: pytest.MonkeyPatch, *words: str) -> bytes:
    parser = argparse.ArgumentParser()
    report_command.add_arguments(parser)
    raw = io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(raw, write_through=True))
        assert report_command.run(parser.parse_args(["aviation", *words])) == 0
        return raw.getvalue()


def test_the_example_yields_its_expected_counts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    run_import(str(EXAMPLE), "--format", "json", "--rejects", str(rejects), code=3)
    told = json.loads(capsys.readouterr().out)
    expected = json.loads((DATA / "journal_example.expected.json").read_text())
    assert {k: told[k] for k in ("rejected_rows", "repeated_rows")} == {
        k: expected[k] for k in ("rejected_rows", "repeated_rows")
    }
    assert len(rejects.read_text(encoding="utf-8-sig").splitlines()) == 6
    raw = run_report(monkeypatch, *YEAR, "--by", "region,nosology", "--format", "json")
    report = json.loads(raw)
    assert {key: report[key] for key in expected if key != "by"} == {
        key: value for key, value in expected.items() if key != "by"
    }
    regions = {code: {"requests": one["requests"]} for code, one in report["by"]["region"].items()}
    assert regions == expected["by"]["region"]
    assert report["by"]["region_not_known"]["requests"] == 3
    assert report["by"]["nosology_requests"] == expected["by"]["nosology_requests"]
    assert {name: one["requests"] for name, one in report["by"]["nosology"].items()} == (
        expected["by"]["nosology_requests"]
    )


def test_growth_is_told_for_every_key(monkeypatch: pytest.MonkeyPatch) -> None:
    run_import(str(EXAMPLE), code=3)
    raw = run_report(monkeypatch, *YEAR, "--compare-from", "2025-01-01", "--compare-to",
                     "2025-06-30", "--format", "json", "--region", "KZ-62")  # fmt: skip
    report = json.loads(raw)
    assert report["region"] == "KZ-62"
    assert report["requests"] == 25
    grown = report["growth"]["requests"]
    assert grown["absolute"] == 25 - report["compare"]["requests"]
    assert set(report["growth"]) <= set(report)
    assert report["growth"]["evacuations"] == {"percent": None, "absolute": 0}


@pytest.mark.parametrize("form", ["text", "csv", "xlsx"])
def test_a_report_is_written_in_every_form(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str
) -> None:
    run_import(str(EXAMPLE), code=3)
    out = tmp_path / "report"
    run_report(monkeypatch, *YEAR, "--by", "region,month,aircraft,operator,country,organ,nosology",
               "--format", form, "--lang", "kk", "--out", str(out))  # fmt: skip
    shown = run_report(monkeypatch, *YEAR, "--format", form)
    if form == "xlsx":
        assert out.read_bytes().startswith(b"PK")
        assert shown.startswith(b"PK")
    else:
        assert "260" in out.read_text(encoding="utf-8-sig")
        assert "260" in shown.decode("utf-8-sig")


def test_a_dry_run_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    run_import(str(EXAMPLE), "--dry-run", "--journal", "центр", "--synthetic", code=3)
    told = capsys.readouterr().out
    assert "dry run" in told
    assert "центр" in told
    assert "rejected: impossible date" in told
    assert "A row is counted in each of its reasons" in told


def test_a_mapping_is_read_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "j.csv").write_text(csv_text({}).replace('"Регион"', '"Откуда"'))
    (tmp_path / "m.json").write_text('{"columns": {"region": "Откуда"}}')
    run_import(str(tmp_path / "j.csv"), "--mapping", str(tmp_path / "m.json"), "--format", "json")
    assert json.loads(capsys.readouterr().out)["accepted_rows"] == 1


def test_what_cannot_be_done_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "no.csv").write_text("a;b")
    for words in ([str(tmp_path / "no.csv")], [str(tmp_path / "absent.csv")]):
        with pytest.raises(TroubleError):
            run_import(*words)


def test_the_exit_code_tells_what_became_of_the_rows(tmp_path: Path) -> None:
    good, bad = {"row_no": "1"}, {"row_no": "2", "service": "прогулка"}
    for name, rows, code in (("good", [good], 0), ("both", [good, bad], 3), ("bad", [bad], 1)):
        (tmp_path / f"{name}.csv").write_text(csv_text(*rows))
        run_import(str(tmp_path / f"{name}.csv"), "--journal", "центр", code=code)


def test_a_report_of_an_empty_installation_says_where_it_looked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run_report(monkeypatch, *YEAR).decode()
    assert "There is no data in" in capsys.readouterr().err
    assert "QANAT_HOME" not in told
