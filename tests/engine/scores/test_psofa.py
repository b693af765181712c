from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.scores.psofa import psofa
from qanat.engine.scores.results import NotValid, Partial, Score, WhyNotValid
from qanat.engine.scores.sofa import Failure, OrganFindings

WELL = OrganFindings(
    age_years=3,
    pao2_mmhg=90,
    fio2_percent=21,
    is_ventilated=False,
    platelets_g_l=220,
    bilirubin_umol_l=12,
    mean_pressure_mmhg=65,
    dopamine=0,
    dobutamine=0,
    adrenaline=0,
    noradrenaline=0,
    coma_scale=15,
    creatinine_umol_l=30,
)


def whole(**said: Any) -> Score[Failure]:
    result = psofa(replace(WELL, **said))
    assert isinstance(result, Score)
    return result


def test_a_child_with_sepsis_is_worked_by_hand() -> None:
    assert whole().total == 0
    ill = whole(
        pao2_mmhg=None,
        spo2_percent=90,
        fio2_percent=60,  # 150: 3, ventilated
        is_ventilated=True,
        platelets_g_l=90,  # 2
        bilirubin_umol_l=40,  # 2
        noradrenaline=0.05,  # 3
        coma_scale=11,  # 2
        creatinine_umol_l=150,  # 1.7 mg/dl at 3 years: 3
    )
    assert (ill.total, ill.level) == (15, Failure.SEVERAL)
    assert ill.method.name == "pSOFA"


MONTH = 1 / 12
PRESSURES = [(1, 55), (11, 55), (12, 60), (23, 60), (24, 62), (59, 62), (60, 65), (143, 65)]
PRESSURES += [(144, 67), (215, 67)]


@pytest.mark.parametrize(("months", "least"), PRESSURES)
def test_the_pressure_is_held_against_that_of_the_age(months: int, least: int) -> None:
    age = (months + 0.5) * MONTH
    assert whole(age_years=age, mean_pressure_mmhg=least, creatinine_umol_l=20).total == 0
    low = whole(age_years=age, mean_pressure_mmhg=least - 1, creatinine_umol_l=20)
    assert low.parts["circulation"] == 1


# Milligrams a decilitre from which 1, 2, 3 and 4 points are earned.
CREATININES = [
    (6, (0.3, 0.5, 0.8, 1.2)), (18, (0.4, 0.6, 1.1, 1.5)), (40, (0.6, 0.9, 1.6, 2.3)),
    (100, (0.7, 1.1, 1.8, 2.6)), (200, (1.0, 1.7, 2.9, 4.2)),
]  # fmt: skip


@pytest.mark.parametrize(("months", "edges"), CREATININES)
def test_creatinine_is_held_against_that_of_the_age(months: int, edges: tuple[float, ...]) -> None:
    for points, edge in enumerate(edges, start=1):
        told = {"age_years": months * MONTH, "mean_pressure_mmhg": 90}
        assert whole(creatinine_umol_l=edge * 88.4, **told).parts["kidneys"] == points
        below = whole(creatinine_umol_l=(edge - 0.1) * 88.4, **told).parts["kidneys"]
        assert below == points - 1


@pytest.mark.parametrize(
    ("spo2", "fio2", "points"),
    [(97, 33, 0), (96, 33, 1), (88, 33, 1), (87, 33, 2), (97, 43, 2), (88, 40, 3), (88, 60, 4)],
)
def test_a_saturation_stands_in_for_the_gas(spo2: int, fio2: int, points: int) -> None:
    told = {"pao2_mmhg": None, "spo2_percent": spo2, "fio2_percent": fio2, "is_ventilated": True}
    assert whole(**told).parts["lungs"] == points
    assert whole(**told | {"pao2_mmhg": 400}).parts["lungs"] == 0, "the gas goes before"


def test_who_is_not_ventilated_earns_no_more_than_two_and_a_full_saturation_says_nothing() -> None:
    told = {"pao2_mmhg": None, "spo2_percent": 85, "fio2_percent": 90}
    assert whole(**told).parts["lungs"] == 2
    full = psofa(replace(WELL, pao2_mmhg=None, spo2_percent=99, fio2_percent=90))
    assert isinstance(full, Partial)
    assert full.missing == ("lungs",)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"age_years": 18}, WhyNotValid.TOO_OLD),
        ({"age_years": 0.05}, WhyNotValid.TOO_YOUNG),
        ({"age_years": None}, WhyNotValid.AGE_UNKNOWN),
        ({"age_years": 16, "is_pregnant": True}, WhyNotValid.PREGNANT),
    ],
)
def test_it_is_not_made_where_it_is_not_valid(said: dict[str, Any], why: WhyNotValid) -> None:
    result = psofa(replace(WELL, **said))
    assert isinstance(result, NotValid)
    assert result.reason is why


NUMBERS = st.none() | st.floats(0, 1000)


@given(age=st.floats(1 / 12, 17.99), pao2=NUMBERS, creatinine=NUMBERS, pressure=NUMBERS)
def test_it_keeps_its_range_at_every_age(
    age: float, pao2: float | None, creatinine: float | None, pressure: float | None
) -> None:
    findings = replace(
        WELL,
        age_years=age,
        pao2_mmhg=pao2,
        creatinine_umol_l=creatinine,
        mean_pressure_mmhg=pressure,
    )
    result = psofa(findings)
    assert not isinstance(result, NotValid)
    assert all(0 <= points <= 4 for points in result.parts.values())
