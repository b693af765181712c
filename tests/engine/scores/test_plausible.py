"""Vital signs which nobody can have."""

import pytest

from qanat.engine.scores.plausible import Oddity, oddities


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ({"systolic": 60, "diastolic": 200}, {"diastolic": Oddity.NOT_BELOW_SYSTOLIC}),
        ({"systolic": 120, "diastolic": 120}, {"diastolic": Oddity.NOT_BELOW_SYSTOLIC}),
        ({"systolic": 120, "diastolic": 80}, {}),
        ({"heart_rate": 1}, {"heart_rate": Oddity.IMPOSSIBLE}),
        ({"heart_rate": 0}, {"heart_rate": Oddity.UNUSUAL}),
        ({"respiratory_rate": 4}, {"respiratory_rate": Oddity.UNUSUAL}),
        ({"respiratory_rate": 1}, {"respiratory_rate": Oddity.IMPOSSIBLE}),
        (
            {"systolic": 0, "diastolic": 0},
            {"systolic": Oddity.UNUSUAL, "diastolic": Oddity.UNUSUAL},
        ),
        ({"spo2": 0}, {"spo2": Oddity.IMPOSSIBLE}),
        ({"temperature_c": 28.5}, {"temperature_c": Oddity.UNUSUAL}),
        ({"temperature_c": 36.6, "spo2": 97, "heart_rate": 80}, {}),
        ({"heart_rate": None}, {}),
    ],
)
def test_what_can_not_be_and_what_is_asked_about(
    findings: dict[str, float | None], expected: dict[str, Oddity]
) -> None:
    assert oddities(findings) == expected
