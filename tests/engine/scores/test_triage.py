from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.scores.triage import (
    JUMPSTART,
    START,
    AdultFindings,
    Ask,
    Awareness,
    Category,
    ChildFindings,
    Question,
    Triage,
    jump_start,
    start,
)

ADULT = AdultFindings(
    can_walk=False,
    is_breathing=True,
    breaths_per_min=20,
    has_radial_pulse=True,
    capillary_refill_s=1.5,
    follows_commands=True,
)
CHILD = ChildFindings(
    can_walk=False,
    is_breathing=True,
    breaths_per_min=25,
    has_pulse=True,
    awareness=Awareness.ALERT,
)


@pytest.mark.parametrize(
    ("findings", "category", "decided_by"),
    [
        (AdultFindings(can_walk=True), Category.MINOR, Question.CAN_WALK),
        (
            AdultFindings(can_walk=False, is_breathing=False, breathes_after_airway=False),
            Category.DECEASED,
            Question.BREATHES_AFTER_AIRWAY,
        ),
        (
            AdultFindings(can_walk=False, is_breathing=False, breathes_after_airway=True),
            Category.IMMEDIATE,
            Question.BREATHES_AFTER_AIRWAY,
        ),
        (replace(ADULT, breaths_per_min=31), Category.IMMEDIATE, Question.BREATHS_PER_MIN),
        (replace(ADULT, breaths_per_min=30), Category.DELAYED, Question.FOLLOWS_COMMANDS),
        (replace(ADULT, has_radial_pulse=False), Category.IMMEDIATE, Question.PERFUSION),
        (replace(ADULT, capillary_refill_s=2.1), Category.IMMEDIATE, Question.PERFUSION),
        (replace(ADULT, capillary_refill_s=2.0), Category.DELAYED, Question.FOLLOWS_COMMANDS),
        (replace(ADULT, has_radial_pulse=None), Category.DELAYED, Question.FOLLOWS_COMMANDS),
        (replace(ADULT, capillary_refill_s=None), Category.DELAYED, Question.FOLLOWS_COMMANDS),
        (replace(ADULT, follows_commands=False), Category.IMMEDIATE, Question.FOLLOWS_COMMANDS),
        (ADULT, Category.DELAYED, Question.FOLLOWS_COMMANDS),
    ],
)
def test_an_adult_is_sorted_as_published(
    findings: AdultFindings, category: Category, decided_by: Question
) -> None:
    assert start(findings) == Triage(START, category, decided_by)


@pytest.mark.parametrize(
    ("findings", "question"),
    [
        (AdultFindings(), Question.CAN_WALK),
        (AdultFindings(can_walk=False), Question.IS_BREATHING),
        (AdultFindings(can_walk=False, is_breathing=False), Question.BREATHES_AFTER_AIRWAY),
        (AdultFindings(can_walk=False, is_breathing=True), Question.BREATHS_PER_MIN),
        (replace(ADULT, has_radial_pulse=None, capillary_refill_s=None), Question.PERFUSION),
        (replace(ADULT, follows_commands=None), Question.FOLLOWS_COMMANDS),
    ],
)
def test_an_unanswered_question_about_an_adult_is_asked(
    findings: AdultFindings, question: Question
) -> None:
    assert start(findings) == Ask(START, question)


def apnoeic(
    *, airway: bool | None = None, pulse: bool | None = None, rescue: bool | None = None
) -> ChildFindings:
    return ChildFindings(
        can_walk=False,
        is_breathing=False,
        breathes_after_airway=airway,
        has_pulse=pulse,
        breathes_after_rescue=rescue,
    )


@pytest.mark.parametrize(
    ("findings", "category", "decided_by"),
    [
        (ChildFindings(can_walk=True), Category.MINOR, Question.CAN_WALK),
        (apnoeic(airway=True), Category.IMMEDIATE, Question.BREATHES_AFTER_AIRWAY),
        (apnoeic(airway=False, pulse=False), Category.DECEASED, Question.HAS_PULSE),
        (
            apnoeic(airway=False, pulse=True, rescue=True),
            Category.IMMEDIATE,
            Question.BREATHES_AFTER_RESCUE,
        ),
        (
            apnoeic(airway=False, pulse=True, rescue=False),
            Category.DECEASED,
            Question.BREATHES_AFTER_RESCUE,
        ),
        (replace(CHILD, breaths_per_min=14), Category.IMMEDIATE, Question.BREATHS_PER_MIN),
        (replace(CHILD, breaths_per_min=15), Category.DELAYED, Question.AWARENESS),
        (replace(CHILD, breaths_per_min=45), Category.DELAYED, Question.AWARENESS),
        (replace(CHILD, breaths_per_min=46), Category.IMMEDIATE, Question.BREATHS_PER_MIN),
        (replace(CHILD, has_pulse=False), Category.IMMEDIATE, Question.HAS_PULSE),
        (replace(CHILD, awareness=Awareness.VOICE), Category.DELAYED, Question.AWARENESS),
        (
            replace(CHILD, awareness=Awareness.PAIN_APPROPRIATE),
            Category.DELAYED,
            Question.AWARENESS,
        ),
        (
            replace(CHILD, awareness=Awareness.PAIN_INAPPROPRIATE),
            Category.IMMEDIATE,
            Question.AWARENESS,
        ),
        (
            replace(CHILD, awareness=Awareness.UNRESPONSIVE),
            Category.IMMEDIATE,
            Question.AWARENESS,
        ),
        (CHILD, Category.DELAYED, Question.AWARENESS),
    ],
)
def test_a_child_is_sorted_as_published(
    findings: ChildFindings, category: Category, decided_by: Question
) -> None:
    assert jump_start(findings) == Triage(JUMPSTART, category, decided_by)


@pytest.mark.parametrize(
    ("findings", "question"),
    [
        (ChildFindings(), Question.CAN_WALK),
        (ChildFindings(can_walk=False), Question.IS_BREATHING),
        (apnoeic(), Question.BREATHES_AFTER_AIRWAY),
        (apnoeic(airway=False), Question.HAS_PULSE),
        (apnoeic(airway=False, pulse=True), Question.BREATHES_AFTER_RESCUE),
        (replace(CHILD, breaths_per_min=None), Question.BREATHS_PER_MIN),
        (replace(CHILD, has_pulse=None), Question.HAS_PULSE),
        (replace(CHILD, awareness=None), Question.AWARENESS),
    ],
)
def test_an_unanswered_question_about_a_child_is_asked(
    findings: ChildFindings, question: Question
) -> None:
    assert jump_start(findings) == Ask(JUMPSTART, question)


flags = st.none() | st.booleans()
adults = st.builds(
    AdultFindings,
    can_walk=flags,
    is_breathing=flags,
    breathes_after_airway=flags,
    breaths_per_min=st.none() | st.integers(0, 60),
    has_radial_pulse=flags,
    capillary_refill_s=st.none() | st.floats(0, 5),
    follows_commands=flags,
)


@given(adults)
def test_an_asked_question_is_one_not_answered_yet(findings: AdultFindings) -> None:
    result = start(findings)
    if isinstance(result, Triage):
        return
    fields = {Question.PERFUSION: ("has_radial_pulse", "capillary_refill_s")}
    for field in fields.get(result.question, (result.question.value,)):
        assert getattr(findings, field) is None
