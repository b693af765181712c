import io
import sys

import pytest

from qanat.ops.progress import spoken


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_each_step_is_a_line_in_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    spoken("Rows 1 of 2")
    spoken("Rows 2 of 2")
    said = log.getvalue()
    assert [line.partition(" s  ")[2] for line in said.splitlines()] == [
        "Rows 1 of 2",
        "Rows 2 of 2",
    ]


def test_a_count_stays_on_its_line_of_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    spoken("Rows 1 of 2")
    assert not screen.getvalue().endswith("\n")
    spoken("Rows 2 of 2")
    spoken("Counting")
    said = screen.getvalue()
    assert said.count("\n") == 2
    assert said.endswith("Counting\n")
