import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.scores.triage import Question
from qanat.response.crisis.rules.guided import guide
from qanat.response.crisis.rules.lines import AGES, COLOURS, SEXES, Fault, Line, read_line
from qanat.response.crisis.rules.sharing import share_out

UNITS = st.frozensets(st.sampled_from("abcdef"), min_size=1, max_size=3)
PLANS = st.dictionaries(st.integers(1, 9), st.lists(UNITS, max_size=4), max_size=6)


def test_three_keys_are_a_casualty_and_fewer_are_enough() -> None:
    assert read_line("113") == Line("red", "male", "adult")
    assert read_line("2") == Line("yellow")
    assert read_line("30") == Line("green", "unknown")
    assert read_line("r m a") == Line("red", "unknown", "unknown", "m a")
    assert read_line("к1в перелом бедра") == Line("red", "male", "adult", "перелом бедра")


def test_a_tag_may_stand_first() -> None:
    assert read_line("17 113 ожог") == Line("red", "male", "adult", "ожог", "17")
    assert read_line("#A-17 2fc") == Line("yellow", "female", "child", "", "A-17")
    assert read_line("123") == Line("red", "female", "adult")  # keys, no tag without keys


def test_what_can_not_be_read_says_why() -> None:
    assert read_line("перелом") is Fault.NO_COLOUR
    assert read_line("") is Fault.NO_COLOUR
    assert read_line("1z9") is Fault.UNKNOWN_KEY
    assert read_line("#" + "x" * 13 + " 113") is Fault.LONG_TAG
    assert read_line("113 " + "x" * 161) is Fault.LONG_INJURY


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_line_or_a_fault(text: str) -> None:
    found = read_line(text)
    if isinstance(found, Line):
        assert found.category in COLOURS.values()
        assert found.sex in SEXES.values()
        assert found.age in AGES.values()


@given(
    st.sampled_from(sorted(COLOURS)), st.sampled_from(sorted(SEXES)), st.sampled_from(sorted(AGES))
)
def test_every_key_means_the_same_wherever_it_is_typed(colour: str, sex: str, age: str) -> None:
    assert read_line(colour + sex + age) == Line(COLOURS[colour], SEXES[sex], AGES[age])
    assert read_line((colour + sex + age).upper()) == Line(COLOURS[colour], SEXES[sex], AGES[age])


def test_the_second_in_need_gets_the_next_plan_that_is_free() -> None:
    shared = share_out({1: [frozenset("a")], 2: [frozenset("ab"), frozenset("c")]})
    assert (shared[1].best, shared[1].free, shared[1].rivals) == (0, 0, ())
    assert (shared[2].best, shared[2].free, shared[2].rivals) == (0, 1, (1,))
    assert share_out({1: [frozenset("a")], 2: [frozenset("a")]})[2].free is None
    assert share_out({1: []})[1].best is None


@given(PLANS)
def test_no_vehicle_is_given_twice(plans: dict[int, list[frozenset[str]]]) -> None:
    shared = share_out(plans)
    given_away = [
        unit
        for one, choice in shared.items()
        if choice.free is not None
        for unit in plans[one][choice.free]
    ]
    assert len(given_away) == len(set(given_away))
    for one, choice in shared.items():
        assert (choice.free == 0) == (choice.best == 0 and not choice.rivals) or not plans[one]


@pytest.mark.parametrize(
    ("answers", "is_child", "colour"),
    [
        ("y", False, "green"),
        ("nyy", False, "red"),  # more than 30 breaths
        ("nynn", False, "red"),  # no pulse at the wrist
        ("nynyn", False, "red"),  # does not do what is asked
        ("nynyy", False, "yellow"),
        ("nnn", False, "black"),
        ("nny", False, "red"),
        ("nnnn", True, "black"),  # no breath, no pulse
        ("nnnyy", True, "red"),  # breathes after five rescue breaths
        ("nynyy", True, "yellow"),
        ("nynyn", True, "red"),
    ],
)
def test_yes_and_no_lead_to_the_colour_of_the_published_method(
    *, answers: str, is_child: bool, colour: str
) -> None:
    assert guide(answers, is_child=is_child).colour == colour
    assert guide(answers[:-1], is_child=is_child).question is not None


@given(answers=st.text("yn", max_size=12), is_child=st.booleans())
def test_some_answers_always_end_and_what_comes_after_the_end_changes_nothing(
    *, answers: str, is_child: bool
) -> None:
    found = guide(answers, is_child=is_child)
    assert answers.startswith(found.answers)
    assert (found.question is None) == bool(found.colour)
    assert found.colour or len(found.answers) < len(Question)
    if found.colour:
        assert guide(found.answers + "yn?", is_child=is_child) == found
