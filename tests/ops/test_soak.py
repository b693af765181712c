"""What the soak makes of its samples."""

import pytest
from benchmarks.soak import judge

SAMPLES = 40


def samples(growing: float = 0.0) -> list[dict[str, float]]:
    """A heap that breathes, and grows by so many megabytes a sample."""
    return [
        {"hours": n / 5, "heap_mb": 4.0 + (n % 4) + growing * n, "web_mb": 480.0}
        for n in range(SAMPLES)
    ]


def test_a_heap_which_only_breathes_is_steady(capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(samples())
    assert '"is_steady": true' in capsys.readouterr().out


def test_a_heap_whose_floor_rises_is_not() -> None:
    assert not judge(samples(growing=0.05))


def test_a_short_run_and_one_with_a_process_away_are_not_called_steady() -> None:
    assert not judge(samples()[:3])
    away = samples()
    del away[17]["web_mb"]
    assert not judge(away)
