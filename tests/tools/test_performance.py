"""The page of measured figures."""

from tools.performance import lines, page


def test_a_figure_stands_with_its_bar_and_its_peer() -> None:
    one = {"id": "a.b", "value": 0.5, "unit": "ms", "bar": 0.6, "peer": "SQL", "peer_value": 30}
    text = page([one | {"ratio": 60.0, "n": 16, "machine": {"cores": 2}}])
    assert "| a.b | 0.5 ms | 0.6 | SQL: 30, 60.0 times | n 16 |" in text
    assert "The machine: cores 2." in text
    assert "## a\n" in text


def test_a_figure_that_is_missing_says_so() -> None:
    text = page([{"id": "a.c", "value": None, "unit": "missing", "peer": "vroom"}])
    assert "| a.c | missing |" in text


def test_what_a_page_cost_is_told_whole_and_no_bar_splits_a_row() -> None:
    text = page([{"bench": "pages", "page": "a|b", "ms": 12.5, "bar_ms": 100.0}])
    assert "| pages | page a/b, ms 12.5 | 100.0 |  |  |" in text


def test_only_json_lines_are_read() -> None:
    assert list(lines(["planning\n", '{"id": "x"}\n', "\n"])) == [{"id": "x"}]
