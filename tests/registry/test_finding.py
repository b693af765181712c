import pytest

from qanat.foundation.actors import SYSTEM
from qanat.registry import finding
from qanat.registry.terminology.commands import load_terminology

pytestmark = pytest.mark.django_db


def test_a_whole_code_that_is_not_listed_stands_under_its_category() -> None:
    load_terminology(SYSTEM)
    category = finding.diagnosis("I63")
    assert category is not None
    for typed in ("I63.4", "i63,4", " і63.4"):
        (found,) = finding.find_diagnoses(typed)
        assert (found.id, found.label) == ("I63.4", category.label.replace("I63", "I63.4"))
        assert finding.diagnosis(typed) == found


@pytest.mark.parametrize("typed", ["I63.444", "I6", "163.4", "I63.x", "\x00", ""])
def test_what_is_no_whole_code_is_no_diagnosis(typed: str) -> None:
    load_terminology(SYSTEM)
    assert finding.diagnosis(typed) is None
