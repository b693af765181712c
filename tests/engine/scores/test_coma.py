from itertools import product

import pytest

from qanat.engine.scores.coma import Coma, glasgow_coma_scale
from qanat.engine.scores.results import Partial, Score


@pytest.mark.parametrize(
    ("eye", "verbal", "motor", "total", "level"),
    [
        (4, 5, 6, 15, Coma.MILD),
        (3, 4, 6, 13, Coma.MILD),
        (3, 4, 5, 12, Coma.MODERATE),
        (2, 2, 5, 9, Coma.MODERATE),
        (2, 2, 4, 8, Coma.SEVERE),
        (1, 1, 1, 3, Coma.SEVERE),
    ],
)
def test_the_bands_end_at_eight_and_twelve(
    eye: int, verbal: int, motor: int, total: int, level: Coma
) -> None:
    result = glasgow_coma_scale(eye, verbal, motor)
    assert isinstance(result, Score)
    assert (result.total, result.level) == (total, level)
    assert result.parts == {"eye": eye, "verbal": verbal, "motor": motor}


def test_an_intubated_patient_has_a_partial_score() -> None:
    result = glasgow_coma_scale(1, None, 2)
    assert isinstance(result, Partial)
    assert result.missing == ("verbal",)
    assert result.at_least == 4
    assert result.level_at_least is Coma.SEVERE


def test_a_partial_score_promises_only_the_mildest_level_it_can_have() -> None:
    result = glasgow_coma_scale(4, None, 6)
    assert isinstance(result, Partial)
    assert result.level_at_least is Coma.MILD


def test_every_whole_score_lies_within_what_its_partial_scores_promised() -> None:
    order = list(Coma)
    for eye, verbal, motor in product(range(1, 5), range(1, 6), range(1, 7)):
        whole = glasgow_coma_scale(eye, verbal, motor)
        assert isinstance(whole, Score)
        for partial in (
            glasgow_coma_scale(None, verbal, motor),
            glasgow_coma_scale(eye, None, motor),
            glasgow_coma_scale(eye, verbal, None),
            glasgow_coma_scale(None, None, None),
        ):
            assert isinstance(partial, Partial)
            assert partial.at_least <= whole.total
            assert order.index(partial.level_at_least) <= order.index(whole.level)


@pytest.mark.parametrize(("eye", "verbal", "motor"), [(0, 5, 6), (5, 5, 6), (4, 6, 6), (4, 5, 7)])
def test_a_response_outside_its_range_is_refused(eye: int, verbal: int, motor: int) -> None:
    with pytest.raises(ValueError, match="is not in 1 to"):
        glasgow_coma_scale(eye, verbal, motor)
