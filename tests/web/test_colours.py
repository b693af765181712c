"""The formulas the palette is tested by: held against published values."""

import numpy as np
import pytest
from tests.web.colours import SIGHTS, ciede2000, contrast, distance

# Some of the pairs of table 1 of Sharma, Wu and Dalal (2005).
SHARMA = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0010), 7.1792),
    ((50, -0.0010, 2.4900), (50, 0.0011, -2.4900), 4.7461),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("one", "other", "wanted"), SHARMA)
def test_distances_are_those_of_the_published_test_data(
    one: tuple[float, ...], other: tuple[float, ...], wanted: float
) -> None:
    there, back = (ciede2000(np.array(a), np.array(b)) for a, b in ((one, other), (other, one)))
    assert there == pytest.approx(wanted, abs=5e-5)
    assert back == pytest.approx(wanted, abs=5e-5)


def test_contrast_goes_from_one_to_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("sight", SIGHTS)
def test_white_and_black_look_the_same_to_everybody(sight: str) -> None:
    assert np.array(SIGHTS[sight]).sum(axis=1) == pytest.approx([1, 1, 1], abs=2e-6)
    assert distance("#ffffff", "#000000", sight) == pytest.approx(100, abs=0.01)


def test_who_sees_no_red_confuses_what_others_do_not() -> None:
    green, red = "#2e7d32", "#b03a2e"
    assert distance(green, red) > 50
    assert distance(green, red, "deuteranopia") < 20
