from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.scores.results import NotValid, Partial, Score, WhyNotValid
from qanat.engine.scores.sofa import Failure, OrganFindings, sofa

WELL = OrganFindings(
    age_years=50,
    pao2_mmhg=90,
    fio2_percent=21,
    is_ventilated=False,
    platelets_g_l=220,
    bilirubin_umol_l=12,
    mean_pressure_mmhg=85,
    dopamine=0,
    dobutamine=0,
    adrenaline=0,
    noradrenaline=0,
    coma_scale=15,
    creatinine_umol_l=80,
    urine_ml_day=1500,
)


def whole(findings: OrganFindings) -> Score[Failure]:
    result = sofa(findings)
    assert isinstance(result, Score)
    return result


def seen(**said: Any) -> OrganFindings:
    return replace(WELL, **said)


def test_healthy_organs_score_nothing() -> None:
    assert (whole(WELL).total, whole(WELL).level) == (0, Failure.NONE)


def test_a_septic_shock_on_the_ventilator_is_worked_by_hand() -> None:
    ill = seen(
        pao2_mmhg=80,
        fio2_percent=60,  # 133: 3, ventilated
        is_ventilated=True,
        platelets_g_l=90,  # 2
        bilirubin_umol_l=40,  # 2
        noradrenaline=0.3,  # 4
        coma_scale=8,  # 3
        creatinine_umol_l=310,  # 3
    )
    assert (whole(ill).total, whole(ill).level) == (17, Failure.SEVERAL)


# fmt: off
EDGES = [
    *[("platelets", {"platelets_g_l": v}, p) for v, p in (
        (150, 0), (149, 1), (100, 1), (99, 2), (50, 2), (49, 3), (20, 3), (19, 4))],
    *[("liver", {"bilirubin_umol_l": v}, p) for v, p in (
        (19, 0), (20, 1), (32, 1), (33, 2), (101, 2), (102, 3), (204, 3), (205, 4))],
    *[("brain", {"coma_scale": v}, p) for v, p in (
        (15, 0), (14, 1), (13, 1), (12, 2), (10, 2), (9, 3), (6, 3), (5, 4), (3, 4))],
    *[("kidneys", {"creatinine_umol_l": v}, p) for v, p in (
        (109, 0), (110, 1), (170, 1), (171, 2), (299, 2), (300, 3), (440, 3), (441, 4))],
    *[("kidneys", {"urine_ml_day": v}, p) for v, p in ((500, 0), (499, 3), (200, 3), (199, 4))],
    *[("circulation", said, p) for said, p in (
        ({"mean_pressure_mmhg": 70}, 0), ({"mean_pressure_mmhg": 69}, 1), ({"dobutamine": 1}, 2),
        ({"dopamine": 5}, 2), ({"dopamine": 5.1}, 3), ({"dopamine": 15.1}, 4),
        ({"adrenaline": 0.1}, 3), ({"noradrenaline": 0.11}, 4))],
    *[("lungs", {"pao2_mmhg": v, "fio2_percent": 100, "is_ventilated": True}, p) for v, p in (
        (400, 0), (399, 1), (300, 1), (299, 2), (199, 3), (99, 4))],
]
# fmt: on


@pytest.mark.parametrize(("organ", "said", "points"), EDGES)
def test_every_edge_earns_its_points(organ: str, said: dict[str, Any], points: int) -> None:
    assert whole(seen(**said)).parts[organ] == points


def test_who_is_not_ventilated_earns_no_more_than_two_for_the_lungs() -> None:
    bad = seen(pao2_mmhg=50, fio2_percent=60)
    assert whole(bad).parts["lungs"] == 2
    unknown = sofa(replace(bad, is_ventilated=None))
    assert isinstance(unknown, Partial)
    assert "lungs" in unknown.missing


def test_an_unknown_dose_is_not_taken_for_none() -> None:
    result = sofa(seen(noradrenaline=None))
    assert isinstance(result, Partial)
    assert result.missing == ("circulation",)
    most = sofa(seen(noradrenaline=None, adrenaline=0.5))
    assert isinstance(most, Score), "nothing can add to the most"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"age_years": 17.9}, WhyNotValid.TOO_YOUNG),
        ({"age_years": None}, WhyNotValid.AGE_UNKNOWN),
        ({"is_pregnant": True}, WhyNotValid.PREGNANT),
    ],
)
def test_it_is_not_made_where_it_is_not_valid(said: dict[str, Any], why: WhyNotValid) -> None:
    result = sofa(seen(**said))
    assert isinstance(result, NotValid)
    assert result.reason is why


@pytest.mark.parametrize("said", [{"fio2_percent": 20}, {"coma_scale": 2}, {"platelets_g_l": -1}])
def test_what_nobody_can_have_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        seen(**said)


NUMBERS = st.none() | st.floats(0, 1000)


@given(
    pao2=NUMBERS,
    platelets=NUMBERS,
    bilirubin=NUMBERS,
    creatinine=NUMBERS,
    dose=st.none() | st.floats(0, 3),
    is_ventilated=st.none() | st.booleans(),
)
def test_leaving_out_never_raises_the_score_and_it_keeps_its_range(
    pao2: float | None,
    platelets: float | None,
    bilirubin: float | None,
    creatinine: float | None,
    dose: float | None,
    is_ventilated: bool | None,  # noqa: FBT001 (a finding)
) -> None:
    findings = seen(
        pao2_mmhg=pao2,
        is_ventilated=is_ventilated,
        platelets_g_l=platelets,
        bilirubin_umol_l=bilirubin,
        creatinine_umol_l=creatinine,
        noradrenaline=dose,
    )
    result = sofa(findings)
    assert not isinstance(result, NotValid)
    total = result.total if isinstance(result, Score) else result.at_least
    assert 0 <= total <= 24
    less = sofa(replace(findings, platelets_g_l=None))
    assert isinstance(less, Partial)
    assert less.at_least <= total
