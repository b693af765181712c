import pytest

from qanat.foundation.tabular.writing import as_count


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("1\u00a0404", 1404),
        ("1,404", 1404),
        ("0", 0),
        ("2\u202f287", 2287),
        ("4,5\u00a0%", "4,5\u00a0%"),
        ("4,5", "4,5"),
        ("янв.", "янв."),
        ("–", "–"),
        ("", ""),
    ],
)
def test_a_count_becomes_a_number_and_words_stay_words(words: str, told: str | int) -> None:
    assert as_count(words) == told
