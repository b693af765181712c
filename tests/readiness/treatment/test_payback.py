"""When treating at home pays: the arithmetic, worked by hand."""

import pytest

from qanat.readiness.treatment.rules.payback import Technology, payback

KNIFE = Technology(capital_mln=3_000, yearly_mln=100, case_mln=2, share_percent=80, life_years=10)


def test_it_pays_when_what_is_saved_exceeds_what_it_costs_within_its_life() -> None:
    found = payback(100, 12, KNIFE)
    assert found.stay == 80
    assert found.saved_mln == 700  # 80 x (12 - 2) - 100
    assert found.years == pytest.approx(3_000 / 700)
    assert found.needed == pytest.approx(50)  # (300 + 100) / 10 / 80 %
    assert found.pays


def test_at_the_number_of_cases_that_is_needed_it_pays_at_the_end_of_its_life() -> None:
    needed = payback(1, 12, KNIFE).needed
    assert needed is not None
    assert payback(needed, 12, KNIFE).years == pytest.approx(KNIFE.life_years)
    assert not payback(needed - 1, 12, KNIFE).pays


def test_it_never_pays_where_a_case_at_home_costs_no_less() -> None:
    found = payback(1_000, 2, KNIFE)
    assert found.needed is None
    assert found.years is None
    assert not found.pays
