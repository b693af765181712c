"""What a call must say, and which crew goes first."""

from datetime import UTC, datetime

import pytest

from qanat.foundation.coordinates import read_coordinates
from qanat.response.dispatch.rules.calls import (
    Crew,
    is_place_told,
    nearest_first,
)

LATER = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("43.24, 76.95", (76.95, 43.24)),
        ("43,24; 76,95", (76.95, 43.24)),
        ("43.24 76.95", (76.95, 43.24)),
        (" -0.5, 180 ", (180.0, -0.5)),
        ("91, 76", None),
        ("43, 181", None),
        ("43.24", None),
        ("by the river", None),
    ],
)
def test_coordinates_are_read_in_the_order_in_which_maps_tell_them(
    text: str, expected: tuple[float, float] | None
) -> None:
    assert read_coordinates(text) == expected


def test_a_place_is_a_town_an_address_a_point_or_the_word_that_nobody_knows() -> None:
    assert not is_place_told(None, "  ", None, is_unknown=False)
    assert is_place_told(3, "", None, is_unknown=False)
    assert is_place_told(None, "Абая, 1", None, is_unknown=False)
    assert is_place_told(None, "", 0.0, is_unknown=False)
    assert is_place_told(None, "", None, is_unknown=True)


def test_free_crews_come_by_their_drive_and_busy_ones_last() -> None:
    near, far = Crew(1, "C", "feldsher", "", 300.0), Crew(2, "B", "feldsher", "", 900.0)
    lost = Crew(3, "A", "feldsher", "", None)
    busy = Crew(4, "D", "feldsher", "", 10.0, LATER, LATER)
    assert nearest_first([busy, lost, far, near]) == [near, far, lost, busy]
