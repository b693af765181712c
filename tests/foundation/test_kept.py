from django.utils import translation

from qanat.foundation.kept import MOST, forget, kept

asked: list[tuple[str, int]] = []


@kept(seconds=60)
def double(name: str, number: int = 1) -> int:
    asked.append((name, number))
    if number < 0:
        raise ValueError(name)
    return number * 2


@kept(seconds=0)
def never(number: int) -> int:
    asked.append(("never", number))
    return number


def test_the_same_question_is_asked_once() -> None:
    asked.clear()
    assert [double("a", number=2), double("a", number=2), double("b", 2)] == [4, 4, 4]
    assert asked == [("a", 2), ("b", 2)]


def test_every_language_has_its_own_answer() -> None:
    asked.clear()
    for language in ("kk", "ru", "kk"):
        with translation.override(language):
            double("e")
    assert asked == [("e", 1), ("e", 1)]


def test_a_forgotten_answer_is_asked_for_again() -> None:
    double("c")
    asked.clear()
    forget()
    double("c")
    assert asked == [("c", 1)]


def test_an_answer_is_good_for_its_time_only() -> None:
    asked.clear()
    never(1)
    never(1)
    assert len(asked) == 2


def test_a_failure_is_not_kept() -> None:
    asked.clear()
    for _ in range(2):
        try:
            double("d", -1)
        except ValueError:
            continue
    assert asked == [("d", -1), ("d", -1)]


def test_no_more_is_kept_than_fits() -> None:
    forget()
    for number in range(MOST + 1):
        double("many", number)
    asked.clear()
    double("many", MOST)
    double("many", 0)
    assert asked == [("many", 0)]
